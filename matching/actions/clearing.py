"""Handshakes, guests and whoever waits, where an area is closed: nobody goes on into it, and nobody in it is alone."""

from contextlib import suppress
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

import numpy as np
from django.db import transaction
from django.db.models import Max, QuerySet

from accounts.errors import TooLate
from accounts.journal.announce import announce
from accounts.origin import SYSTEM
from crisis.activation.models import Crisis
from crisis.closures.queries import ClosedNow, areas_of, each_closed
from crisis.desk.actions import open_case, settle_cases
from crisis.desk.models import Case
from crisis.desk.vocabulary import CLOSURE_WHYS, Why
from crisis.shelter.models import Need
from crisis.shelter.queries import waiting_needs
from crisis.shelter.vocabulary import HoldState, NeedState
from matching.actions.steps import close, match_event
from matching.events import WayClosed
from matching.models import Match
from matching.vocabulary import EndReason, MatchState, Side

UNANSWERED = (MatchState.PROPOSED, MatchState.ACCEPTED)
THERE = ("offer__place__lat", "offer__place__lon")
HERE = ("need__place__lat", "need__place__lon")


class Touched(NamedTuple):
    """Whom an area touches. `pk`: the match's, or of who waits the need's. `since`: its last change."""

    pk: int
    need: UUID
    since: datetime


def clear_ways(*, crisis: Crisis, at: datetime, most: int | None = None) -> int:
    """Bring handshakes, guests and whoever waits in line with what is closed now; how many changed.

    Before "I'm coming" a handshake ends and the need waits again. Guests on the way are told not to go on, those in
    an area keep all they have: both come before a coordinator, once for each change of the area. Bears to run twice.

    Whoever is on the street comes first. Each is a transaction of its own, so never call it inside one (RuntimeError);
    `most`: no more than so many of each kind.
    """
    # Before all else: a case opened by somebody else meanwhile is not over because we did not see its guest.
    open_cases = list(crisis.cases.filter(why__in=CLOSURE_WHYS, closed_at__isnull=True))
    closed = each_closed(crisis.pk)
    coming, inside = _across(crisis, (MatchState.COMING,), closed), _behind_doors(crisis, closed)
    waiting = _waiting(crisis, closed)
    known = _known_since(crisis) if closed else {}
    changed = 0
    for each in _unknown(coming, Why.CLOSED_WAY, known)[:most]:
        changed += _look_after(each, Why.CLOSED_WAY, closed, at)
    for each in _unknown(inside, Why.CLOSED_AREA, known)[:most]:
        changed += _look_after(each, Why.CLOSED_AREA, closed, at)
    for each in _unknown(waiting, Why.CLOSED_AREA, known)[:most]:
        changed += _bring_before_us(each, at)
    for each in _across(crisis, UNANSWERED, closed)[:most]:
        changed += _end(each, closed, at)
    still = {(Why.CLOSED_WAY, each.need) for each in coming}
    still |= {(Why.CLOSED_AREA, each.need) for each in (*inside, *waiting)}
    return changed + _settle(
        crisis, [case for case in open_cases if (case.why, case.subject) not in still], at
    )


def is_barred(match: Match) -> bool:
    """Does the way between the two touch what is closed now?"""
    areas = areas_of(match.crisis_id)
    return bool(areas) and areas.between(_point(match.offer), _point(match.need))


# -- Whom it touches --------------------------------------------------------------------------------------------
def _across(crisis: Crisis, states: tuple[str, ...], closed: list[ClosedNow]) -> list[Touched]:
    return _touched(Match.objects.filter(crisis=crisis, state__in=states), closed, THERE, HERE)


def _behind_doors(crisis: Crisis, closed: list[ClosedNow]) -> list[Touched]:
    near = Match.objects.filter(crisis=crisis, state=MatchState.ARRIVED, offer__cell__in=_cells(closed))
    return _touched(near, closed, THERE, THERE)


def _waiting(crisis: Crisis, closed: list[ClosedNow]) -> list[Touched]:
    here = ("place__lat", "place__lon")
    near = waiting_needs(crisis).filter(cell__in=_cells(closed))
    return _touched(near, closed, here, here, need="public_id")


def _cells(closed: list[ClosedNow]) -> set[str]:
    return {cell for each in closed for cell in each.cells}


