"""What leads hear. All bear to hear twice."""

from uuid import UUID

from django.db.models import Q

from accounts.journal.announce import listen
from crisis.activation.clock import crisis_now
from crisis.activation.models import Crisis
from crisis.checkin import events as checkin
from crisis.checkin.actions.announcing import in_one_go
from crisis.search import events as search
from crisis.search.actions.wiping import wiped_too
from crisis.search.lists import events as lists
from crisis.search.lists.models import PersonList
from crisis.search.lists.queries import changed_in
from crisis.search.models import Note, Search
from matching.leads.comparing import (
    propose_from_check_ins,
    propose_from_listed,
    propose_from_note,
    propose_leads,
)
from matching.models import Lead

AT_ONCE = 1_000


@wiped_too
def forget_the_leads(wiped: Search, ids: list[UUID]) -> None:
    """Of a search of which only dates are left, and of the notes on it."""
    Lead.objects.filter(Q(search=wiped) | Q(other__in=ids)).delete()


@listen(search.SearchPosted, search.SearchEdited, search.SearchReopened)
def compare_the_search(event) -> None:
    row = Search.objects.select_related("crisis").get(pk=event.search)
    propose_leads(search=row, at=crisis_now(row.crisis))


@listen(search.NoteAdded, search.SearchClaimed)
def look_into_the_note(event) -> None:
    note = Note.objects.select_related("search__crisis").get(pk=event.note)
    propose_from_note(note=note, at=crisis_now(note.search.crisis))


@listen(checkin.NamesIndexed, together=lambda owed: in_one_go(compare_the_check_ins, owed))
def compare_the_check_ins(event) -> None:
    """Once a search that is posted now finds them by name, so that one of the two sees the other."""
    _compare(event.crisis_id, event.check_ins)


@listen(checkin.CheckInCorrected, checkin.CheckInShown, checkin.FoundByContact)
def compare_the_corrected(event) -> None:
    """Under another name, or by a contact, it is another person's lead, or nobody's."""
    _compare(event.crisis_id, [event.check_in], anew=True)


@listen(checkin.CheckInWithdrawn, checkin.CheckInHidden)
def forget_the_withdrawn(event) -> None:
    _compare(event.crisis_id, [event.check_in], anew=True)


@listen(checkin.CheckInsExpired)
def forget_the_expired(event) -> None:
    _compare(event.crisis_id, event.check_ins, anew=True)


@listen(lists.PersonListImported)
def compare_the_listed(event) -> None:
    """Rows that are new, changed, back, left or withheld; thousands, a portion at a time."""
    given = PersonList.objects.select_related("crisis").get(pk=event.list)
    rows = list(changed_in(given.pk, event.at).select_related("crisis").order_by("pk"))
    for start in range(0, len(rows), AT_ONCE):
        propose_from_listed(persons=rows[start : start + AT_ONCE], at=crisis_now(given.crisis))


def _compare(crisis_id: int, check_ins: list[int], **how) -> None:
    crisis = Crisis.objects.get(pk=crisis_id)
    for start in range(0, len(check_ins), AT_ONCE):
        part = check_ins[start : start + AT_ONCE]
        propose_from_check_ins(crisis=crisis, check_ins=part, at=crisis_now(crisis), **how)
