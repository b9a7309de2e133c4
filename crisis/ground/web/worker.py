"""The service worker and the web app's manifest: docs/offline.md."""

import hashlib
import json
from functools import cache
from pathlib import Path

from csp.utils import build_policy
from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from rjsmin import jsmin

# What the copied pages need; the page that brings the worker has loaded these itself, so they cost nothing more.
FILES = ("css/site.css", "js/page.js", "js/offline.js", "img/icon.svg")
MORE = ("js/outbox.js", "js/kept.js")
SENDING, KEEPING, OFF, PUSH = "js/sw-send.js", "js/sw-keep.js", "js/sw-off.js", "js/push-worker.js"
GREEN, WHITE = "#0a5c36", "#ffffff"


@require_safe
@cache_control(no_cache=True)
def service_worker(request: HttpRequest) -> HttpResponse:
    """One text for the whole site; another one as soon as any file it keeps has changed."""
    text = worker_text(on=settings.SERVICE_WORKER)
    return HttpResponse(text, content_type="text/javascript", headers={"Service-Worker-Allowed": "/"})


@cache
def worker_text(*, on: bool) -> str:
    """The worker, or the one that takes its place and leaves."""
    parts = [source("js/outbox.js"), source(SENDING), source(KEEPING if on else OFF)]
    if on and finders.find(PUSH):
        parts.append(source(PUSH))
    said = {
        "FILES": [static(path) for path in FILES],
        "MORE": [static(path) for path in MORE],
        "HEADERS": {"Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": _policy()},
        "WORDS": _words(),
    }
    fingerprint = "".join([*parts, *(source(path) for path in FILES + MORE), json.dumps(said)])
    said["VERSION"] = hashlib.sha256(fingerprint.encode()).hexdigest()[:12]
    constants = "".join(f"const {name} = {json.dumps(value)};\n" for name, value in said.items())
    return jsmin(constants + "\n".join(parts))  # it crosses the wire on a first visit


def source(path: str) -> str:
    """The text of a static file of ours."""
    return Path(finders.find(path)).read_text()


def _policy() -> str:
    """As the middleware sends it, but in one order: every process must make the same worker."""
    return "; ".join(sorted(build_policy().split("; ")))


def _words() -> dict[str, str]:
    """What is said where a form was kept and the page that shows it was not."""
    words = {}
    for code, _name in settings.LANGUAGES:
        with override(code):
            words[code] = str(_("Kept on this phone. Not sent yet. In danger, call 112."))
    return words


@require_safe
@cache_control(public=True, max_age=86400)
def manifest(request: HttpRequest) -> JsonResponse:
    """https://www.w3.org/TR/appmanifest/: put on the home screen, where some phones only then allow notices."""
    name = pgettext("site name", "Open doors")
    icon = {"src": static("img/icon-512.png"), "sizes": "512x512", "type": "image/png"}
    told = {
        "id": "/",
        "name": name,
        "short_name": name,
        "start_url": reverse("home"),
        "scope": "/",
        "display": "standalone",
        "theme_color": GREEN,
        "background_color": WHITE,
        "icons": [
            {"src": static("img/icon-192.png"), "sizes": "192x192", "type": "image/png"},
            icon,
            icon | {"purpose": "maskable"},
        ],
    }
    return JsonResponse(told, content_type="application/manifest+json")
