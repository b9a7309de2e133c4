"""Leading many people to many places at the least cost, proven, on a graph that grows only where it must.

A full graph of 5,000 needs and 20,000 doors has a hundred million pairs. Here the flow runs over a few: first between
neighbourhoods, every pair of them, whose plan and prices tell where people must go when places are scarce; then
between the points, each with what is cheapest at those prices. The flow's own prices then find every pair that could
still make it cheaper; such pairs join until what they could save all together is below `proven`. No fixed number of
neighbours does that (Dantzig-Wolfe column generation).
"""

from collections.abc import Callable
from functools import cached_property

import numpy as np

from .coarse import Gathered, gathered, person_by_person
from .flow import Flow, Pairs, cheapest_flow
from .nearby import (
    Bools,
    Cheapest,
    Floats,
    Ints,
    Leaves,
    along_the_ground,
    chords,
    joined,
)
from .sides import Plan, Side

NEAREST, GUIDED, ADDED = 12, 8, 14  # pairs a point: by distance, by prices of neighbourhoods, in each round
MOST_ROUNDS, AMPLE = 40, 2  # AMPLE: times as many places as people
EVERY_PAIR = 150_000  # so few are all looked at
DEAR = 2  # to leave somebody outside costs so many of the longest walks, while nobody is
FLAT_METRES = 100_000  # below, a chord is as long as the ground: a millionth
FINEST, LARGEST = 10, 2.0**59  # costs are whole tenths of a metre, while their sums fit the flow's integers

Refused = Callable[[Ints, Ints], Bools]  # rows of needs, rows of doors → must they not meet?


