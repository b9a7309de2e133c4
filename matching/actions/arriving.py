"""The guest is here: said by both, by one whom nobody contradicts, or by a coordinator; and who watches."""

from contextlib import suppress
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from accounts.errors import TooLate
from accounts.journal.announce import announce
from accounts.origin import SYSTEM, Origin
from crisis.activation.access import COORDINATE, require
from crisis.activation.models import Crisis
from crisis.desk.actions import open_case, settle_cases
from crisis.desk.models import Case
from crisis.desk.vocabulary import Why
from crisis.shelter.actions.needs import move_need
from crisis.shelter.vocabulary import NeedState
from matching.actions.steps import match_event, out_of_turn, step
from matching.events import ArrivalConfirmed
from matching.models import Match
from matching.vocabulary import MatchState, Side

BY_THE_CLOCK = "clock"
BATCH = 200


def confirm_arrival(*, match: Match, side: Side, origin: Origin, at: datetime) -> None:
    """One side says the guest is there; when both have, the guest is sheltered. Saying it twice is harmless."""
    column = {Side.HOST: "host_confirmed_at", Side.GUEST: "guest_confirmed_at"}[side]
    with transaction.atomic():
        unsaid = Match.objects.filter(pk=match.pk, state=MatchState.COMING, **{f"{column}__isnull": True})
        if not unsaid.update(**{column: at}):
            match.refresh_from_db()
            if getattr(match, column):
                return
            raise out_of_turn(match, (MatchState.COMING,))
        match.refresh_from_db(fields=["host_confirmed_at", "guest_confirmed_at"])
        both = bool(match.host_confirmed_at and match.guest_confirmed_at)
        if both:
            _shelter(match, origin, at)
        announce(match_event(ArrivalConfirmed, match, at, side=side, both=both), origin=origin)


def confirm_for(*, match: Match, origin: Origin, at: datetime) -> None:
    """A coordinator who has spoken to them says the guest is inside. Raises TooLate, NotAllowed."""
    require(origin.actor, COORDINATE, match.crisis_id)
    _arrive(match, Side.DESK, origin, at)


def _arrive(match: Match, side: str, origin: Origin, at: datetime) -> None:
    with transaction.atomic():
        _shelter(match, origin, at)
        announce(match_event(ArrivalConfirmed, match, at, side=side, both=True), origin=origin)


def _shelter(match: Match, origin: Origin, at: datetime) -> None:
    step(match, before=(MatchState.COMING,), to=MatchState.ARRIVED)
    move_need(need=match.need, before=(NeedState.MATCHED,), to=NeedState.SHELTERED)
    settle_cases(
        crisis=match.crisis,
        subject=match.need.public_id,
        whys=(Why.NOT_ARRIVED, Why.CANNOT_GET_IN, Why.CLOSED_WAY, Why.LONG_WAIT),
        origin=origin,
        at=at,
    )


def watch_arrivals(*, crisis: Crisis, at: datetime, after: timedelta) -> int:
    """Put before the coordinators, once, whoever set out `after` ago and has not arrived; how many.

    A case that a coordinator closed stays closed: they know better than the clock.
    """
    listed = Case.objects.filter(
        crisis=crisis,
        why=Why.NOT_ARRIVED,
        subject=OuterRef("need__public_id"),
        opened_at__gte=OuterRef("coming_at"),
    )
    overdue = Match.objects.filter(
        ~Exists(listed), crisis=crisis, state=MatchState.COMING, coming_at__lte=at - after
    )
    seen = list(overdue.order_by("coming_at").select_related("need", "crisis")[:BATCH])
    for match in seen:
        open_case(
            crisis=crisis,
            subject_kind="need",
            subject=match.need.public_id,
            why=Why.NOT_ARRIVED,
            origin=SYSTEM,
            at=at,
        )
    return len(seen)


def believe_one_side(*, crisis: Crisis, at: datetime, after: timedelta) -> int:
    """One said "arrived" `after` ago and the other nothing since: the guest has arrived; how many.

    Not one who cannot get in, and says that they are there.
    """
    said = at - after
    alone = Q(host_confirmed_at__lte=said, guest_confirmed_at=None) | Q(
        guest_confirmed_at__lte=said, host_confirmed_at=None
    )
    believed = 0
    shut_out = Case.objects.filter(
        crisis=crisis, why=Why.CANNOT_GET_IN, subject=OuterRef("need__public_id"), closed_at=None
    )
    on_the_way = Match.objects.filter(alone, ~Exists(shut_out), crisis=crisis, state=MatchState.COMING)
    for match in on_the_way.select_related("need", "offer", "crisis")[:BATCH]:
        with suppress(TooLate):
            _arrive(match, BY_THE_CLOCK, SYSTEM, at)
            believed += 1
    return believed
