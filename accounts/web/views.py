"""Signing in by a link one was given; what the service does with data; what it is."""

from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_safe

from accounts.errors import NotThere
from accounts.sign_in.link import use_sign_in_link
from accounts.throttle import network_of, throttle

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest, token: str) -> HttpResponse:
    """GET shows a button and uses nothing up: mail scanners follow links."""
    if request.method != "POST":
        return render(request, "accounts/sign_in_link.html")
    throttle("sign_in", network_of(request))
    person = use_sign_in_link(token)
    if person is None or person.suspended_at:
        return render(request, "accounts/sign_in_link.html", {"spent": True}, status=410)
    login(request, person, backend=BACKEND)
    return redirect(_own_page(request) or "desk")


def no_password(request: HttpRequest, rest: str = "") -> HttpResponse:
    """Nobody has a password: allauth's pages for one are not there, for setting one would open a second way in."""
    raise NotThere


def _own_page(request: HttpRequest) -> str:
    """Where the link says to go on, if that is a page of this site; else ""."""
    wanted = request.GET.get("next", "")
    ours = url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    return wanted if wanted.startswith("/") and ours else ""


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    facts = {
        "geocoders": settings.GEOCODERS,
        "router": settings.ROUTER_URL,
        "tiles": settings.MAP_TILE_URL.split("/")[2] if "//" in settings.MAP_TILE_URL else "",
        "delay_minutes": settings.PUBLIC_DELAY_SECONDS // 60,
        "session_hours": settings.SESSION_COOKIE_AGE // 3600,
    }
    return render(request, "pages/privacy.html", facts)


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/about.html", {"hold_minutes": settings.HOLD_SECONDS // 60})
