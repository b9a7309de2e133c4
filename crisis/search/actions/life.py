"""How long a search stands, when nobody may add to it, taking it back, and going on with one that ended."""

from contextlib import suppress
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from accounts.errors import TooLate
from accounts.journal.announce import announce
from accounts.origin import SYSTEM, Origin
from crisis.activation.models import Crisis
from crisis.search import events, rules
from crisis.search.actions.posting import search_event
from crisis.search.models import Search, SearchKey
from crisis.search.name_index import write
from crisis.search.public_copy import SEARCHES, settle, words_sought
from crisis.search.vocabulary import SearchState
from crisis.shelter.actions.posting import require_active

OPEN = Q(state=SearchState.OPEN)
ALWAYS = Q()
BATCH = 200


def extend_search(*, search: Search, origin: Origin, at: datetime) -> None:
    """It stands another while, from now on. Raises TooLate once it has ended."""
    with transaction.atomic():
        _move(search, OPEN, expires_at=at + rules.LIFETIME, warned_at=None)
        _tell(events.SearchExtended, search, origin, at)


def freeze_notes(*, search: Search, origin: Origin, at: datetime) -> None:
    """Nobody may add a note; what was said stays, and "this is me" can still be said. Raises TooLate."""
    with transaction.atomic():
        _move(search, OPEN & Q(notes_frozen_at=None), notes_frozen_at=at)
        _tell(events.NotesFrozen, search, origin, at)


def unfreeze_notes(*, search: Search, origin: Origin, at: datetime) -> None:
    """Raises TooLate when anybody may add one already."""
    with transaction.atomic():
        _move(search, OPEN & Q(notes_frozen_at__isnull=False), notes_frozen_at=None)
        _tell(events.NotesUnfrozen, search, origin, at)


def withdraw_search(*, search: Search, origin: Origin, at: datetime) -> None:
    """The family takes it back: gone from every surface and from the index of names at once. Raises TooLate.

    For rules.kept() they may bring it back.
    """
    with transaction.atomic():
        _move(search, OPEN, state=SearchState.WITHDRAWN, closed_at=at, withdrawn_by=origin.actor)
        SearchKey.objects.filter(search=search).delete()
        _tell(events.SearchClosed, search, origin, at, state=SearchState.WITHDRAWN.value)


def bring_back_search(*, search: Search, origin: Origin, at: datetime) -> None:
    """Of a withdrawn one, for whoever of its family withdrew it: another of them may be the danger.

    Raises CrisisClosed, and TooLate for the others, and once it is wiped or due to be.
    """
    theirs = Q(withdrawn_by=None) | Q(withdrawn_by=origin.actor)
    go_on(search=search, ended=(SearchState.WITHDRAWN,), only=theirs, origin=origin, at=at)


def go_on(
    *, search: Search, ended: tuple[SearchState, ...], only: Q = ALWAYS, origin: Origin, at: datetime
) -> None:
    """Open again what `ended` so while it is kept. Of going on and being wiped one wins: both ask for the row as it is.

    Raises CrisisClosed, TooLate.
    """
    require_active(search.crisis)
    again = {"state": SearchState.OPEN, "closed_at": None, "warned_at": None, "withdrawn_by": None}
    with transaction.atomic():
        kept = only & Q(state__in=ended, wiped_at=None, closed_at__gt=at - rules.kept())
        _move(search, kept, expires_at=at + rules.LIFETIME, **again)
        search.refresh_from_db()
        SearchKey.objects.filter(search=search).delete()
        write(SEARCHES, [(search.pk, search.crisis_id, words_sought(search))])
        _tell(events.SearchReopened, search, origin, at)


def warn_families(*, crisis: Crisis, at: datetime) -> int:
    """Tell the families of what runs out within rules.WARNED, once each; how many."""
    soon = OPEN & Q(warned_at=None, expires_at__lte=at + rules.WARNED)
    due = list(Search.objects.filter(soon, crisis=crisis).select_related("crisis")[:BATCH])
    for search in due:
        with suppress(TooLate), transaction.atomic():  # the family was faster
            _move(search, soon, warned_at=at)
            announce(search_event(events.SearchRunsOut, search, at), origin=SYSTEM)
    return len(due)


def _move(search: Search, only: Q, **fields) -> None:
    """Raises TooLate when the row is not so any more."""
    if not Search.objects.filter(only, pk=search.pk).update(**fields):
        raise TooLate


def _tell(kind, search: Search, origin: Origin, at: datetime, **extra) -> None:
    settle(search, at=at)
    announce(search_event(kind, search, at, **extra), origin=origin)