def _touched(
    rows: QuerySet,
    closed: list[ClosedNow],
    start: tuple[str, str],
    end: tuple[str, str],
    need: str = "need__public_id",
) -> list[Touched]:
    """Of these rows those whose way from `start` to `end` an area touches. Nothing is read where nothing is closed."""
    if not closed:
        return []
    told = list(rows.order_by("pk").values_list("pk", need, *start, *end))
    points = np.array([row[2:] for row in told], float).reshape(-1, 4)
    since = _since(closed, points[:, :2], points[:, 2:])
    return [Touched(row[0], row[1], when) for row, when in zip(told, since, strict=True) if when]


def _since(closed: list[ClosedNow], starts, ends) -> list[datetime | None]:
    """When the last of the areas on each of these ways was declared or changed; None where there is none."""
    last: list[datetime | None] = [None] * len(starts)
    for each in closed:  # the last change comes last
        for row in np.flatnonzero(each.areas.crossed(starts, ends)):
            last[row] = each.since
    return last


def _known_since(crisis: Crisis) -> dict[tuple[str, UUID], datetime]:
    """{(why, need): when a case of it was last opened}. One that a coordinator closed stays closed."""
    cases = crisis.cases.filter(why__in=CLOSURE_WHYS).order_by().values_list("why", "subject")
    return {(why, subject): last for why, subject, last in cases.annotate(Max("opened_at"))}


def _unknown(touched: list[Touched], why: Why, known: dict) -> list[Touched]:
    return [each for each in touched if (why, each.need) not in known or known[why, each.need] < each.since]


# -- What is done about it --------------------------------------------------------------------------------------
def _look_after(each: Touched, why: Why, closed: list[ClosedNow], at: datetime) -> bool:
    """Tell both, and open a case: once, until an area on this way changes."""
    with transaction.atomic(durable=True):
        match = _read(each.pk, (MatchState.COMING if why == Why.CLOSED_WAY else MatchState.ARRIVED,))
        if match is None:
            return False
        start = match.need if why == Why.CLOSED_WAY else match.offer
        since = _on_the_way(closed, start, match.offer)
        if since is None or _is_known(match.need.public_id, why, since):
            return False
        _open(match.crisis, match.need.public_id, why, at)
        announce(match_event(WayClosed, match, at, why=why), origin=SYSTEM)
    return True


def _bring_before_us(each: Touched, at: datetime) -> bool:
    need = Need.objects.select_related("crisis").filter(pk=each.pk, state=NeedState.WAITING).first()
    if need is None or _is_known(need.public_id, Why.CLOSED_AREA, each.since):
        return False
    with transaction.atomic(durable=True):
        _open(need.crisis, need.public_id, Why.CLOSED_AREA, at)
    return True


def _end(each: Touched, closed: list[ClosedNow], at: datetime) -> bool:
    with suppress(TooLate), transaction.atomic(durable=True):  # if they just set out, the next run finds them
        match = _read(each.pk, UNANSWERED)
        if match is None or _on_the_way(closed, match.need, match.offer) is None:
            return False
        close(
            match,
            before=UNANSWERED,
            to=MatchState.WITHDRAWN,
            hold_to=HoldState.RELEASED,
            need_to=NeedState.WAITING,
            side=Side.DESK,
            origin=SYSTEM,
            at=at,
            reason=EndReason.CLOSED_AREA,
        )
        return True
    return False


def _settle(crisis: Crisis, over: list[Case], at: datetime) -> int:
    """Close the cases of those no area concerns any more."""
    return sum(
        settle_cases(crisis=crisis, subject=case.subject, whys=(case.why,), origin=SYSTEM, at=at)
        for case in over
    )


def _read(pk: int, states: tuple[str, ...]) -> Match | None:
    """The row locked, if it still is where it was; its places as they are now: a host may have moved the door."""
    rows = Match.objects.select_related("crisis", "offer__place", "need__place", "hold__offer__crisis")
    locked = rows.select_for_update(no_key=True, of=("self",))
    return locked.filter(pk=pk, state__in=states).first()


def _on_the_way(closed: list[ClosedNow], start, end) -> datetime | None:
    return _since(closed, np.array([_point(start)], float), np.array([_point(end)], float))[0]


def _is_known(need: UUID, why: Why, since: datetime) -> bool:
    return Case.objects.filter(why=why, subject=need, opened_at__gte=since).exists()


def _open(crisis: Crisis, need: UUID, why: Why, at: datetime) -> None:
    open_case(crisis=crisis, subject_kind="need", subject=need, why=why, origin=SYSTEM, at=at)


def _point(posted) -> tuple[float, float]:
    return posted.place.lat, posted.place.lon
