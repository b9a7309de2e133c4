"""What confirmed leads add to what is known of a person sought; a note that is one was checked with it."""

from collections.abc import Iterable
from datetime import datetime

from accounts.journal.announce import listen
from crisis.activation.clock import crisis_now
from crisis.checkin.models import CheckIn
from crisis.checkin.queries import Found
from crisis.checkin.vocabulary import Voice
from crisis.search.actions.checking import follow_the_lead
from crisis.search.liaison.queries import sign_of_life
from crisis.search.models import Note, Search
from crisis.search.standing import Fact, Standing, also_known, facts_of, standing_from
from crisis.search.vocabulary import AuthorKind, NoteStatus, Verification
from matching import events
from matching.models import Lead
from matching.vocabulary import LeadKind, LeadState


@also_known
def check_ins_confirmed(search: Search) -> list[Fact]:
    """For the desk, whatever the person let others know."""
    leads = Lead.objects.filter(search=search, kind=LeadKind.CHECK_IN, state=LeadState.CONFIRMED)
    said = CheckIn.objects.filter(public_id__in=leads.values("other")).values_list("said_at", "voice")
    return [_they_said(at, voice) for at, voice in said]


@sign_of_life
def leads_confirmed(searches: Iterable[int]) -> Iterable[tuple[int, datetime]]:
    said = (LeadKind.CHECK_IN, LeadKind.LISTED)
    leads = Lead.objects.filter(search__in=searches, kind__in=said, state=LeadState.CONFIRMED)
    return leads.values_list("search", "decided_at")


def standing_for(notes: Iterable[Note], people: Iterable[tuple[Found, datetime]]) -> Standing:
    """For one follower: of the notes and the people they may read of, and of nothing else."""
    return standing_from(
        [*facts_of(notes), *(_they_said(found.said_at, found.voice) for found, _confirmed_at in people)]
    )


def _they_said(at: datetime, voice: str) -> Fact:
    """Another's word is nobody's own, however sure it is that it is about them."""
    by = AuthorKind.THEMSELF if voice == Voice.OWN else AuthorKind.STRANGER
    who = {"by": by, "sure": Verification.CONFIRMED}
    return Fact(status=NoteStatus.BELIEVED_ALIVE, at=at, **who)


@listen(events.LeadConfirmed, events.LeadReopened)
def a_note_was_checked(event) -> None:
    if not getattr(event, "confirmed", True):
        return  # nobody said yes: what a coordinator checked by hand stands
    lead = Lead.objects.select_related("search__crisis", "decided_by").get(pk=event.lead)
    note = Note.objects.select_related("search__crisis", "author").filter(public_id=lead.other).first()
    if lead.kind == LeadKind.NOTE and note and note.search_id == lead.search_id:
        by = lead.decided_by if lead.state == LeadState.CONFIRMED else None
        follow_the_lead(note=note, by=by, at=crisis_now(lead.search.crisis))
