""" "No more messages": one button, no account, for whoever holds the link that a message ended with."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from accounts.errors import NotThere
from accounts.reach.stops import is_stop_token, start_by, stop_by, stopped_by


@csrf_exempt  # the link alone says who asks, as mail programs' own button does (RFC 8058)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def stop_page(request: HttpRequest, token: str) -> HttpResponse:
    """POST stops; with `again`, starts. GET shows a button: mail scanners follow links."""
    if not is_stop_token(token):
        raise NotThere
    if request.method == "POST":
        start_by(token) if "again" in request.POST else stop_by(token, at=timezone.now())
    return render(request, "accounts/stop.html", {"stopped": stopped_by(token)})
