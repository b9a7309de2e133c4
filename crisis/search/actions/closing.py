"""How a search ends, and begins again while something is kept of it."""

from contextlib import suppress
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from accounts.errors import Invalid, TooLate
from accounts.journal.announce import announce
from accounts.origin import SYSTEM, Origin
from crisis.activation.models import Crisis
from crisis.search import events
from crisis.search.actions.life import go_on
from crisis.search.actions.posting import search_event
from crisis.search.models import Search
from crisis.search.public_copy import settle
from crisis.search.queries import expiring
from crisis.search.vocabulary import SearchState

BY_FAMILY = (SearchState.FOUND, SearchState.CLOSED)
REOPENED = (*BY_FAMILY, SearchState.EXPIRED)
BATCH = 200
ALWAYS = Q()


def close_search(*, search: Search, to: str, origin: Origin, at: datetime) -> None:
    """Found, or closed: the family's word or a coordinator's. It leaves the public at once. Raises Invalid, TooLate."""
    if to not in BY_FAMILY:
        raise Invalid({"to": [SearchState.FOUND.label, SearchState.CLOSED.label]})
    _close(search, SearchState(to), origin, at)


def reopen_search(*, search: Search, origin: Origin, at: datetime) -> None:
    """The search goes on. Raises CrisisClosed, and TooLate when it never stopped, was withdrawn or is wiped."""
    go_on(search=search, ended=REOPENED, origin=origin, at=at)


def expire_searches(*, crisis: Crisis, at: datetime) -> int:
    """Close what nobody has touched for a month; how many."""
    due = list(expiring(crisis, at)[:BATCH])
    for search in due:
        with suppress(TooLate):  # the family was faster
            _close(search, SearchState.EXPIRED, SYSTEM, at, due=Q(expires_at__lte=at))
    return len(due)


def _close(search: Search, to: SearchState, origin: Origin, at: datetime, *, due: Q = ALWAYS) -> None:
    with transaction.atomic():
        still_open = Search.objects.filter(due, pk=search.pk, state=SearchState.OPEN)
        if not still_open.update(state=to, closed_at=at):
            raise TooLate
        settle(search, at=at)
        announce(search_event(events.SearchClosed, search, at, state=to.value), origin=origin)
