"""Leading many people to many places at the least cost, proven, on a graph that grows only where it must.

A full graph of 5,000 needs and 20,000 doors has a hundred million pairs. Here the flow runs over a few: each need's
nearest doors, and what a coarse map (neighbourhoods instead of points) says of where people must go when places are
scarce. The flow's own prices then find every pair that could still make it cheaper; such pairs join until what they
could save all together is below `proven`. No fixed number of neighbours does that (Dantzig-Wolfe column generation).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from .flow import Flow, Pairs, cheapest_flow
from .nearby import Cheapest, Floats, Ints, Leaves, along_the_ground, neighbours_in_order

NEAREST, GUIDED, ADDED = 12, 8, 14  # pairs a point: by distance, by the coarse map, in each round
MOST_ROUNDS, AMPLE = 40, 2  # AMPLE: times as many places as people
FLAT_METRES = 100_000  # below, a chord is as long as the ground: a millionth
FINEST, LARGEST = (
    10,
    2.0**59,
)  # the flow's costs are whole tenths of a metre, while their sums fit its integers


@dataclass(frozen=True)
class Side:
    """Needs or doors, as columns. `amount`: people or places. `asks` and `has`: bits the other side must have, and
    own bits. `reach`: the longest walk in metres. `felt`: metres a door feels away beside the walk, or metres
    by which a need matters more than another when somebody must stay outside; not negative."""

    points: Floats
    amount: Ints
    asks: Ints
    has: Ints
    reach: Floats
    felt: Floats

    def __len__(self) -> int:
        return len(self.amount)

    @cached_property
    def order(self) -> Ints:
        return neighbours_in_order(self.points)

    @cached_property
    def kinds(self) -> list[tuple[int, int, Ints]]:
        """(asks, has, rows in neighbours' order) of each kind that has any amount."""
        order = self.order[self.amount[self.order] > 0]
        both = np.stack([self.asks[order], self.has[order]], axis=1)
        kinds, kind = np.unique(both, axis=0, return_inverse=True)
        return [(int(asks), int(has), order[kind.ravel() == k]) for k, (asks, has) in enumerate(kinds)]


@dataclass(frozen=True)
class Plan:
    """`people[k]` of need `need[k]` walk to door `door[k]`. `gap`: felt metres that no plan could save more than.
    `door_prices`: felt metres one more place there would save."""

    need: Ints
    door: Ints
    people: Ints
    gap: float
    rounds: int
    door_prices: Floats


class Transport:
    """One problem. `weight`: what a second kilometre counts more than the first (see `Policy`)."""

    def __init__(
        self,
        needs: Side,
        doors: Side,
        *,
        weight: float,
        proven: float,
        forbidden: Iterable[tuple[int, int]] = (),
    ):
        self.needs, self.doors, self.weight, self.proven = needs, doors, weight, proven
        codes = [need * len(doors) + door for need, door in forbidden]
        self.forbidden = np.unique(np.array(codes, np.int64))
        both = np.concatenate([needs.points, doors.points])
        self.span = float(np.linalg.norm(both.max(axis=0) - both.min(axis=0))) if len(both) else 0.0
        dearest = float(self.felt(np.array([self.span + 1]))[0]) + float(doors.felt.max(initial=0))
        led = int(min(needs.amount.sum(), doors.amount.sum()))
        self.outside = (dearest + 1) * (led + 1) + needs.felt  # dearer than leading everybody all the way
        largest = float(self.outside.max(initial=1)) * (len(both) + 2)
        self.scale = min(FINEST, LARGEST / largest)

    def felt(self, chord: Floats) -> Floats:
        metres = along_the_ground(chord) if self.span > FLAT_METRES else chord
        return metres * (1 + self.weight / 1000 * metres) if self.weight else metres

    def solve(self) -> Plan:
        if not self.needs.amount.sum() or not self.doors.amount.sum():
            nothing = np.zeros(0, np.int64)
            return Plan(nothing, nothing, nothing, 0.0, 0, np.zeros(len(self.doors)))
        codes, rounds = self._nearest(), 0
        ample = self.doors.amount.sum() > AMPLE * self.needs.amount.sum()  # then the nearest may well do
        while True:
            if rounds == (1 if ample else 0):
                codes = _once(np.concatenate([codes, self._guided()]))
            rounds += 1
            pairs = self._pairs(codes)
            flow = self._flow(pairs)
            gap, better = self._what_is_missing(pairs, flow)
            grown = codes if better is None else _once(np.concatenate([codes, better]))
            if len(grown) == len(codes) or rounds == MOST_ROUNDS:
                break
            codes = grown
        walking = flow.people > 0
        return Plan(
            pairs.need[walking],
            pairs.door[walking],
            flow.people[walking],
            gap,
            rounds,
            flow.door_price / self.scale,
        )

    def _pairs(self, codes: Ints) -> Pairs:
        need, door = np.divmod(codes, len(self.doors))
        chord = np.linalg.norm(self.needs.points[need] - self.doors.points[door], axis=1)
        near = chord <= np.minimum(self.needs.reach[need], self.doors.reach[door])
        need, door, chord = need[near], door[near], chord[near]
        cost = self.felt(chord) + self.doors.felt[door]
        return Pairs(need, door, np.round(cost * self.scale).astype(np.int64))

    def _flow(self, pairs: Pairs) -> Flow:
        outside = np.round(self.outside * self.scale).astype(np.int64)
        return cheapest_flow(pairs, self.needs.amount, self.doors.amount, outside)

    def _what_is_missing(self, pairs: Pairs, flow: Flow) -> tuple[float, Ints | None]:
        """How much cheaper any plan could be, and pairs that may make it so; None once it is proven good.

        A quick look comes first: only when that finds next to nothing is every pair looked at.
        """
        need_price, door_price = flow.need_price / self.scale, flow.door_price / self.scale
        walked = float((pairs.cost * flow.people).sum()) / self.scale
        bearable = self.proven * walked
        slack = 0.4 * bearable / int(self.needs.amount.sum()) + 1 / self.scale
        best, found = need_price, Cheapest(*(np.zeros(0, np.int64),) * 2, np.zeros(0))
        for exact in (False, True):
            found = self._better_doors(need_price - slack, door_price, exact)
            best = need_price - slack if exact else need_price.copy()
            np.minimum.at(best, found.point, found.cost)
            bound = float(self.needs.amount @ best) - float(self.doors.amount @ door_price)
            gap = flow.cost / self.scale - bound
            if gap > max(bearable, 1.0):
                break
        else:
            return max(0.0, gap), None
        codes = found.point * len(self.doors) + found.door
        return gap, np.concatenate([codes, self._eager_doors(need_price, door_price, slack)])

    def _better_doors(self, below: Floats, door_price: Floats, exact: bool) -> Cheapest:
        found = [
            self._cheapest(rows, doors, door_price + self.doors.felt, ADDED, below, exact)
            for rows, doors in self._matching_kinds
        ]
        return _joined(found)

    def _eager_doors(self, need_price: Floats, door_price: Floats, slack: float) -> Ints:
        """The same seen from the doors, quickly: so that not everybody is sent to the same few."""
        top = float(need_price.max())
        below = top - slack - door_price - self.doors.felt
        return self._guests(top - need_price, ADDED, below, self.doors.amount > 0)

    def _guests(self, prices: Floats, count: int, below: Floats, wanted: np.ndarray) -> Ints:
        codes = [np.zeros(0, np.int64)]
        for need_rows, door_rows in self._matching_kinds:
            rows = door_rows[wanted[door_rows]]
            leaves = Leaves(self.needs.points, need_rows, self.felt)
            found = leaves.cheapest(
                self.doors.points[rows],
                prices,
                count=count,
                below=below[rows],
                reach=self.doors.reach[rows],
                reaches=self.needs.reach,
                exact=False,
            )
            codes.append(found.door * len(self.doors) + rows[found.point])
        return self._allowed(np.concatenate(codes))

    def _cheapest(
        self, rows: Ints, doors: Ints, prices: Floats, count: int, below: Floats, exact: bool
    ) -> Cheapest:
        most = (
            np.bincount(self.forbidden // max(1, len(self.doors)), minlength=1).max()
            if len(self.forbidden)
            else 0
        )
        found = self._leaves(doors).cheapest(
            self.needs.points[rows],
            prices,
            count=count + int(most),
            below=below[rows],
            reach=self.needs.reach[rows],
            reaches=self.doors.reach,
            exact=exact,
        )
        point = rows[found.point]
        if not len(self.forbidden):
            return Cheapest(point, found.door, found.cost)
        fine = ~np.isin(point * len(self.doors) + found.door, self.forbidden)
        return Cheapest(point[fine], found.door[fine], found.cost[fine])

    def _leaves(self, doors: Ints) -> Leaves:
        key = doors.tobytes()
        if key not in self._built:
            self._built[key] = Leaves(self.doors.points, doors, self.felt)
        return self._built[key]

    @cached_property
    def _built(self) -> dict[bytes, Leaves]:
        return {}

    @cached_property
    def _matching_kinds(self) -> list[tuple[Ints, Ints]]:
        """Needs of one kind with all doors that may take them."""
        place = np.argsort(self.doors.order)
        found = []
        for asks, has, rows in self.needs.kinds:
            fitting = [r for d_asks, d_has, r in self.doors.kinds if not (asks & ~d_has or d_asks & ~has)]
            if fitting:
                doors = np.concatenate(fitting)
                found.append((rows, doors[np.argsort(place[doors])]))
        return found

    def _allowed(self, codes: Ints) -> Ints:
        return codes[~np.isin(codes, self.forbidden)] if len(self.forbidden) else codes

    def _nearest(self) -> Ints:
        anything = np.full(len(self.needs), np.inf)
        near = [
            self._cheapest(rows, doors, self.doors.felt, NEAREST, anything, True)
            for rows, doors in self._matching_kinds
        ]
        return _once(_codes(near, len(self.doors)))

    def _guided(self) -> Ints:
        """What a map of neighbourhoods knows: a whole plan, carried over person by person, and prices."""
        from .coarse import coarse_plan  # it is a Transport of its own shape

        coarse = coarse_plan(self)
        anything = np.full(len(self.needs), np.inf)
        near = [
            self._cheapest(rows, doors, coarse.door_prices + self.doors.felt, GUIDED, anything, False)
            for rows, doors in self._matching_kinds
        ]
        top = float(coarse.need_prices.max(initial=0))
        eager = self._guests(
            top - coarse.need_prices, GUIDED, np.full(len(self.doors), np.inf), coarse.door_prices > 0
        )
        return np.concatenate([self._allowed(coarse.pairs), _codes(near, len(self.doors)), eager])


def _joined(found: list[Cheapest]) -> Cheapest:
    if not found:
        return Cheapest(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0))
    columns = zip(*((each.point, each.door, each.cost) for each in found), strict=True)
    return Cheapest(*(np.concatenate(column) for column in columns))


def _once(codes: Ints) -> Ints:
    """Sorted, each once; several times as fast as numpy's own, which hashes."""
    codes = np.sort(codes)
    return codes[np.concatenate([[True], codes[1:] != codes[:-1]])[: len(codes)]]


def _codes(found: list[Cheapest], doors: int) -> Ints:
    joined = _joined(found)
    return joined.point * doors + joined.door
