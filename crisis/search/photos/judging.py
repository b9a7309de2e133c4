"""The desk's doors: a photo that is held, one judged false and remembered by its hashes, one let go."""

from contextlib import suppress
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.errors import Invalid, TooLate
from accounts.journal.announce import announce
from accounts.origin import SYSTEM, Origin
from crisis.activation.clock import crisis_now
from crisis.search import events
from crisis.search.actions.posting import search_event
from crisis.search.models import Search
from crisis.search.photos.blurring import set_mark
from crisis.search.photos.likeness import first_alike, part_prints
from crisis.search.photos.models import WITHOUT_BYTES, FalsePhoto, Photo, Sensitive
from crisis.search.public_copy import edited, lock, settle

PORTION = 500  # photos compared with one judged false at a time: under a second


def judged_alike(prints: bytes, *, drill: bool) -> FalsePhoto | None:
    """The photo judged false that `prints` look like, in whatever crisis; a drill's are for drills."""
    known = FalsePhoto.objects.filter(drill=drill).order_by("pk").values_list("pk", "prints")
    found = first_alike(prints, ((pk, bytes(each)) for pk, each in known.iterator()))
    return FalsePhoto.objects.filter(pk=found).first() if found else None


def judge_false(*, photo: Photo, reason: str, origin: Origin, at: datetime) -> None:
    """Nobody sees it any more, and what looks like it is held: from now on, and a moment later what is here already.

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
        FalsePhoto.objects.create(photo=photo, prints=prints, by=origin.actor, judged_at=at, **about)
        Photo.objects.filter(pk=photo.pk, held_at__isnull=True).update(held_at=at)
        _tell(events.PhotoJudgedFalse, photo, origin, at)


def hold_copies() -> int:
    """Of each judgement the next PORTION of photos, in no transaction; how many were held. Goes on where it was."""
    return sum(_compare(judged) for judged in FalsePhoto.objects.order_by("pk"))


def _compare(judged: FalsePhoto) -> int:
    later = WITHOUT_BYTES.filter(pk__gt=judged.compared_to, search__crisis__is_drill=judged.drill)
    portion = list(later.order_by("pk").select_related("search__crisis")[:PORTION])
    theirs = [(judged.pk, bytes(judged.prints))]
    new = [photo for photo in portion if photo.like_id is None and photo.held_at is None]
    alike = [photo for photo in new if first_alike(bytes(photo.prints), theirs)]
    for photo in alike:
        with suppress(TooLate):
            hold_photo(photo=photo, like=judged, origin=SYSTEM, at=crisis_now(photo.crisis))
    if portion:
        FalsePhoto.objects.filter(pk=judged.pk).update(compared_to=portion[-1].pk)
    return len(alike)


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

    What was held for looking like it waits to be read with its search, as if it were new. Raises TooLate when it is
    not held.
    """
    for copy in list(
        WITHOUT_BYTES.filter(like__photo=photo, judgement=None).select_related("search__crisis")
    ):
        _let_go(copy, origin, at)
    with transaction.atomic():
        lock(photo.search)
        if not Photo.objects.filter(pk=photo.pk, held_at__isnull=False).update(held_at=None):
            raise TooLate
        FalsePhoto.objects.filter(photo=photo).delete()
        _tell(events.PhotoCleared, photo, origin, at)


def _let_go(photo: Photo, origin: Origin, at: datetime) -> None:
    """Of a photo held for its likeness alone: a moderator looks at it with its search."""
    with transaction.atomic():
        lock(photo.search)
        if Photo.objects.filter(pk=photo.pk, held_at__isnull=False).update(held_at=None, like=None):
            Search.objects.filter(pk=photo.search_id).update(edited_at=edited(at))
            _tell(events.PhotoCleared, photo, origin, at)


def blur_photo(*, photo: Photo, sensitive: bool, origin: Origin, at: datetime) -> None:
    """Blurred until touched, or no longer, whatever the family says. Raises TooLate when it is gone."""
    with transaction.atomic():
        lock(photo.search)
        set_mark(photo, Sensitive.DESK if sensitive else Sensitive.NO, by_desk=True)
        _tell(events.PhotoChanged, photo, origin, at)


def _tell(kind, photo: Photo, origin: Origin, at: datetime) -> None:
    settle(photo.search, at=at)
    about = {} if kind is events.PhotoChanged else {"photo": photo.pk}
    announce(search_event(kind, photo.search, at, **about), origin=origin)
