"""What the live channel says of matches, and their layer on the desk's map."""

from accounts.journal.models import Entry
from crisis.livemap.projections import DOORS, NEEDS, on_desk
from crisis.livemap.streams import own_stream, project
from matching import events
from matching.vocabulary import MatchState

MATCHES = "matches"
STATES = {
    "MatchProposed": MatchState.PROPOSED,
    "MatchAccepted": MatchState.ACCEPTED,
    "GuestComing": MatchState.COMING,
}


@project(
    events.MatchProposed,
    events.MatchAccepted,
    events.GuestComing,
    events.ArrivalConfirmed,
    events.MatchClosed,
)
def handshake(entry: Entry) -> dict[str, dict]:
    told = entry.payload
    state = STATES.get(entry.kind) or told.get("state") or (MatchState.ARRIVED if told.get("both") else "")
    own = {"id": str(entry.subject), "state": str(state)}
    desk = on_desk(entry, MATCHES, NEEDS, DOORS, state=str(state), need=told["need"], offer=told["offer"])
    return desk | {own_stream("need", told["need"]): own, own_stream("offer", told["offer"]): own}


@project(events.MessageRelayed, events.NumberShared)
def talk(entry: Entry) -> dict[str, dict]:
    """Only the two who talk hear of it."""
    own = {"id": str(entry.subject), "side": entry.payload["side"]}
    told = entry.payload
    return {own_stream("need", told["need"]): own, own_stream("offer", told["offer"]): own}
