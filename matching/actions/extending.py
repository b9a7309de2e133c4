"""A little longer to answer: once for each question, so that nobody keeps a place from others by keeping busy."""

from contextlib import suppress
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q

from accounts.errors import TooLate
from accounts.journal.announce import announce
from accounts.origin import Origin
from crisis.shelter.ledger import extend_hold
from crisis.shelter.models import Hold
from matching.actions.steps import match_event
from matching.events import HoldExtended
from matching.models import Match
from matching.vocabulary import MatchState, Side

TURN = {MatchState.PROPOSED: Side.HOST, MatchState.ACCEPTED: Side.GUEST}  # whose answer is waited for


def longer() -> timedelta:
    return timedelta(seconds=settings.EXTEND_SECONDS)


def may_extend(match: Match, side: Side) -> bool:
    """Is it this side's turn, and did nobody have more time for this question yet?"""
    return TURN.get(match.state) == side and _not_yet(match)


def give_more_time(*, match: Match, side: Side, origin: Origin, at: datetime) -> None:
    """Whoever is to answer has EXTEND_SECONDS more, once. Raises TooLate: had already, not asked, or time is up."""
    if TURN.get(match.state) != side:
        raise TooLate
    _extend(match, side, origin, at, asked=True)


def extend_by_talking(*, match: Match, side: Side, origin: Origin, at: datetime) -> None:
    """Host and guest write to each other while the guest makes up their mind: the place is kept longer, once."""
    if match.state == MatchState.ACCEPTED and _not_yet(match):
        with suppress(TooLate):
            _extend(match, side, origin, at, asked=False)


def _not_yet(match: Match) -> bool:
    since = match.accepted_at if match.state == MatchState.ACCEPTED else match.proposed_at
    return match.extended_at is None or match.extended_at < since


def _extend(match: Match, side: Side, origin: Origin, at: datetime, *, asked: bool) -> None:
    once = Q(extended_at=None) | Q(state=MatchState.ACCEPTED, extended_at__lt=F("accepted_at"))
    with transaction.atomic():
        if not Match.objects.filter(once, pk=match.pk, state=match.state).update(extended_at=at):
            raise TooLate
        hold = Hold.objects.get(pk=match.hold_id)
        extend_hold(hold=hold, until=hold.until + longer(), at=at)
        match.extended_at, match.hold = at, hold
        announce(match_event(HoldExtended, match, at, side=side, asked=asked), origin=origin)
