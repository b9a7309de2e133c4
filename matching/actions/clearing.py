"""After an area was closed: nobody stays on a way through it, and whoever is on one, or in it, is looked after."""

from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime

import numpy as np
from django.db import transaction
from django.db.models import QuerySet

from accounts.errors import TooLate
from accounts.journal.announce import announce
from accounts.origin import SYSTEM
from crisis.activation.models import Crisis
from crisis.closures.models import Closure
from crisis.closures.queries import active_closures, areas_of
from crisis.desk.actions import open_case, settle_cases
from crisis.desk.models import Case
from crisis.desk.vocabulary import Why
from crisis.shelter.models import Need
from crisis.shelter.queries import waiting_needs
from crisis.shelter.vocabulary import HoldState, NeedState
from matching.actions.steps import close, match_event
from matching.engine.closed import ClosedAreas
from matching.events import WayClosed
from matching.models import Match
from matching.vocabulary import EndReason, MatchState, Side

UNANSWERED = (MatchState.PROPOSED, MatchState.ACCEPTED)
THERE = ("offer__place__lat", "offer__place__lon")
HERE = ("need__place__lat", "need__place__lon")
WHYS = (Why.CLOSED_WAY, Why.CLOSED_AREA)


def clear_ways(*, crisis: Crisis, at: datetime) -> int:
    """Bring handshakes, guests and whoever waits in line with what is closed now; how many changed.

    Before "I'm coming" a handshake ends and the need waits again. Guests on the way are told not to go on, those in
    an area keep all they have: both come before a coordinator, once for each change of the area. Bears to run twice.
    """
    closures = list(active_closures(crisis))
    changed = _settle_what_opened(crisis, closures, at)
    if not closures:
        return changed
    areas = ClosedAreas(closure.area for closure in closures)
    for match in _across(crisis, UNANSWERED, areas):
        changed += _end(match, at)
    for match in _across(crisis, (MatchState.COMING,), areas):
        changed += _look_after(match, Why.CLOSED_WAY, closures, at)
    for match in _at_doors_in(crisis, areas):
        changed += _look_after(match, Why.CLOSED_AREA, closures, at)
    for need in _waiting_in(crisis, areas):
        changed += _bring_before_us(need, closures, at)
    return changed


def _across(crisis: Crisis, states: Iterable[str], areas: ClosedAreas) -> list[Match]:
    live = Match.objects.filter(crisis=crisis, state__in=states)
    rows = list(live.values_list("pk", *THERE, *HERE))
    points = np.array([row[1:] for row in rows], float).reshape(-1, 4)
    crossed = areas.crossed(points[:, :2], points[:, 2:])
    return _read(row[0] for row, is_crossed in zip(rows, crossed, strict=True) if is_crossed)


def _at_doors_in(crisis: Crisis, areas: ClosedAreas) -> list[Match]:
    inside = Match.objects.filter(crisis=crisis, state=MatchState.ARRIVED).values_list("pk", *THERE)
    return _read(pk for pk, lat, lon in inside if areas.holds(lat, lon))


def _read(pks: Iterable[int]) -> list[Match]:
    rows = Match.objects.select_related("crisis", "offer__place", "need__place", "hold__offer__crisis")
    return list(rows.filter(pk__in=list(pks)).order_by("pk"))


def _waiting_in(crisis: Crisis, areas: ClosedAreas) -> QuerySet[Need]:
    waiting = waiting_needs(crisis).values_list("pk", "place__lat", "place__lon")
    inside = [pk for pk, lat, lon in waiting if areas.holds(lat, lon)]
    return Need.objects.filter(pk__in=inside).select_related("crisis", "place").order_by("pk")


def _end(match: Match, at: datetime) -> bool:
    with suppress(TooLate):  # somebody was faster; if they set out, the next run finds them on the way
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


def _look_after(match: Match, why: Why, closures: list[Closure], at: datetime) -> bool:
    """Tell both, and open a case: once, until an area on this way changes. A case a coordinator closed stays closed."""
    door, start = _point(match.offer), _point(match.need)
    start = door if why == Why.CLOSED_AREA else start
    with transaction.atomic():
        standing = Match.objects.select_for_update(no_key=True).filter(pk=match.pk, state=match.state)
        if not list(standing.values_list("pk")) or _known(match.need, why, _since(closures, door, start)):
            return False
        _open(match.need, why, at)
        announce(match_event(WayClosed, match, at, why=why), origin=SYSTEM)
    return True


def _bring_before_us(need: Need, closures: list[Closure], at: datetime) -> bool:
    here = _point(need)
    if _known(need, Why.CLOSED_AREA, _since(closures, here, here)):
        return False
    _open(need, Why.CLOSED_AREA, at)
    return True


def _since(closures: list[Closure], a: tuple[float, float], b: tuple[float, float]) -> datetime:
    """When the last of the areas between the two was declared or changed."""
    return max(closure.changed_at for closure in closures if ClosedAreas([closure.area]).between(a, b))


def _known(need: Need, why: Why, since: datetime) -> bool:
    return Case.objects.filter(why=why, subject=need.public_id, opened_at__gte=since).exists()


def _open(need: Need, why: Why, at: datetime) -> Case:
    about = {"subject_kind": "need", "subject": need.public_id}
    return open_case(crisis=need.crisis, why=why, origin=SYSTEM, at=at, **about)


def _settle_what_opened(crisis: Crisis, closures: list[Closure], at: datetime) -> int:
    """Close the cases of those no area concerns any more."""
    cases = crisis.cases.filter(why__in=WHYS, closed_at__isnull=True)
    if not cases.exists():
        return 0
    areas = ClosedAreas(closure.area for closure in closures)
    way = {match.need.public_id for match in _across(crisis, (MatchState.COMING,), areas)}
    inside = {match.need.public_id for match in _at_doors_in(crisis, areas)}
    inside |= {need.public_id for need in _waiting_in(crisis, areas)}
    over = [case for case in cases if case.subject not in (way if case.why == Why.CLOSED_WAY else inside)]
    return sum(
        settle_cases(crisis=crisis, subject=case.subject, whys=(case.why,), origin=SYSTEM, at=at)
        for case in over
    )


def is_barred(match: Match) -> bool:
    """Does the way between the two touch what is closed now?"""
    areas = areas_of(match.crisis_id)
    return bool(areas) and areas.between(_point(match.offer), _point(match.need))


def _point(posted) -> tuple[float, float]:
    return posted.place.lat, posted.place.lon
