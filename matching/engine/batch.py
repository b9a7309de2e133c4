"""The waiting parties and the open doors of one night, taken together: `places` decides about pairs, this about all."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from enum import IntFlag, auto
from math import inf

import numpy as np
from numpy.typing import NDArray

from .asking import Asking, Assignment, Open, Pair, Policy
from .assignment import Barred, assign
from .closed import NONE_CLOSED, ClosedAreas
from .nearby import Floats, chords, positions
from .places import (
    FARTHEST_METRES,
    NEEDED_SECONDS,
    REACH_METRES,
    SLACK_METRES,
    WALKING_METRES_PER_SECOND,
    rank,
    told_between,
)
from .soft import felt_by_anybody
from .values import MOST_IN_VAIN, Door, Party

FAIR = Policy(worst_off=0.25)  # a hundredth more metres in all, and the longest walks a third shorter
METRES_PER_WAITED_MINUTE = 50


class Trait(IntFlag):
    STEP_FREE = auto()
    CHILDREN = auto()
    PETS = auto()
    WOMEN_ONLY = auto()
    WOMEN_GROUP = auto()


def assign_batch(
    parties: Iterable[Party],
    doors: Iterable[Door],
    *,
    at: datetime,
    closed: ClosedAreas = NONE_CLOSED,
) -> Assignment:
    """Pairs of Party.id and Door.id; none that `places.refusals` would refuse, and nobody is left out whom a door with
    room would take. Groups stay together. Children alone are left out: a coordinator looks after them."""
    opened = [
        door
        for door in doors
        if door.open and door.verified and door.places_left > 0 and door.asked_in_vain < MOST_IN_VAIN
    ]
    asking = [party for party in parties if party.adults > 0]
    homes: dict[int, set[int]] = defaultdict(set)
    for door in opened:
        homes[door.owner_id].add(door.id)
    found = assign(
        [_asking(party, homes, at) for party in asking],
        [_open(door, at) for door in opened],
        FAIR,
        barred=_barred(closed),
    )
    late = _latecomers(found, asking, opened, at, closed)
    pairs = sorted([*found.pairs, *late], key=lambda pair: (pair.need, pair.door))
    return replace(found, pairs=tuple(pairs), most=max(found.most, sum(pair.people for pair in pairs)))


def _barred(closed: ClosedAreas) -> Barred:
    """Which ways nobody may take: too far as told, or through a closed area. What is surely near is not asked again."""

    def barred(doors: Floats, needs: Floats) -> NDArray[np.bool_]:
        ways = np.linalg.norm(positions(*doors.T) - positions(*needs.T), axis=1)
        found = closed.crossed(doors, needs) if closed else np.zeros(len(doors), bool)
        for row in np.nonzero(~found & (ways > FARTHEST_METRES - SLACK_METRES))[0]:
            found[row] = told_between(tuple(doors[row]), tuple(needs[row])) > FARTHEST_METRES
        return found

    return barred


def _latecomers(
    found: Assignment, parties: Sequence[Party], doors: Sequence[Door], at: datetime, closed: ClosedAreas
) -> list[Pair]:
    """Those left out whom a door still takes, one by one: at the very edge of a reach, or where groups were packed."""
    taken, led = Counter(), {pair.need for pair in found.pairs}
    for pair in found.pairs:
        taken[pair.door] += pair.people
    roomy = [replace(door, places_left=door.places_left - taken[door.id]) for door in doors]
    places = np.array([door.places_left for door in roomy], np.int64)
    points = _points(roomy)
    outside = sorted(
        (party for party in parties if party.id not in led), key=lambda party: (party.waiting_since, party.id)
    )
    late = []
    for party in outside:
        fitting = np.nonzero(places >= party.persons)[0]
        near = chords(_points([party]), points[fitting])[0] <= REACH_METRES
        for best in rank([roomy[row] for row in fitting[near]], party, at=at, limit=1, closed=closed):
            row = next(row for row in fitting if roomy[row].id == best.door.id)
            places[row] -= party.persons
            roomy[row] = replace(roomy[row], places_left=int(places[row]))
            late.append(Pair(party.id, best.door.id, party.persons, float(best.metres)))
    return late


def _points(values: Sequence[Door | Party]) -> Floats:
    return positions(np.array([each.lat for each in values]), np.array([each.lon for each in values]))


def _asking(party: Party, homes: Mapping[int, set[int]], at: datetime) -> Asking:
    asks = {
        Trait.STEP_FREE: party.step_free,
        Trait.CHILDREN: party.children > 0,
        Trait.PETS: party.pets,
        Trait.WOMEN_ONLY: party.women_only,
    }
    barred = party.blocked_owner_ids | {party.owner_id}
    theirs = {door for owner in barred & homes.keys() for door in homes[owner]}
    return Asking(
        party.id,
        party.lat,
        party.lon,
        people=party.persons,
        asks=_bits(asks),
        has=_bits({Trait.WOMEN_GROUP: party.women_group}),
        farthest=REACH_METRES,
        refuses=party.refused_door_ids | theirs,
        waited=METRES_PER_WAITED_MINUTE * max(0.0, (at - party.waiting_since) / timedelta(minutes=1)),
    )


def _open(door: Door, at: datetime) -> Open:
    has = {
        Trait.STEP_FREE: door.step_free,
        Trait.CHILDREN: door.children,
        Trait.PETS: door.pets,
        Trait.WOMEN_ONLY: door.women_only,
    }
    return Open(
        door.id,
        door.lat,
        door.lon,
        places=door.places_left,
        asks=_bits({Trait.WOMEN_GROUP: door.women_only}),
        has=_bits(has),
        farthest=_reach(door, at),
        felt=felt_by_anybody(door, at),
    )


def _reach(door: Door, at: datetime) -> float:
    """Who comes from nearer arrives, however the way is told, in time to stay NEEDED_SECONDS; negative: nobody."""
    if door.open_until is None:
        return inf
    left = (door.open_until - at).total_seconds() - NEEDED_SECONDS
    return left * WALKING_METRES_PER_SECOND - SLACK_METRES


def _bits(traits: dict[Trait, bool]) -> int:
    return sum(trait for trait, is_so in traits.items() if is_so)
