"""How a photo of somebody leaves: as a picture and nothing else, asked for anew each time it is shown."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.views.decorators.http import require_safe

from accounts.errors import NotThere
from crisis.activation.access import public_crisis
from crisis.search.access import public_photo
from crisis.search.photos.models import Photo


@require_safe
def public(request: HttpRequest, slug: str, search: UUID, key: str, size: str) -> HttpResponse:
    """A browser may keep it, but asks each time whether it may still be seen."""
    photo = public_photo(public_crisis(slug), search, key)
    etag = f'"{key}"'
    response = HttpResponseNotModified() if _known(request, etag) else picture(photo, size)
    response["ETag"] = etag
    response["Cache-Control"] = "private, no-cache"
    return response


def picture(photo: Photo, size: str) -> HttpResponse:
    """For whoever was let in by another check; kept nowhere. `size`: full, thumb or blurred. Raises NotThere."""
    if not (data := bytes(getattr(photo, size))):
        raise NotThere
    response = HttpResponse(data, content_type="image/jpeg")
    response["Content-Disposition"] = 'inline; filename="photo.jpg"'
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["X-Content-Type-Options"] = "nosniff"
    response["X-Robots-Tag"] = "noindex, noimageindex"
    response["Cache-Control"] = "private, no-store"
    return response


def _known(request: HttpRequest, etag: str) -> bool:
    return etag in request.headers.get("If-None-Match", "")
