"""What every step of the handshake shares: compare-and-set on the match, its event, its end."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.errors import TooLate
from accounts.journal.announce import announce
from accounts.origin import Origin
from crisis.shelter.actions.needs import end_need, move_need
from crisis.shelter.ledger import release_places
from crisis.shelter.models import Hold
from crisis.shelter.vocabulary import ACTIVE_HOLDS, HoldState, NeedState
from matching.events import MatchClosed
from matching.models import Match
from matching.vocabulary import MatchState, usual_reason

_WAY = (MatchState.PROPOSED, MatchState.ACCEPTED, MatchState.COMING, MatchState.ARRIVED)


class TooEarly(TooLate):
    code = "too_early"
    message = _("It is too early for this: another step comes first.")


def out_of_turn(match: Match, before: tuple[str, ...]) -> TooLate:
    """What to raise where a match is in none of `before`: TooEarly while it is still on its way there."""
    to_come = _WAY[: _WAY.index(before[0])] if before[0] in _WAY else ()
    state = Match.objects.values_list("state", flat=True).get(pk=match.pk)
    return TooEarly() if state in to_come else TooLate()


def step(match: Match, *, before: tuple[str, ...], to: MatchState, **fields) -> None:
    """Move the match on if it is where it should be. Raises TooLate, TooEarly. Call inside a transaction.

    The row in hand is moved too and not read again: that would forget the offer and the need read with it.
    """
    if not Match.objects.filter(pk=match.pk, state__in=before).update(state=to, **fields):
        raise out_of_turn(match, before)
    for name, value in ({"state": to} | fields).items():
        setattr(match, name, value)


def match_event(kind, match: Match, at: datetime, **extra):
    return kind(
        crisis_id=match.crisis_id,
        subject=match.public_id,
        cell=match.offer.cell,
        at=at,
        match=match.pk,
        need=str(match.need.public_id),
        offer=str(match.offer.public_id),
        **extra,
    )


def close(
    match: Match,
    *,
    before: tuple[str, ...],
    to: MatchState,
    hold_to: HoldState,
    need_to: NeedState | None,
    side: str,
    origin: Origin,
    at: datetime,
    reason: str = "",
) -> None:
    """End a match: its place is free and its need moves on, in one transaction. `reason`: EndReason. Raises TooLate."""
    with transaction.atomic():
        why = reason or usual_reason(to, side)
        step(match, before=before, to=to, closed_at=at, closed_by=side, close_reason=why)
        if not release_places(hold=match.hold, to=hold_to, origin=origin, at=at) and _still_held(match):
            raise TooLate  # a sweep came for it, and somebody had just been given more time
        matched = (NeedState.PROPOSED, NeedState.MATCHED)
        if need_to == NeedState.EXPIRED:
            end_need(need=match.need, before=matched, origin=origin, at=at)
        elif need_to:
            move_need(need=match.need, before=matched, to=need_to)
        announce(match_event(MatchClosed, match, at, state=to, side=side), origin=origin)


def _still_held(match: Match) -> bool:
    return Hold.objects.filter(pk=match.hold_id, state__in=ACTIVE_HOLDS).exists()
