"""Photos of searches on the desk: looked at, held, judged false, let go; and what a held one looks like."""

from datetime import datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST, require_safe

from accounts.errors import NotThere
from crisis.activation.access import MODERATE
from crisis.activation.models import Crisis
from crisis.activation.web.desk import desk
from crisis.desk.photos import review_photo
from crisis.desk.web.searches import act
from crisis.search.photos.models import BYTES_ALIKE, WITHOUT_BYTES, Photo
from crisis.search.web.photos import picture


@require_safe
@desk(MODERATE)
def one(request: HttpRequest, crisis: Crisis, at: datetime, photo: UUID) -> HttpResponse:
    return picture(_here(crisis, photo), "full")


@require_safe
@desk(MODERATE)
def small(request: HttpRequest, crisis: Crisis, at: datetime, photo: UUID) -> HttpResponse:
    return picture(_here(crisis, photo), "thumb")


@require_safe
@desk(MODERATE)
def judged(request: HttpRequest, crisis: Crisis, at: datetime, photo: UUID) -> HttpResponse:
    """The one judged false that a held photo of this crisis looks like: in whatever crisis, small, while it is kept."""
    like = _here(crisis, photo).like
    if like is None or like.photo is None:
        raise NotThere
    return picture(like.photo, "thumb")


@require_POST
@desk(MODERATE)
def decide(request: HttpRequest, crisis: Crisis, at: datetime, photo: UUID) -> HttpResponse:
    row, said = _here(crisis, photo), request.POST
    words = {"to": said.get("do", ""), "reason": said.get("reason", "")}
    return act(request, crisis, row.search, review_photo, photo=row, at=at, **words)


def _here(crisis: Crisis, public_id: UUID) -> Photo:
    rows = WITHOUT_BYTES.filter(search__crisis=crisis).select_related("search__crisis", "like__photo")
    rows = rows.defer(*BYTES_ALIKE)
    if not (row := rows.filter(public_id=public_id).first()):
        raise NotThere
    return row
