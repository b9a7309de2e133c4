"""Whoever is sought, with a phone or mailbox of theirs that the family knows: what is looked for, and ending it."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.errors import TooLate
from accounts.journal.announce import announce
from accounts.origin import Origin
from accounts.people.models import Person
from crisis.activation.models import Crisis
from crisis.activation.vocabulary import Phase
from crisis.search import events
from crisis.search.actions.posting import search_event
from crisis.search.models import Note, Search
from crisis.search.public_copy import settle
from crisis.search.vocabulary import AuthorKind, NoteStatus, SearchState, Verification

MOST = 10


def searches_for(crisis: Crisis, key: str) -> list[Search]:
    """Open searches whose family gave the contact with this digest as the sought person's own: public or not."""
    if crisis.phase == Phase.ARCHIVED:
        return []
    here = Search.objects.filter(crisis=crisis, state=SearchState.OPEN)
    return list(here.filter(hints__digest=key).select_related("crisis").order_by("-posted_at", "-pk")[:MOST])


def close_as_sought(*, search: Search, person: Person, origin: Origin, at: datetime) -> None:
    """The person sought ends it. Those who look for them read that it has ended, and not by whom.

    It is held too: opened again, nothing of it is public until a coordinator, who hears of it as of "this is me", has
    spoken with them. Raises TooLate.
    """
    with transaction.atomic():
        if not Search.objects.filter(pk=search.pk, state=SearchState.OPEN).update(
            state=SearchState.CLOSED, closed_at=at
        ):
            raise TooLate
        hid = Search.objects.filter(pk=search.pk, held_at=None).update(held_at=at)
        note = Note.objects.create(
            search=search,
            author=person,
            door=origin.door,
            status=NoteStatus.IS_NOTE_AUTHOR,
            author_kind=AuthorKind.THEMSELF,
            verification=Verification.CONTACT,
            text=_(
                "They ended this search behind a link we sent to a phone or mailbox the family knows as theirs."
            ),
            posted_at=at,
            held_at=at if hid else None,
        )
        settle(search, at=at)
        announce(search_event(events.SearchClaimed, search, at, note=note.pk), origin=origin)
        closed = {"state": SearchState.CLOSED.value}
        announce(search_event(events.SearchClosed, search, at, **closed), origin=origin)
