"""The same problem between neighbourhoods: small enough to solve with every pair, good enough to start from."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from .flow import Pairs, cheapest_flow
from .nearby import Floats, Ints

if TYPE_CHECKING:
    from .transport import Side, Transport

NEIGHBOURHOODS, LEAST = 350, 6  # about so many on each side, each of so many rows at least


@dataclass(frozen=True)
class Coarse:
    """`pairs`: need * doors + door of a whole plan; then felt metres for each door and each need."""

    pairs: Ints
    door_prices: Floats
    need_prices: Floats


@dataclass(frozen=True)
class _Map:
    """Neighbourhoods of one side; rows of a neighbourhood are one kind and stand together in `rows`."""

    rows: Ints
    label: Ints  # of each row of the side; -1 for one without amount
    centres: Floats
    amount: Ints
    asks: Ints
    has: Ints
    reach: Floats


def coarse_plan(whole: "Transport") -> Coarse:
    needs, doors = _map_of(whole.needs), _map_of(whole.doors)
    need, door = np.nonzero(
        ((needs.asks[:, None] & ~doors.has) == 0) & ((doors.asks & ~needs.has[:, None]) == 0)
    )
    chord = np.linalg.norm(needs.centres[need] - doors.centres[door], axis=1)
    near = chord <= np.minimum(needs.reach[need], doors.reach[door])
    need, door, chord = need[near], door[near], chord[near]
    cost = np.round(whole.felt(chord) * whole.scale).astype(np.int64)
    dearest = np.full(len(needs.amount), round(float(whole.outside.max()) * whole.scale))
    flow = cheapest_flow(Pairs(need, door, cost), needs.amount, doors.amount, dearest)
    prices = flow.need_price / whole.scale, flow.door_price / whole.scale
    walking = np.nonzero(flow.people)[0]
    pairs = _person_by_person(whole, needs, doors, need[walking], door[walking], flow.people[walking])
    return Coarse(pairs, *_carried_over(whole, needs, doors, *prices))


def _map_of(side: "Side") -> _Map:
    size = max(LEAST, -(-len(side) // NEIGHBOURHOODS))
    label, stretches = np.full(len(side), -1), []
    for _asks, _has, rows in side.kinds:
        for start in range(0, len(rows), size):
            label[rows[start : start + size]] = len(stretches)
            stretches.append(rows[start : start + size])
    firsts = np.array([rows[0] for rows in stretches])
    return _Map(
        np.concatenate(stretches),
        label,
        np.array([side.points[rows].mean(axis=0) for rows in stretches]),
        np.array([side.amount[rows].sum() for rows in stretches]),
        side.asks[firsts],
        side.has[firsts],
        np.array([side.reach[rows].max() for rows in stretches]),
    )


def _person_by_person(
    whole: "Transport", needs: _Map, doors: _Map, need: Ints, door: Ints, people: Ints
) -> Ints:
    """Pairs that carry the same flow: the next people of the one neighbourhood to the next places of the other."""
    order = np.lexsort((door, need))
    need, door, people = need[order], door[order], people[order]
    guests = _stretches(whole.needs, needs, need, people)
    order = np.lexsort((need, door))
    back = np.argsort(order)
    hosts = _stretches(whole.doors, doors, door[order], people[order])
    codes = [_overlap(*guests[k], *hosts[back[k]], doors=len(whole.doors)) for k in range(len(need))]
    return np.concatenate([np.zeros(0, np.int64), *codes])


def _stretches(side: "Side", coarse: _Map, label: Ints, people: Ints) -> list[tuple[Ints, Ints]]:
    """For each flow, sorted by neighbourhood: the rows it uses up and where each ends, counted in people."""
    ends = np.cumsum(side.amount[coarse.rows])
    starts_of = np.concatenate([[0], np.cumsum(coarse.amount)])
    first = np.searchsorted(label, label)
    before = np.cumsum(people) - people
    begin = starts_of[label] + before - before[first]
    lows = np.searchsorted(ends, begin, side="right")
    highs = np.searchsorted(ends, begin + people, side="left")
    return [
        (coarse.rows[low : high + 1], np.minimum(ends[low : high + 1] - start, many))
        for low, high, start, many in zip(lows, highs, begin, people, strict=True)
    ]


def _overlap(guests: Ints, guest_ends: Ints, hosts: Ints, host_ends: Ints, *, doors: int) -> Ints:
    cuts = np.sort(np.concatenate([guest_ends, host_ends]))  # where both end, a pair comes twice
    return guests[np.searchsorted(guest_ends, cuts)] * doors + hosts[np.searchsorted(host_ends, cuts)]


def _carried_over(
    whole: "Transport", needs: _Map, doors: _Map, need_price: Floats, door_price: Floats
) -> tuple[Floats, Floats]:
    """A neighbourhood's price at each of its points: dearer the nearer they stand to those who would come."""
    to_needs = need_price - whole.felt(_chords(whole.doors.points, needs.centres))
    to_doors = door_price + whole.felt(_chords(whole.needs.points, doors.centres))
    return np.maximum(0, to_needs.max(axis=1)), np.minimum(whole.outside, to_doors.min(axis=1))


def _chords(points: Floats, centres: Floats) -> Floats:
    squared = (points**2).sum(axis=1)[:, None] + (centres**2).sum(axis=1) - 2 * points @ centres.T
    return np.sqrt(np.maximum(0, squared))
