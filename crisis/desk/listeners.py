"""What events bring before a coordinator, and what they have settled."""

from uuid import UUID

from accounts.journal.announce import listen
from accounts.origin import SYSTEM
from crisis.activation.models import Crisis
from crisis.checkin.actions.unplaced import is_unplaced
from crisis.checkin.events import CheckInCorrected, CheckInSaidAgain, HelpUnplaced
from crisis.desk.actions import open_case, settle_cases
from crisis.desk.models import CaseNote
from crisis.desk.vocabulary import Why
from crisis.search.actions.wiping import wiped_too
from crisis.search.events import SearchClaimed, SearchClosed, SearchEdited, SearchPosted
from crisis.search.models import Search
from crisis.search.rules import never_public
from crisis.shelter.events import NeedClosed


@listen(NeedClosed)
def close_what_waits_no_more(event) -> None:
    """Only the wait is over. A child alone, or somebody who called us, is for a person to ask, not for a button."""
    crisis = Crisis.objects.get(pk=event.crisis_id)
    settle_cases(crisis=crisis, subject=event.subject, whys=(Why.LONG_WAIT,), origin=SYSTEM, at=event.at)


@listen(HelpUnplaced)
def bring_who_is_lost(event) -> None:
    """Nobody looks for a place near where nobody knows: a person reads it."""
    about = {"subject_kind": "check_in", "subject": event.subject, "why": Why.HELP_UNPLACED}
    crisis = Crisis.objects.get(pk=event.crisis_id)
    if is_unplaced(event.check_in):  # else they gave a place meanwhile
        open_case(crisis=crisis, **about, origin=SYSTEM, at=event.at)


@listen(CheckInCorrected, CheckInSaidAgain)
def close_whose_place_is_known(event) -> None:
    """Or who needs no help any more, as they say. One taken back is for a person to ask after."""
    if not is_unplaced(event.check_in):
        crisis = Crisis.objects.get(pk=event.crisis_id)
        settle_cases(
            crisis=crisis, subject=event.subject, whys=(Why.HELP_UNPLACED,), origin=SYSTEM, at=event.at
        )


@listen(SearchClaimed)
def bring_who_is_sought(event) -> None:
    """Somebody says "this is me": a coordinator speaks with them before anybody else learns of it."""
    _open_on_search(event, Why.CLAIMED)


@listen(SearchPosted, SearchEdited)
def bring_the_child(event) -> None:
    """Of a young child nothing is public, so nobody but a coordinator can find them."""
    search = Search.objects.get(pk=event.search)
    if never_public(search.age_min, search.age_max):
        _open_on_search(event, Why.CHILD_SOUGHT)


@listen(SearchClosed)
def close_what_its_family_settled(event) -> None:
    crisis = Crisis.objects.get(pk=event.crisis_id)
    settle_cases(crisis=crisis, subject=event.subject, whys=(Why.CHILD_SOUGHT,), origin=SYSTEM, at=event.at)


@wiped_too
def forget_what_was_written_down(wiped: Search, ids: list[UUID]) -> None:
    """There is nothing left to work on."""
    CaseNote.objects.filter(subject__in=ids).update(text="")
    for subject in ids:
        settle_cases(crisis=wiped.crisis, subject=subject, whys=Why.values, origin=SYSTEM, at=wiped.wiped_at)


def _open_on_search(event, why: Why) -> None:
    crisis = Crisis.objects.get(pk=event.crisis_id)
    open_case(
        crisis=crisis, subject_kind="search", subject=event.subject, why=why, origin=SYSTEM, at=event.at
    )
