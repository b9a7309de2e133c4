"""What the live channel says of matches, and their layer on the desk's map."""

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.journal.models import Entry
from crisis.activation.models import Crisis
from crisis.livemap.layers import Layer, Window, register
from crisis.livemap.projections import on_desk
from crisis.livemap.shelter_layers import DOORS, NEEDS
from crisis.livemap.streams import own_stream, project
from matching import events
from matching.models import Match
from matching.vocabulary import LIVE, MatchState, Side

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


@project(events.HoldExtended, events.HowItWentAsked, events.WayClosed)
def on_both_pages(entry: Entry) -> dict[str, dict]:
    return _both(entry, {"id": str(entry.subject)})


@project(events.HowItWentAnswered)
def said_how_it_went(entry: Entry) -> dict[str, dict]:
    """For the other devices of whoever said it; the other side never learns that anything was."""
    kind = "offer" if entry.payload["side"] == Side.HOST else "need"
    return {own_stream(kind, entry.payload[kind]): {"id": str(entry.subject)}}


@project(events.MessageRelayed, events.NumberShared)
def talk(entry: Entry) -> dict[str, dict]:
    """Only the two who talk hear of it; of what was withheld only whoever wrote it."""
    own = {"id": str(entry.subject), "side": entry.payload["side"]}
    if entry.payload.get("withheld"):
        kind = "offer" if entry.payload["side"] == Side.HOST else "need"
        return {own_stream(kind, entry.payload[kind]): own}
    return _both(entry, own)


def _both(entry: Entry, own: dict) -> dict[str, dict]:
    return {own_stream(kind, entry.payload[kind]): own for kind in ("need", "offer")}


def under_way(crisis: Crisis, window: Window) -> QuerySet:
    """Handshakes and guests on their way; with `as_of`, those proposed and not closed by then."""
    matches = Match.objects.filter(crisis=crisis)
    if window.as_of:
        open_then = Q(closed_at__isnull=True) | Q(closed_at__gt=window.as_of)
        matches = matches.filter(open_then, proposed_at__lte=window.as_of)
    else:
        matches = matches.filter(state__in=LIVE)
    if window.since:
        matches = matches.filter(proposed_at__gte=(window.as_of or window.at) - window.since)
    return matches


register(
    Layer(
        name=MATCHES,
        label=_("Matches under way"),
        symbol="diamond",
        unit=_("people"),
        unit_one=_("1 person"),
        one=_("A match under way"),
        rows=under_way,
        place="offer__place",
        to="need__place",
        coarse_cell="offer__cell",
        state=F("state"),
        people=F("need__adults") + F("need__children"),
        states=tuple((state.value, MatchState(state).label) for state in LIVE),
        key="need__public_id",
        page="desk_need",
        title="need__reference",
        since="proposed_at",
        rank=1,
    )
)
