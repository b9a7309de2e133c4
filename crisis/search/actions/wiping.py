"""What is left of a search that ended and was kept long enough: ids and dates. docs/decisions/0007."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from accounts.disclosure.models import Disclosure
from accounts.journal.announce import announce
from accounts.origin import SYSTEM
from crisis.activation.models import Crisis
from crisis.search import events, rules
from crisis.search.actions.posting import search_event
from crisis.search.models import ContactHint, Follower, LastSeen, Note, PublicSearch, Search, SearchKey
from crisis.search.photos.models import Photo
from crisis.search.vocabulary import SearchState

BATCH = 200
ENDED = ~Q(state=SearchState.OPEN) & Q(wiped_at=None)
BESIDE = (PublicSearch, SearchKey, LastSeen, ContactHint, Photo, Note, Follower)
SAID = ("given_name", "family_name", "other_names", "sex", "description", "proof_question")
NOTHING = dict.fromkeys((*SAID, "first_name", "relation", "cell", "door", "language"), "") | {
    "age_min": None,
    "age_max": None,
    "last_seen_at": None,
    "withdrawn_by": None,
}

Wiper = Callable[[Search, list[UUID]], None]
_wipers: list[Wiper] = []


def wiped_too(wiper: Wiper) -> Wiper:
    """Register what else is held of a search: called in the same transaction with the public ids of it and its notes.

    For rooms beside this one and storeys above it. It must touch nothing of other searches.
    """
    _wipers.append(wiper)
    return wiper


def wipe_searches(*, crisis: Crisis, at: datetime) -> int:
    """Wipe what ended rules.kept() ago, whatever its end: withdrawn, expired, closed or found; how many."""
    due = ENDED & Q(closed_at__lte=at - rules.kept())
    rows = Search.objects.filter(due, crisis=crisis).order_by("closed_at").select_related("crisis")
    return sum(wipe(search, only=due, at=at) for search in list(rows[:BATCH]))


def wipe(search: Search, *, only: Q = ENDED, at: datetime) -> bool:
    """Was it wiped just now? Not where its family brought it back, or another did it first."""
    with transaction.atomic():
        if not Search.objects.filter(only, pk=search.pk).update(wiped_at=at, **NOTHING):
            return False
        search.refresh_from_db()
        ids = [search.public_id, *Note.objects.filter(search=search).values_list("public_id", flat=True)]
        for wiper in _wipers:
            wiper(search, ids)
        for beside in BESIDE:
            beside.objects.filter(search=search).delete()
        Disclosure.objects.filter(subject__in=ids).update(reason="")
        announce(search_event(events.SearchWiped, search, at), origin=SYSTEM)
    return True
