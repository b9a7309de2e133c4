"""What every answer and every request goes through."""

from collections.abc import Iterator

from django.http import HttpResponse, JsonResponse

from accounts.links.paths import holds_a_key
from config.body_limit import most_bytes

SENSITIVE = ("/desk/", "/sign-in/", "/me/")
# Letters, as nginx has it: of 60,000 a cookie full of quotes alone takes four seconds to read.
MOST_OF_A_HEADER = 8_192


class HeaderLimit:
    """431 before anything reads a header or an address longer than any browser of ours sends; 400 for a method in small
    letters, which is another method (RFC 9110, 9.1): granian lets it through, and Django reads it in capitals.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if any(len(value) > MOST_OF_A_HEADER for value in _said(request.META)):
            return HttpResponse(status=431)
        if not _method(request).isupper():
            return HttpResponse(status=400)
        return self.get_response(request)


def _method(request) -> str:
    """As it came."""
    scope = getattr(request, "scope", None)
    return scope["method"] if scope else request.META["REQUEST_METHOD"]


def _said(meta: dict) -> Iterator[str]:
    for name, value in meta.items():
        if name.startswith("HTTP_") or name in ("CONTENT_TYPE", "PATH_INFO", "QUERY_STRING"):
            yield value


class BodyLimit:
    """Refuses a body declared larger than its type may be, before anything reads it whole; and under WSGI one that
    tells no length (nginx always does), which Django would take for none.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        try:
            declared = int(request.META.get("CONTENT_LENGTH") or 0)
            if "HTTP_TRANSFER_ENCODING" in request.META and not request.META.get("CONTENT_LENGTH"):
                return HttpResponse(status=411)
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
