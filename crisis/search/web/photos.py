"""How a photo of somebody leaves: as a picture and nothing else, asked for anew each time it is shown."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.views.decorators.http import require_safe

from crisis.activation.access import public_crisis
from crisis.search.access import public_photo
from crisis.search.models import Photo


@require_safe
def public(request: HttpRequest, slug: str, search: UUID, key: str) -> HttpResponse:
    return _public(request, slug, search, key, small=False)


@require_safe
def public_thumb(request: HttpRequest, slug: str, search: UUID, key: str) -> HttpResponse:
    return _public(request, slug, search, key, small=True)


def _public(request: HttpRequest, slug: str, search: UUID, key: str, *, small: bool) -> HttpResponse:
    """A browser may keep it, but asks each time whether it may still be seen."""
    photo = public_photo(public_crisis(slug), search, key)
    etag = f'"{key}"'
    response = HttpResponseNotModified() if _known(request, etag) else picture(photo, small=small)
    response["ETag"] = etag
    response["Cache-Control"] = "private, no-cache"
    return response


def picture(photo: Photo, *, small: bool) -> HttpResponse:
    """For whoever was let in by somebody else's check; kept nowhere."""
    response = HttpResponse(bytes(photo.thumb if small else photo.full), content_type="image/jpeg")
    response["Content-Disposition"] = 'inline; filename="photo.jpg"'
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["X-Content-Type-Options"] = "nosniff"
    response["X-Robots-Tag"] = "noindex, noimageindex"
    response["Cache-Control"] = "private, no-store"
    return response


def _known(request: HttpRequest, etag: str) -> bool:
    return etag in request.headers.get("If-None-Match", "")
