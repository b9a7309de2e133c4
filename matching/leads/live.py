"""What the live channel says of searches, check-ins and leads.

A lead is for the desk. A follower hears of it only once it is theirs to know, on a stream of their own: who may not
know hears nothing, not even that there was something.
"""

from accounts.journal.models import Entry
from crisis.checkin import events as checkin
from crisis.livemap.projections import on_desk
from crisis.livemap.streams import own_stream, project, their_stream
from crisis.search import events as search
from crisis.search.vocabulary import ShownTo
from matching import events

HEARD_BY = {ShownTo.FAMILY: "family", ShownTo.EVERYONE: "search"}
SEARCHES, CHECK_INS, LEADS = "searches", "check_ins", "leads"


@project(
    search.SearchPosted,
    search.SearchEdited,
    search.SearchShown,
    search.SearchHidden,
    search.SearchClosed,
    search.SearchReopened,
    search.PhotoChanged,
)
def of_a_search(entry: Entry) -> dict[str, dict]:
    state = {"state": entry.payload["state"]} if "state" in entry.payload else {}
    own = {"id": str(entry.subject), **state}
    return on_desk(entry, SEARCHES, **state) | {own_stream("search", entry.subject): own}


@project(search.SearchFollowed, search.SearchUnfollowed)
def of_the_family(entry: Entry) -> dict[str, dict]:
    return {own_stream("family", entry.subject): {"id": str(entry.subject)}}


@project(search.NoteAdded, search.SearchClaimed)
def of_a_stranger(entry: Entry) -> dict[str, dict]:
    """For the desk alone: nobody else reads it before a moderator."""
    return on_desk(entry, report=True)


@project(search.NoteShown, search.NoteHidden)
def of_a_note(entry: Entry) -> dict[str, dict]:
    """What the family alone may read is told to the family alone."""
    heard = HEARD_BY.get(entry.payload["shown_to"])
    own = {own_stream(heard, entry.payload["of"]): {"id": str(entry.subject)}} if heard else {}
    return on_desk(entry, report=True) | own


@project(checkin.CheckInsRecorded, checkin.CheckInsExpired)
def of_check_ins(entry: Entry) -> dict[str, dict]:
    """A batch is one payload: which cells, how many each."""
    cells = entry.payload.get("cells", {})
    return on_desk(entry, CHECK_INS, cells=cells)


@project(
    checkin.CheckInCorrected,
    checkin.CheckInWithdrawn,
    checkin.CheckInHidden,
    checkin.CheckInShown,
)
def of_a_check_in(entry: Entry) -> dict[str, dict]:
    own = {"id": str(entry.subject)}
    return on_desk(entry, CHECK_INS) | {own_stream("check_in", entry.subject): own}


@project(events.LeadProposed, events.LeadConfirmed, events.LeadRefused, events.LeadClosed)
def of_a_lead(entry: Entry) -> dict[str, dict]:
    return on_desk(entry, LEADS, lead=True, search=entry.payload["search"])


@project(events.LeadShared)
def of_a_lead_told(entry: Entry) -> dict[str, dict]:
    of = entry.payload["search"]
    return {their_stream(of, entry.payload["person"]): {"id": str(entry.subject)}}


@project(events.LeadReopened)
def of_a_lead_taken_back(entry: Entry) -> dict[str, dict]:
    of = entry.payload["search"]
    told = {their_stream(of, person): {"id": str(entry.subject)} for person in entry.payload["told"]}
    return on_desk(entry, LEADS, lead=True, search=of) | told
