"""The second-best door: asked early where the first host stays silent, so that a host asleep costs a guest minutes."""

from contextlib import suppress
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import F

from accounts.errors import TooLate
from accounts.origin import SYSTEM
from crisis.activation.models import Crisis
from crisis.activation.queries import takes_anything_new
from crisis.closures.queries import areas_of
from crisis.shelter.models import Offer
from crisis.shelter.vocabulary import HoldState, NeedState
from matching.actions.proposing import hold_time, try_to_propose
from matching.actions.steps import close
from matching.engine.places import Candidate, rank
from matching.gather import door_now, party_of
from matching.models import Match
from matching.vocabulary import MatchState, Side


def patience() -> timedelta:
    """How long a host may be silent while another door is in reserve."""
    return timedelta(seconds=settings.RESERVE_AFTER_SECONDS)


def reserve_asked_at(match: Match) -> datetime | None:
    """When another door may be asked if this host says nothing; None once they asked for more time.

    The same whether one is in reserve or not: that would say of a door which wishes it fits (docs/decisions/0002).
    """
    if match.state != MatchState.PROPOSED or match.by_hand_id or match.extended_at is not None:
        return None
    return match.proposed_at + patience()


def ask_reserves(*, crisis: Crisis, at: datetime, limit: int = 200) -> int:
    """Where a host has been silent for a while and the reserve is still free: that one is asked now; how many.

    A reserve that no longer fits is forgotten, and the host has the full time. A silent host's door stays open: they
    were promised longer than this.
    """
    if not takes_anything_new(crisis.pk):
        return 0
    silent = Match.objects.filter(
        crisis=crisis,
        state=MatchState.PROPOSED,
        reserve__isnull=False,
        proposed_at__lte=at - patience(),
        hold__state=HoldState.HELD,
        hold__until__gt=at,
        hold__until__lte=F("proposed_at") + hold_time(),  # who talks has more time, and is awake
    )
    rows = silent.select_related("offer__crisis", "need__crisis", "hold__offer__crisis", "reserve__crisis")
    return sum(_turn_to_the_reserve(match, at) for match in rows.order_by("proposed_at", "pk")[:limit])


def _turn_to_the_reserve(match: Match, at: datetime) -> bool:
    found = _fits(match.reserve, match, at)
    if not found:
        Match.objects.filter(pk=match.pk, reserve=match.reserve).update(reserve=None)
        return False
    with suppress(TooLate):  # the host answered in the last second
        close(
            match,
            before=(MatchState.PROPOSED,),
            to=MatchState.LAPSED,
            hold_to=HoldState.RELEASED,
            need_to=NeedState.WAITING,
            side=Side.HOST,
            origin=SYSTEM,
            at=at,
        )
        # Apart from the release: two needs that change doors with each other would wait for each other's rows.
        return bool(try_to_propose(match.reserve, match.need, found, at=at))
    return False


def _fits(reserve: Offer, match: Match, at: datetime) -> Candidate | None:
    closed = areas_of(match.crisis_id)
    return next(iter(rank([door_now(reserve)], party_of(match.need), at=at, limit=1, closed=closed)), None)
