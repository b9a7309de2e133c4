"""What the live channel says of the slices below: which layers of the desk's map changed, and one's own news."""

from accounts.journal.models import Entry
from crisis.activation import events as activation
from crisis.checkin import events as checkin
from crisis.checkin.asks import events as asks
from crisis.closures import events as closures
from crisis.desk import events as desk
from crisis.desk.vocabulary import CLOSURE_WHYS
from crisis.livemap.closure_layers import CLOSURES
from crisis.livemap.search_layers import CHECK_INS, SEARCHES
from crisis.livemap.shelter_layers import DOORS, NEEDS, SHELTERS
from crisis.livemap.streams import desk_stream, own_stream, project
from crisis.moderation import events as moderation
from crisis.search import events as search
from crisis.search.vocabulary import ShownTo
from crisis.shelter import events as shelter

HEARD_BY = {ShownTo.FAMILY: "family", ShownTo.EVERYONE: "search"}


def on_desk(entry: Entry, *layers: str, **more) -> dict[str, dict]:
    """The desk's payload: `layers` to draw afresh, the subject's id and its cell."""
    payload = {"layers": list(layers), "id": str(entry.subject), "cell": entry.cell, **more}
    return {desk_stream(entry.crisis_id): payload} if entry.crisis_id else {}


@project(
    shelter.OfferOpened,
    shelter.OfferEdited,
    shelter.OfferPaused,
    shelter.OfferResumed,
    shelter.OfferConfirmed,
    shelter.OfferAsked,
    shelter.OfferChecked,
    shelter.OfferWithdrawn,
    shelter.OfferExpired,
    shelter.OfferHidden,
    shelter.OfferShown,
    shelter.OfferSetAside,
    shelter.OfferBroughtBack,
    shelter.PlacesFreed,
)
def door(entry: Entry) -> dict[str, dict]:
    return on_desk(entry, DOORS) | {own_stream("offer", entry.subject): {"id": str(entry.subject)}}


@project(
    shelter.NeedPosted, shelter.NeedEdited, shelter.NeedReopened, shelter.NeedDivided, shelter.NeedClosed
)
def need(entry: Entry) -> dict[str, dict]:
    state = {"state": entry.payload["state"]} if "state" in entry.payload else {}
    own = {"id": str(entry.subject), **state}
    return on_desk(entry, NEEDS, **state) | {own_stream("need", entry.subject): own}


@project(closures.ClosureDeclared, closures.ClosureChanged, closures.ClosureLifted)
def closed_area(entry: Entry) -> dict[str, dict]:
    return on_desk(entry, CLOSURES, DOORS, SHELTERS)


@project(shelter.ShelterEntered, shelter.ShelterChanged, shelter.SheltersImported)
def official_shelter(entry: Entry) -> dict[str, dict]:
    return on_desk(entry, SHELTERS)


@project(
    search.SearchPosted,
    search.SearchEdited,
    search.SearchShown,
    search.SearchHidden,
    search.SearchClosed,
    search.SearchReopened,
    search.SearchWiped,
    search.NotesFrozen,
    search.NotesUnfrozen,
    search.PhotoChanged,
    search.PhotoHeld,
    search.PhotoJudgedFalse,
    search.PhotoCleared,
)
def of_a_search(entry: Entry) -> dict[str, dict]:
    state = {"state": entry.payload["state"]} if "state" in entry.payload else {}
    own = {"id": str(entry.subject), **state}
    return on_desk(entry, SEARCHES, **state) | {own_stream("search", entry.subject): own}


@project(search.SearchFollowed, search.SearchUnfollowed, search.SearchRunsOut, search.SearchExtended)
def of_the_family(entry: Entry) -> dict[str, dict]:
    return {own_stream("family", entry.subject): {"id": str(entry.subject)}}


@project(search.NoteAdded, search.NoteChecked, search.SearchClaimed)
def of_a_stranger(entry: Entry) -> dict[str, dict]:
    """For the desk alone: nobody else reads it before a moderator."""
    return on_desk(entry, report=True)


@project(search.NoteShown, search.NoteHidden)
def of_a_note(entry: Entry) -> dict[str, dict]:
    """What the family alone may read is told to the family alone."""
    heard = HEARD_BY.get(entry.payload["shown_to"])
    own = {own_stream(heard, entry.payload["of"]): {"id": str(entry.subject)}} if heard else {}
    return on_desk(entry, report=True) | own


@project(search.ContactJudged, search.ContactPassedOn, search.ContactTakenBack)
def of_a_talk(entry: Entry) -> dict[str, dict]:
    """The family and who wrote the note; nobody else hears that they are in touch."""
    told = {"id": str(entry.subject)}
    return {own_stream("family", entry.payload["of"]): told, own_stream("search_note", entry.subject): told}


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


@project(asks.AskAnswered, asks.QuestionsOwed, asks.AskClosed, asks.AskHidden, asks.AskShown)
def of_a_question(entry: Entry) -> dict[str, dict]:
    """For whoever asked, alone: the desk has no layer of it."""
    return {own_stream("ask", entry.subject): {"id": str(entry.subject)}}


@project(asks.AppointmentChanged)
def of_an_appointment(entry: Entry) -> dict[str, dict]:
    return {own_stream("check_in", entry.subject): {"id": str(entry.subject)}}


@project(desk.CaseOpened)
def new_case(entry: Entry) -> dict[str, dict]:
    """Whoever waits reads on their page that the coordinators know; nobody else hears of it."""
    if entry.payload["subject_kind"] != "need":
        return on_desk(entry, case=True)
    return on_desk(entry, case=True) | {own_stream("need", entry.subject): {"id": str(entry.subject)}}


@project(desk.CaseClosed)
def closed_case(entry: Entry) -> dict[str, dict]:
    """Whoever was in a closed area, or on a way through one, learns that it is over; of other cases nobody does."""
    own = {own_stream("need", entry.subject): {"id": str(entry.subject)}}
    return on_desk(entry, case=True) | (own if entry.payload["why"] in CLOSURE_WHYS else {})


@project(desk.CaseTaken, desk.CaseHandedOver, desk.CaseNoted)
def case(entry: Entry) -> dict[str, dict]:
    return on_desk(entry, case=True)


@project(moderation.Reported, moderation.Decided)
def report(entry: Entry) -> dict[str, dict]:
    return on_desk(entry, report=True)


@project(
    activation.CrisisActivated,
    activation.ActivationConfirmed,
    activation.CrisisEdited,
    activation.CrisisStoodDown,
    activation.CrisisArchived,
    activation.ColleagueInvited,
    activation.ColleagueRemoved,
)
def crisis(entry: Entry) -> dict[str, dict]:
    return on_desk(entry, crisis=True)
