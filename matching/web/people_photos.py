"""The family's own photo, before and after anybody else may see it."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from accounts.errors import NotThere
from crisis.search.models import Photo
from crisis.search.web.photos import picture
from matching.web.opened import opened


@require_safe
def full(request: HttpRequest, token: str) -> HttpResponse:
    return picture(_photo(token), small=False)


@require_safe
def thumb(request: HttpRequest, token: str) -> HttpResponse:
    return picture(_photo(token), small=True)


def _photo(token: str) -> Photo:
    page = opened(token)
    photo = Photo.objects.filter(search=page.posted).first() if page.is_family else None
    if photo is None:
        raise NotThere
    return photo
