"""The end of a crisis for those who still wait: an answer for everybody, and nobody on the way is stopped."""

from contextlib import suppress
from datetime import datetime

from accounts.errors import TooLate
from accounts.origin import SYSTEM
from crisis.activation.models import Crisis
from crisis.shelter.actions.needs import close_need
from crisis.shelter.actions.offers import expire_offer
from crisis.shelter.models import Need, Offer
from crisis.shelter.vocabulary import ALIVE_OFFERS, HoldState, NeedState
from matching.actions.steps import close
from matching.models import Match
from matching.vocabulary import EndReason, MatchState, Side

UNANSWERED = (MatchState.PROPOSED, MatchState.ACCEPTED)


def close_what_waits(*, crisis: Crisis, at: datetime, limit: int = 200) -> int:
    """End the handshakes nobody set out on, the needs that wait and the doors; how many. Bears to run twice.

    Guests on their way or inside keep their place: the sweeps go on for them.
    """
    matches = Match.objects.filter(crisis=crisis, state__in=UNANSWERED)
    needs = Need.objects.filter(crisis=crisis, state=NeedState.WAITING)
    doors = Offer.objects.filter(crisis=crisis, state__in=ALIVE_OFFERS)
    ended = 0
    for match in matches.select_related("offer", "need", "hold__offer__crisis")[:limit]:
        ended += _faster(_end_match, match, at)
    for need in needs.select_related("crisis")[:limit]:
        ended += _faster(_end_need, need, at)
    for offer in doors.select_related("crisis")[:limit]:
        ended += _faster(_end_offer, offer, at)
    return ended


def _faster(end, row, at: datetime) -> bool:
    with suppress(TooLate):  # somebody answered, or closed it, in the last second
        end(row, at)
        return True
    return False


def _end_match(match: Match, at: datetime) -> None:
    close(
        match,
        before=UNANSWERED,
        to=MatchState.WITHDRAWN,
        hold_to=HoldState.RELEASED,
        need_to=NeedState.EXPIRED,
        side=Side.DESK,
        origin=SYSTEM,
        at=at,
        reason=EndReason.CRISIS_OVER,
    )


def _end_need(need: Need, at: datetime) -> None:
    close_need(need=need, to=NeedState.EXPIRED, origin=SYSTEM, at=at, before=(NeedState.WAITING,))


def _end_offer(offer: Offer, at: datetime) -> None:
    expire_offer(offer=offer, origin=SYSTEM, at=at)
