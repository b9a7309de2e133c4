"""A coordinator checked what somebody told: they called back, asked there, or saw it themselves."""

from datetime import datetime

from django.db import transaction

from accounts.errors import TooLate
from accounts.journal.announce import announce
from accounts.origin import SYSTEM, Origin
from accounts.people.models import Person
from crisis.activation.access import COORDINATE, require
from crisis.search import events
from crisis.search.actions.showing import note_event
from crisis.search.models import Note
from crisis.search.public_copy import settle
from crisis.search.vocabulary import Verification
from crisis.shelter.actions.posting import has_verified_contact


def check_note(*, note: Note, origin: Origin, at: datetime) -> None:
    """From now on it counts for the status. Raises NotAllowed; TooLate when it was checked already."""
    require(origin.actor, COORDINATE, note.crisis_id)
    with transaction.atomic():
        if not _confirm(note, origin.actor, at):
            raise TooLate
        _tell(note, origin, at)


def uncheck_note(*, note: Note, origin: Origin, at: datetime) -> None:
    """It was not so, or nobody knows. Raises NotAllowed; TooLate when nobody had checked it."""
    require(origin.actor, COORDINATE, note.crisis_id)
    with transaction.atomic():
        if not _take_back(note):
            raise TooLate
        _tell(note, origin, at)


def follow_the_lead(*, note: Note, by: Person | None, at: datetime) -> None:
    """A note whose lead was confirmed `by` somebody was checked; one whose lead stands open again is not."""
    with transaction.atomic():
        if _confirm(note, by, at) if by else _take_back(note):
            _tell(note, SYSTEM, at)


def _confirm(note: Note, by: Person, at: datetime) -> int:
    sure = {"verification": Verification.CONFIRMED, "confirmed_by": by, "confirmed_at": at}
    open_still = Note.objects.filter(pk=note.pk).exclude(verification=Verification.CONFIRMED)
    return open_still.update(**sure)


def _take_back(note: Note) -> int:
    reached = Verification.CONTACT if has_verified_contact(note.author) else Verification.UNVERIFIED
    checked = Note.objects.filter(pk=note.pk, verification=Verification.CONFIRMED)
    return checked.update(verification=reached, confirmed_by=None, confirmed_at=None)


def _tell(note: Note, origin: Origin, at: datetime) -> None:
    note.refresh_from_db()
    settle(note.search, at=at)
    told = {"verification": str(note.verification)}
    announce(note_event(events.NoteChecked, note, at, **told), origin=origin)
