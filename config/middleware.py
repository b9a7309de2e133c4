"""What every answer and every request goes through."""

from collections.abc import Iterator

from django.http import HttpResponse, JsonResponse

from accounts.links.paths import holds_a_key
from config.body_limit import most_bytes

SENSITIVE = ("/desk/", "/sign-in/", "/me/")
MOST_OF_A_HEADER = (
    8_192  # letters, as nginx has it: of 60,000 a cookie full of quotes alone takes four seconds to read
)


class HeaderLimit:
    """431 before anything reads a header or an address longer than any browser of ours sends."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if any(len(value) > MOST_OF_A_HEADER for value in _said(request.META)):
            return HttpResponse(status=431)
        return self.get_response(request)


def _said(meta: dict) -> Iterator[str]:
    for name, value in meta.items():
        if name.startswith("HTTP_") or name in ("CONTENT_TYPE", "PATH_INFO", "QUERY_STRING"):
            yield value


class BodyLimit:
    """Refuses a body declared larger than its type may be, before anything reads it whole."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        try:
            declared = int(request.META.get("CONTENT_LENGTH") or 0)
        except ValueError:
            declared = 0
        if declared > most_bytes(request.META.get("CONTENT_TYPE", "")):
            return HttpResponse(status=413)
        return self.get_response(request)


class Privacy:
    """Pages behind a secret are never stored, indexed or framed; other pages are nobody else's copy."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if holds_a_key(request.path) or any(part in request.path for part in SENSITIVE):
            response["Cache-Control"] = "no-store"
            response["X-Robots-Tag"] = "noindex"
        elif response.get("Content-Type", "").startswith("text/html"):
            # A form holds an id and a token of its own: kept by a proxy, they would make two people one.
            response.setdefault("Cache-Control", "private, no-cache")
        return response


def live(_request) -> JsonResponse:
    """The process answers; depends on nothing."""
    return JsonResponse({"live": True})
