"""The mail provider's webhook: django-anymail checks its secret or signature, and reads it."""

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import Resolver404, resolve
from django.views.decorators.csrf import csrf_exempt


@csrf_exempt
def mail_events(request: HttpRequest) -> HttpResponse:
    """404 without a provider, and while nothing would tell it from a stranger."""
    view = _webhook()
    if view is None or not webhook_is_guarded():
        raise Http404
    return view(request)


def webhook_is_guarded() -> bool:
    """Does the provider sign what it posts, or know a secret of ours?"""
    view = _webhook()
    if view is None or settings.ANYMAIL.get("WEBHOOK_SECRET"):
        return view is not None
    try:
        return not view.view_class().warn_if_no_basic_auth
    except ImproperlyConfigured:  # it signs, and the key is missing
        return False


def _webhook() -> Callable | None:
    """django-anymail's own view for our provider."""
    for ending in ("tracking/", ""):
        try:
            return resolve(f"/{settings.EMAIL_PROVIDER}/{ending}", urlconf="anymail.urls").func
        except Resolver404:
            continue
    return None
