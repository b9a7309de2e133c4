"""The family's doors: photos are cleaned before they are kept, and read by a moderator before they are public."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import ngettext

from accounts.errors import Invalid, TooLate
from accounts.journal.announce import announce
from accounts.links.secrets import new_token
from accounts.origin import Origin
from crisis.ground import photos
from crisis.search import events
from crisis.search.actions.posting import search_event
from crisis.search.models import Search
from crisis.search.photos.blurring import blurred, set_mark
from crisis.search.photos.judging import judged_alike
from crisis.search.photos.likeness import asked_prints
from crisis.search.photos.models import WITHOUT_BYTES, Photo, Sensitive
from crisis.search.public_copy import edited, settle
from crisis.search.vocabulary import SearchState
from crisis.shelter.actions.posting import require_active


def add_photo(*, search: Search, data: bytes, sensitive: bool = False, origin: Origin, at: datetime) -> Photo:
    """Keep a clean picture made of `data`, last of all. One that looks like a photo judged false is held.

    The very picture sent again, as by a phone that lost the answer, is the one there is and changes nothing.
    Raises Invalid, CrisisClosed, and TooLate once the search has ended.
    """
    require_active(search.crisis)
    clean = photos.clean(data)  # seconds, perhaps: not inside the transaction
    prints = asked_prints(clean.full)
    like = judged_alike(prints, drill=search.crisis.is_drill)
    picture = {"full": clean.full, "thumb": clean.thumb, "width": clean.width, "height": clean.height}
    if sensitive:
        picture |= {"sensitive": Sensitive.FAMILY, "blurred": blurred(clean.thumb)}
    with transaction.atomic():
        _touch(search)
        if there := WITHOUT_BYTES.filter(search=search, full=clean.full).first():
            return there
        if not like:
            _touch(search, edited_at=edited(at))
        kept = Photo.objects.create(
            search=search,
            key=new_token(),
            place=_room(search),
            prints=prints,
            like=like,
            held_at=at if like else None,
            added_at=at,
            **picture,
        )
        _tell(search, origin, at)
        if like:
            held = search_event(events.PhotoHeld, search, at, photo=kept.pk)
            announce(held, origin=origin)
    return kept


def remove_photo(*, photo: Photo, origin: Origin, at: datetime) -> None:
    """Its address is dead at once. Raises TooLate when it is gone already."""
    with transaction.atomic():
        _touch(photo.search)
        if not Photo.objects.filter(pk=photo.pk).delete()[0]:
            raise TooLate
        _tell(photo.search, origin, at)


def move_photo(*, photo: Photo, place: int, origin: Origin, at: datetime) -> None:
    """Show it as the `place`-th, from 0. No photo is seen that was not before: nobody has to read it again."""
    with transaction.atomic():
        _touch(photo.search)
        others = list(WITHOUT_BYTES.filter(search=photo.search).exclude(pk=photo.pk))
        others.insert(max(0, place), photo)
        for number, each in enumerate(others):
            Photo.objects.filter(pk=each.pk).update(place=number)
        _tell(photo.search, origin, at)


def mark_photo(*, photo: Photo, sensitive: bool, origin: Origin, at: datetime) -> None:
    """Blurred until touched, or no longer. Blurred it is at once; the other way it waits to be read again.

    Raises TooLate where a moderator marked it.
    """
    with transaction.atomic():
        _touch(photo.search, **({} if sensitive else {"edited_at": edited(at)}))
        set_mark(photo, Sensitive.FAMILY if sensitive else Sensitive.NO)
        _tell(photo.search, origin, at)


def _room(search: Search) -> int:
    """The next place. Raises Invalid when there are as many as there may be."""
    places = list(Photo.objects.filter(search=search).values_list("place", flat=True))
    most = settings.MOST_PHOTOS
    if len(places) >= most:
        words = ngettext(
            "A search has room for {n} photo. Take one away first.",
            "A search has room for {n} photos. Take one away first.",
            most,
        )
        raise Invalid({"photo": [words.format(n=most)]})
    return max(places, default=-1) + 1


def _touch(search: Search, **fields) -> None:
    """The search's own row first: it is what every door of a search waits for."""
    still_open = Search.objects.filter(pk=search.pk, state=SearchState.OPEN)
    if not still_open.update(state=SearchState.OPEN, **fields):
        raise TooLate


def _tell(search: Search, origin: Origin, at: datetime) -> None:
    settle(search, at=at)
    announce(search_event(events.PhotoChanged, search, at), origin=origin)
