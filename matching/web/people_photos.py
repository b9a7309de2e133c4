"""The family's own photos: seen before and after anybody else may, added, ordered, blurred, taken away."""

from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from accounts.errors import NotThere
from accounts.throttle import network_of, throttle
from crisis.moderation.queries import decisions_on
from crisis.moderation.vocabulary import Act
from crisis.search.models import Search
from crisis.search.photos.actions import add_photo, mark_photo, move_photo, remove_photo
from crisis.search.photos.models import WITHOUT_BYTES, Photo, Sensitive
from crisis.search.photos.queries import photos_of
from crisis.search.web.forms import PhotoForm
from crisis.search.web.photos import picture
from matching.web.asked import Asked, Verb, whole
from matching.web.opened import opened


@require_safe
def own(request: HttpRequest, token: str, photo: UUID, size: str) -> HttpResponse:
    page = opened(token)
    if not page.is_family:
        raise NotThere
    return picture(_one(page.posted, photo), size)


def on_page(search: Search, bound: PhotoForm | None) -> dict:
    """For the family's page; each photo with `why` a moderator holds it, once one has decided."""
    photos = photos_of(search)
    for photo in photos:
        photo.why = _why_held(photo) if photo.held_at else ""
        photo.liftable = photo.sensitive == Sensitive.FAMILY
    room = len(photos) < settings.MOST_PHOTOS
    return {"photos": photos, "photo_form": bound or PhotoForm(), "room_for_photos": room}


def add(asked: Asked):
    throttle("photo", network_of(asked.request))
    form = PhotoForm(asked.request.POST, asked.request.FILES)
    whole(form)
    said = form.cleaned_data
    kept = add_photo(search=asked.opened.posted, data=form.picture(), sensitive=said["sensitive"], **asked.by)
    if kept.held_at:
        return _("The photo is kept. A person looks at it first; it takes minutes, sometimes longer.")
    return _("The photo is kept. A coordinator looks at it before anybody else sees it.")


def on_photo(action, words, **how) -> Verb:
    def verb(asked: Asked):
        try:
            which = UUID(asked.request.POST.get("which", ""))
        except ValueError as wrong:
            raise NotThere from wrong
        action(photo=_one(asked.opened.posted, which), **how, **asked.by)
        return words

    return verb


VERBS: dict[str, Verb] = {
    "photo": add,
    "first-photo": on_photo(move_photo, _("This photo is shown first now."), place=0),
    "blur-photo": on_photo(mark_photo, _("The photo is blurred until somebody touches it."), sensitive=True),
    "unblur-photo": on_photo(
        mark_photo, _("A moderator reads this change; then the photo is shown as it is."), sensitive=False
    ),
    "remove-photo": on_photo(remove_photo, _("The photo is taken away everywhere.")),
}


def _one(search: Search, public_id: UUID) -> Photo:
    rows = WITHOUT_BYTES.filter(search=search).select_related("search__crisis")
    if not (row := rows.filter(public_id=public_id).first()):
        raise NotThere
    return row


def _why_held(photo: Photo) -> str:
    newest = decisions_on(photo.public_id).first()
    return newest.reason if newest and newest.act == Act.HOLD else ""
