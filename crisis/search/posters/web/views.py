"""How a poster and a card leave: asked for anew each time, drawn once, and gone with the page."""

import hashlib
from dataclasses import astuple
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.views.decorators.http import require_safe

from accounts.errors import NotThere
from accounts.throttle import network_of, throttle
from crisis.activation.access import public_crisis
from crisis.search.access import public_search
from crisis.search.posters.content import Poster, poster_of
from crisis.search.posters.kept import Kept, cards, posters


@require_safe
def poster(request: HttpRequest, slug: str, search: UUID) -> HttpResponse:
    """A4, to print."""
    return _drawn(request, slug, search, posters, "application/pdf", "poster.pdf")


@require_safe
def card(request: HttpRequest, slug: str, search: UUID) -> HttpResponse:
    """1200 by 630 pixels, for whoever previews the page's link."""
    return _drawn(request, slug, search, cards, "image/png", "card.png")


def _drawn(
    request: HttpRequest, slug: str, search: UUID, kept: Kept, content_type: str, name: str
) -> HttpResponse:
    """Raises NotThere as soon as the page is gone, or takes no notes: both ask for an answer."""
    copy = public_search(public_crisis(slug), search)
    if copy.notes_frozen:
        raise NotThere
    words = poster_of(copy)
    etag = _etag(words)
    if etag in request.headers.get("If-None-Match", ""):
        response = HttpResponseNotModified()
    else:
        response = HttpResponse(_bytes(request, words, kept), content_type=content_type)
        response["Content-Disposition"] = f'inline; filename="{name}"'
    response["ETag"] = etag
    response["Cache-Control"] = "private, no-cache"
    response["X-Robots-Tag"] = "noindex, noimageindex"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _bytes(request: HttpRequest, words: Poster, kept: Kept) -> bytes:
    """Drawing costs: what was drawn before is given freely, the rest counted for the caller and for everybody."""

    def count() -> None:
        throttle("poster", network_of(request))
        throttle("drawing", "everybody")

    return kept.get(words, before=count)


def _etag(words: Poster) -> str:
    """Another as soon as anything printed is another: as_of with the rest."""
    return f'"{hashlib.sha256(repr(astuple(words)).encode()).hexdigest()[:24]}"'
