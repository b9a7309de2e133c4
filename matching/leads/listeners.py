"""What leads hear. All bear to hear twice."""

from accounts.journal.announce import listen
from crisis.activation.clock import crisis_now
from crisis.checkin import events as checkin
from crisis.checkin.models import CheckIn
from crisis.search import events as search
from crisis.search.models import Note, Search
from matching.leads.actions import close_leads, propose_from_check_ins, propose_from_note, propose_leads
from matching.leads.gather import standing_check_ins

AT_ONCE = 1_000


@listen(search.SearchPosted, search.SearchEdited, search.SearchReopened)
def compare_the_search(event) -> None:
    row = Search.objects.select_related("crisis").get(pk=event.search)
    propose_leads(search=row, at=crisis_now(row.crisis))


@listen(search.NoteAdded, search.SearchClaimed)
def look_into_the_note(event) -> None:
    note = Note.objects.select_related("search__crisis").get(pk=event.note)
    propose_from_note(note=note, at=crisis_now(note.search.crisis))


@listen(checkin.CheckInsRecorded)
def compare_the_check_ins(event) -> None:
    for start in range(0, len(event.check_ins), AT_ONCE):
        _compare(event.check_ins[start : start + AT_ONCE])


@listen(checkin.CheckInCorrected, checkin.CheckInShown)
def compare_the_corrected(event) -> None:
    """Under another name it is another person's lead, or nobody's."""
    row = CheckIn.objects.select_related("crisis").get(pk=event.check_in)
    at = crisis_now(row.crisis)
    kept = _compare([row.pk])
    close_leads(check_ins=[row], at=at, but=kept)


@listen(checkin.CheckInWithdrawn, checkin.CheckInHidden)
def forget_the_withdrawn(event) -> None:
    row = CheckIn.objects.select_related("crisis").get(pk=event.check_in)
    if not standing_check_ins().filter(pk=row.pk).exists():
        close_leads(check_ins=[row], at=crisis_now(row.crisis))


@listen(checkin.CheckInsExpired)
def forget_the_expired(event) -> None:
    for start in range(0, len(event.check_ins), AT_ONCE):
        rows = list(
            CheckIn.objects.filter(pk__in=event.check_ins[start : start + AT_ONCE]).select_related("crisis")
        )
        if rows:
            close_leads(check_ins=rows, at=crisis_now(rows[0].crisis))


def _compare(ids: list[int]) -> set[int]:
    """The searches these check-ins were compared with."""
    rows = list(standing_check_ins().filter(pk__in=ids).select_related("crisis"))
    return propose_from_check_ins(check_ins=rows, at=crisis_now(rows[0].crisis)) if rows else set()
