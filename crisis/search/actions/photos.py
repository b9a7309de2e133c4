"""The photo of the person sought: cleaned before it is kept, read by a moderator before it is public."""

from datetime import datetime

from django.db import transaction

from accounts.errors import TooLate
from accounts.journal.announce import announce
from accounts.links.secrets import new_token
from accounts.origin import Origin
from crisis.ground import photos
from crisis.search import events
from crisis.search.actions.posting import search_event
from crisis.search.models import Photo, Search
from crisis.search.public_copy import settle
from crisis.search.vocabulary import SearchState
from crisis.shelter.actions.posting import require_active


def add_photo(*, search: Search, data: bytes, origin: Origin, at: datetime) -> None:
    """Keep a clean picture made of `data` instead of the one before. Raises Invalid, CrisisClosed, TooLate once closed.

    It has another address than the one before, which is dead at once.
    """
    require_active(search.crisis)
    clean = photos.clean(data)  # seconds, perhaps: not inside the transaction
    picture = {"full": clean.full, "thumb": clean.thumb, "width": clean.width, "height": clean.height}
    with transaction.atomic():
        _touch(search, edited_at=at)
        Photo.objects.filter(search=search).delete()
        Photo.objects.create(search=search, key=new_token(), added_at=at, **picture)
        _tell(search, origin, at)


def remove_photo(*, search: Search, origin: Origin, at: datetime) -> None:
    """Raises TooLate when there is none."""
    with transaction.atomic():
        _touch(search)
        gone, _kinds = Photo.objects.filter(search=search).delete()
        if not gone:
            raise TooLate
        _tell(search, origin, at)


def _touch(search: Search, **fields) -> None:
    """The search's own row first: it is what every door of a search waits for."""
    still_open = Search.objects.filter(pk=search.pk, state=SearchState.OPEN)
    if not still_open.update(state=SearchState.OPEN, **fields):
        raise TooLate


def _tell(search: Search, origin: Origin, at: datetime) -> None:
    settle(search, at=at)
    announce(search_event(events.PhotoChanged, search, at), origin=origin)