class Transport:
    """One problem. `weight`: what a second kilometre counts more than the first (see `Policy`)."""

    def __init__(
        self,
        needs: Side,
        doors: Side,
        *,
        weight: float,
        proven: float,
        refused: Refused | None = None,
        outside: float = 0.0,
    ):
        self.needs, self.doors, self.weight, self.proven = needs, doors, weight, proven
        self.refused = refused
        both = np.concatenate([needs.points, doors.points])
        self.span = float(np.linalg.norm(both.max(axis=0) - both.min(axis=0))) if len(both) else 0.0
        dearest = float(self.felt(np.array([self.span + 1]))[0]) + float(doors.felt.max(initial=0)) + 1
        self.most = int(min(needs.amount.sum(), doors.amount.sum()))
        self.dear = outside or DEAR * dearest
        self.outside = self.dear + needs.felt
        self.far_outside = self.outside if outside else dearest * (self.most + 1) + needs.felt
        largest = float(self.far_outside.max(initial=1)) * (len(both) + 2)
        self.scale = min(FINEST, LARGEST / largest)

    def felt(self, chord: Floats) -> Floats:
        metres = along_the_ground(chord) if self.span > FLAT_METRES else chord
        return metres * (1 + self.weight / 1000 * metres) if self.weight else metres

    def solve(self) -> Plan:
        if not self.most:
            nothing = np.zeros(0, np.int64)
            prices = np.zeros(len(self.doors)), np.zeros(len(self.needs))
            return Plan(nothing, nothing, nothing, 0.0, 0.0, self.dear, *prices)
        whole = len(self.needs) * len(self.doors) <= EVERY_PAIR
        ample = self.doors.amount.sum() > AMPLE * self.needs.amount.sum()  # then the nearest may well do
        pairs = self._pairs(self._every() if whole else self._nearest())
        if not ample and not whole:
            pairs = self._grown(pairs, self._guided())
        for rounds in range(1, MOST_ROUNDS + 1):
            flow = self._flow(pairs)
            gap, better = (0.0, None) if whole else self._what_is_missing(pairs, flow)
            if ample and rounds == 1 and better is not None:
                better = self._guided()
            grown = pairs if better is None else self._grown(pairs, better)
            if len(grown.need) == len(pairs.need):
                if self.outside is self.far_outside or flow.people.sum() == self.most:
                    break
                self.outside = self.far_outside  # dearer than leading everybody all the way
            pairs = grown
        walking = flow.people > 0
        led = pairs.need[walking], pairs.door[walking], flow.people[walking]
        felt = float((pairs.cost * flow.people).sum()) / self.scale
        outside = float((self.outside - self.needs.felt)[0])
        return Plan(*led, gap, felt, outside, flow.door_price / self.scale, flow.need_price / self.scale)

    def _pairs(self, codes: Ints) -> Pairs:
        """Every pair that is ever led comes through here."""
        need, door = np.divmod(_once(codes), len(self.doors))
        chord = np.linalg.norm(self.needs.points[need] - self.doors.points[door], axis=1)
        fine = chord <= np.minimum(self.needs.reach[need], self.doors.reach[door])
        if self.refused is not None:
            fine[fine] = ~self.refused(need[fine], door[fine])
        need, door = need[fine], door[fine]
        cost = self.felt(chord[fine]) + self.doors.felt[door]
        return Pairs(need, door, np.round(cost * self.scale).astype(np.int64))

    def _grown(self, pairs: Pairs, codes: Ints) -> Pairs:
        had = pairs.need * len(self.doors) + pairs.door
        new = self._pairs(codes[~among(codes, had)])
        order = np.argsort(np.concatenate([had, new.need * len(self.doors) + new.door]), kind="stable")
        columns = zip((pairs.need, pairs.door, pairs.cost), (new.need, new.door, new.cost), strict=True)
        return Pairs(*(np.concatenate(column)[order] for column in columns))

    def _flow(self, pairs: Pairs) -> Flow:
        outside = np.round(self.outside * self.scale).astype(np.int64)
        return cheapest_flow(pairs, self.needs.amount, self.doors.amount, outside)

    def _what_is_missing(self, pairs: Pairs, flow: Flow) -> tuple[float, Ints | None]:
        """How much cheaper any plan could be, and pairs that may make it so; None once it is proven good.

        A quick look comes first: only when that finds next to nothing is every pair looked at.
        """
        need_price, door_price = flow.need_price / self.scale, flow.door_price / self.scale
        bearable = self.proven * float((pairs.cost * flow.people).sum()) / self.scale
        slack = 0.4 * bearable / int(self.needs.amount.sum()) + 1 / self.scale
        for exact in (False, True):
            found = self._doors_for(door_price, ADDED, need_price - slack, exact)
            best = need_price - slack if exact else need_price.copy()
            np.minimum.at(best, found.point, found.cost)
            bound = float(self.needs.amount @ best) - float(self.doors.amount @ door_price)
            gap = flow.cost / self.scale - bound
            if gap > max(bearable, 1.0):
                break
        else:
            return max(0.0, gap), None
        top = float(need_price.max())
        below = top - slack - door_price - self.doors.felt
        wanted = (door_price > 0) | (np.bincount(found.door, minlength=len(self.doors)) > 0)
        eager = self._needs_for(top - need_price, ADDED, below, wanted)
        return gap, np.concatenate([self._codes(found), eager])

    def _nearest(self) -> Ints:
        anything = np.full(len(self.needs), np.inf)
        return self._codes(self._doors_for(np.zeros(len(self.doors)), NEAREST, anything, True))

    def _every(self) -> Ints:
        return np.concatenate(
            [np.zeros(0, np.int64)]
            + [(needs[:, None] * len(self.doors) + doors).ravel() for needs, doors in self.matching_kinds]
        )

    def _guided(self) -> Ints:
        """What neighbourhoods know: a whole plan, carried over person by person, and prices."""
        needs, doors, small, plan = self._small
        need_prices, door_prices = self._carried_over(small, plan)
        anything = np.full(max(len(self.needs), len(self.doors)), np.inf)
        near = self._doors_for(door_prices, GUIDED, anything, False)
        eager = self._needs_for(need_prices.max() - need_prices, GUIDED, anything, door_prices > 0)
        led = person_by_person(self.needs, needs, self.doors, doors, plan)
        return np.concatenate([led, self._codes(near), eager])

    @property
    def roughly(self) -> float:
        """Felt metres of each walk, as neighbourhoods see it."""
        plan = self._small[3]
        return plan.felt / max(1, int(plan.people.sum()))

    @cached_property
    def _small(self) -> tuple[Gathered, Gathered, "Transport", Plan]:
        needs, doors = gathered(self.needs), gathered(self.doors)
        small = Transport(needs.side, doors.side, weight=self.weight, proven=self.proven, outside=self.dear)
        return needs, doors, small, small.solve()

    def _carried_over(self, small: "Transport", plan: Plan) -> tuple[Floats, Floats]:
        """A neighbourhood's price at each of its points: dearer the nearer they stand to those who would come."""
        need_prices, door_prices = self.outside.copy(), np.zeros(len(self.doors))
        for (needs, doors), (many_needs, many_doors) in zip(
            self.matching_kinds, small.matching_kinds, strict=True
        ):
            walks = self.felt(chords(self.needs.points[needs], small.doors.points[many_doors]))
            dear = (walks + (plan.door_prices + small.doors.felt)[many_doors]).min(axis=1)
            need_prices[needs] = np.minimum(need_prices[needs], dear)
            walks = self.felt(chords(self.doors.points[doors], small.needs.points[many_needs]))
            worth = (plan.need_prices[many_needs] - walks).max(axis=1) - self.doors.felt[doors]
            door_prices[doors] = np.maximum(door_prices[doors], worth)
        return need_prices, door_prices

    def _doors_for(self, prices: Floats, count: int, below: Floats, exact: bool) -> Cheapest:
        """For each need the cheapest of the doors that may take it."""
        found = []
        for needs, doors in self.matching_kinds:
            each = self.doors_index(doors).cheapest(
                self.needs.points[needs],
                prices + self.doors.felt,
                count=count,
                below=below[needs],
                reach=self.needs.reach[needs],
                reaches=self.doors.reach,
                exact=exact,
                refused=self.refused and (lambda point, door, needs=needs: self.refused(needs[point], door)),
            )
            found.append(Cheapest(needs[each.point], each.door, each.cost))
        return joined(found)

    def _needs_for(self, prices: Floats, count: int, below: Floats, wanted: Bools) -> Ints:
        """The same seen from the doors, quickly: so that not everybody is sent to the same few."""
        codes = [np.zeros(0, np.int64)]
        for needs, doors in self.matching_kinds:
            rows = doors[wanted[doors]]
            found = self.needs_index(needs).cheapest(
                self.doors.points[rows],
                prices,
                count=count,
                below=below[rows],
                reach=self.doors.reach[rows],
                reaches=self.needs.reach,
                exact=False,
                refused=self.refused and (lambda point, need, rows=rows: self.refused(need, rows[point])),
            )
            codes.append(found.door * len(self.doors) + rows[found.point])
        return np.concatenate(codes)

    def _codes(self, found: Cheapest) -> Ints:
        return found.point * len(self.doors) + found.door

    def doors_index(self, rows: Ints) -> Leaves:
        return self._index(self.doors, rows)

    def needs_index(self, rows: Ints) -> Leaves:
        return self._index(self.needs, rows)

    def _index(self, side: Side, rows: Ints) -> Leaves:
        key = (side is self.doors, rows.tobytes())
        if key not in self._built:
            self._built[key] = Leaves(side.points, rows, self.felt)
        return self._built[key]

    @cached_property
    def _built(self) -> dict[tuple[bool, bytes], Leaves]:
        return {}

    @cached_property
    def matching_kinds(self) -> list[tuple[Ints, Ints]]:
        """Needs of one kind with all doors that may take them."""
        place = np.argsort(self.doors.order)
        found = []
        for asks, has, rows in self.needs.kinds:
            fitting = [r for d_asks, d_has, r in self.doors.kinds if not (asks & ~d_has or d_asks & ~has)]
            if fitting:
                doors = np.concatenate(fitting)
                found.append((rows, doors[np.argsort(place[doors])]))
        return found


def _once(codes: Ints) -> Ints:
    """Sorted, each once; several times as fast as numpy's own, which hashes."""
    codes = np.sort(codes)
    return codes[np.concatenate([[True], codes[1:] != codes[:-1]])[: len(codes)]]


def among(codes: Ints, known: Ints) -> Bools:
    """`known` is sorted."""
    if not len(known):
        return np.zeros(len(codes), bool)
    return known[np.minimum(np.searchsorted(known, codes), len(known) - 1)] == codes
