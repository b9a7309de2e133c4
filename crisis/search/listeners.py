"""What searches hear: an author or a claimant who answers, a suspension, a crisis whose profile changes."""

from django.db import transaction

from accounts.journal.announce import listen
from accounts.people.actions import ContactVerified
from accounts.people.suspending import PersonSuspended, SuspensionLifted
from crisis.activation.clock import crisis_now
from crisis.activation.events import CrisisEdited
from crisis.search.actions.notes import hold_for_claim
from crisis.search.models import Note, Search
from crisis.search.public_copy import settle
from crisis.search.vocabulary import NoteStatus, SearchState, Verification


@listen(ContactVerified, PersonSuspended, SuspensionLifted)
def follow_the_authors_standing(event) -> None:
    _settle_all(Search.objects.filter(owner_id=event.person, state=SearchState.OPEN))


@listen(ContactVerified)
def hold_what_is_claimed(event) -> None:
    claims = Note.objects.filter(author_id=event.person, status=NoteStatus.IS_NOTE_AUTHOR)
    for note in claims.select_related("search__crisis"):
        hold_for_claim(note=note, at=crisis_now(note.search.crisis))


@listen(ContactVerified)
def who_wrote_can_be_reached(event) -> None:
    theirs = Note.objects.filter(author_id=event.person, verification=Verification.UNVERIFIED)
    concerned = Search.objects.filter(notes__in=theirs, state=SearchState.OPEN).distinct()
    searches = list(concerned.values_list("pk", flat=True))
    theirs.update(verification=Verification.CONTACT)
    _settle_all(Search.objects.filter(pk__in=searches))


@listen(CrisisEdited)
def follow_the_profile(event) -> None:
    """A crisis where people are hunted takes its searches back; one that opens shows those it may."""
    if not event.profile:
        return  # a new hotline is no reason to go through ten thousand searches
    _settle_all(Search.objects.filter(crisis_id=event.crisis_id, state=SearchState.OPEN))


def _settle_all(searches) -> None:
    for search in searches.select_related("crisis"):
        with transaction.atomic():
            settle(search, at=crisis_now(search.crisis))
