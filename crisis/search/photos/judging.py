"""The desk's doors: a photo that is held, one judged false and remembered by its hashes, one let go."""

from contextlib import suppress
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.errors import Invalid, TooLate
from accounts.journal.announce import announce
from accounts.origin import Origin
from crisis.search import events
from crisis.search.actions.posting import search_event
from crisis.search.photos.blurring import set_mark
from crisis.search.photos.likeness import first_alike, part_prints
from crisis.search.photos.models import WITHOUT_BYTES, FalsePhoto, Photo, Sensitive
from crisis.search.public_copy import lock, settle


def judged_alike(prints: bytes, *, drill: bool) -> FalsePhoto | None:
    """The photo judged false that `prints` look like, in whatever crisis; a drill's are for drills."""
    known = FalsePhoto.objects.filter(drill=drill).order_by("pk").values_list("pk", "prints")
    found = first_alike(prints, ((pk, bytes(each)) for pk, each in known.iterator()))
    return FalsePhoto.objects.filter(pk=found).first() if found else None


def judge_false(*, photo: Photo, reason: str, origin: Origin, at: datetime) -> None:
    """Nobody sees it any more, and what looks like it is held: from now on, and what is here already.

    Raises Invalid without a reason, TooLate when it was judged or taken away meanwhile.
    """
    if not reason.strip():
        raise Invalid({"reason": [_("Say why.")]})
    prints = part_prints(bytes(photo.full))
    about = {"crisis": photo.crisis, "drill": photo.crisis.is_drill, "reason": reason[:500]}
    with transaction.atomic():
        lock(photo.search)
        if not Photo.objects.filter(pk=photo.pk, judgement__isnull=True).exists():
            raise TooLate
        judged = FalsePhoto.objects.create(photo=photo, prints=prints, by=origin.actor, judged_at=at, **about)
        Photo.objects.filter(pk=photo.pk, held_at__isnull=True).update(held_at=at)
        _tell(events.PhotoJudgedFalse, photo, origin, at)
    for copy in _copies(judged):
        with suppress(TooLate):
            hold_photo(photo=copy, like=judged, origin=origin, at=at)


def hold_photo(*, photo: Photo, like: FalsePhoto | None = None, origin: Origin, at: datetime) -> None:
    """Gone from every surface, and still the family's. Raises TooLate when it is held already."""
    with transaction.atomic():
        lock(photo.search)
        held = {"held_at": at} | ({"like": like} if like else {})
        if not Photo.objects.filter(pk=photo.pk, held_at__isnull=True).update(**held):
            raise TooLate
        _tell(events.PhotoHeld, photo, origin, at)


def clear_photo(*, photo: Photo, origin: Origin, at: datetime) -> None:
    """Nothing is wrong with it: it is shown with its search, and a judgement of it is forgotten.

    What was held for looking like it stays so until somebody looks. Raises TooLate when it is not held.
    """
    with transaction.atomic():
        lock(photo.search)
        if not Photo.objects.filter(pk=photo.pk, held_at__isnull=False).update(held_at=None):
            raise TooLate
        FalsePhoto.objects.filter(photo=photo).delete()
        _tell(events.PhotoCleared, photo, origin, at)


def blur_photo(*, photo: Photo, sensitive: bool, origin: Origin, at: datetime) -> None:
    """Blurred until touched, or no longer, whatever the family says. Raises TooLate when it is gone."""
    with transaction.atomic():
        lock(photo.search)
        set_mark(photo, Sensitive.DESK if sensitive else Sensitive.NO, by_desk=True)
        _tell(events.PhotoChanged, photo, origin, at)


def _copies(judged: FalsePhoto) -> list[Photo]:
    """What may be shown now and looks like it."""
    here = WITHOUT_BYTES.filter(held_at__isnull=True, search__crisis__is_drill=judged.drill)
    return [
        photo
        for photo in here.select_related("search__crisis")
        if first_alike(bytes(photo.prints), [(judged.pk, bytes(judged.prints))])
    ]


def _tell(kind, photo: Photo, origin: Origin, at: datetime) -> None:
    settle(photo.search, at=at)
    about = {} if kind is events.PhotoChanged else {"photo": photo.pk}
    announce(search_event(kind, photo.search, at, **about), origin=origin)
