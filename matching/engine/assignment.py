"""All waiting needs to all open doors at once: people sheltered first, the length of their walks second.

    assign(needs, doors) -> Assignment

Where everybody goes alone, or may be split, the answer is the optimum of a min-cost flow, proven within
`Policy.proven` of its total. Groups that stay together make it a packing problem: they are placed largest first,
each size by a flow of its own, with what a place is worth to the others in its price; then doors that were left half
empty are filled again and each size is led anew around the others. The same input gives the same answer in any order.
"""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from math import inf, isfinite

import numpy as np
from geopy.distance import geodesic

from .coarse import share_out
from .nearby import Bools, Floats, Ints, along_the_ground, positions
from .packing import Packing, fill
from .transport import FLAT_METRES, Plan, Side, Transport, among

CLOSE, FEWER, LOOSE = 0.006, 0.7, 0.0095
ROUGHLY = 0.03  # a first placing of groups by size need not be proven: each size is led anew afterwards


@dataclass(frozen=True, slots=True)
class Asking:
    """A need. `asks`: bits a door must have; `has`: bits of its own that doors may ask for. `farthest`: metres it can
    walk. `refuses`: ids of doors it must not get. `waited`: metres it goes before others when places are scarce."""

    id: Hashable
    lat: float
    lon: float
    people: int = 1
    may_split: bool = False
    asks: int = 0
    has: int = 0
    farthest: float = inf
    refuses: frozenset = frozenset()
    waited: float = 0.0


@dataclass(frozen=True, slots=True)
class Open:
    """A door with `places`. `asks` and `has` as in Asking. `farthest`: metres from which guests still arrive in
    time. `felt`: metres it feels farther away than it is (never negative)."""

    id: Hashable
    lat: float
    lon: float
    places: int = 1
    asks: int = 0
    has: int = 0
    farthest: float = inf
    felt: float = 0.0


@dataclass(frozen=True, slots=True)
class Policy:
    """`worst_off`: 0 counts metres; w makes a walk of d metres weigh d * (1 + w * d / 1000), so that few walk far.
    `proven`: how far from the optimum, at most, the total may be (a share). `polish`: rounds of leading each size
    of group anew."""

    worst_off: float = 0.0
    proven: float = 0.008
    polish: int = 1


@dataclass(frozen=True, slots=True)
class Pair:
    need: Hashable
    door: Hashable
    people: int
    metres: float


@dataclass(frozen=True)
class Assignment:
    """`most`: people that could be led if every group were split: nobody can do better. `gap`: felt metres by which
    the total of such a flow is known to within. Metres are per person: a group of four walks four times."""

    pairs: tuple[Pair, ...]
    most: int
    gap: float
    walks: Floats = field(repr=False)

    @property
    def people(self) -> int:
        return len(self.walks)

    @property
    def total(self) -> float:
        return float(self.walks.sum())

    @property
    def mean(self) -> float:
        return self.total / self.people if self.people else 0.0

    @property
    def longest(self) -> float:
        return float(self.walks.max(initial=0.0))

    def percentile(self, share: float) -> float:
        """The walk that `share` per cent of the people don't exceed."""
        return float(np.percentile(self.walks, share)) if self.people else 0.0


ORDINARY = Policy()


def assign(needs: Iterable[Asking], doors: Iterable[Open], policy: Policy = ORDINARY) -> Assignment:
    """Who goes where. Raises ValueError for coordinates off the Earth or negative amounts."""
    asking, opened = _sorted(needs), _sorted(doors)
    _check(asking, opened)
    problem = _Problem(asking, opened, policy)
    return problem.solve()


def _sorted(values: Iterable) -> list:
    return sorted(values, key=lambda value: (type(value.id).__name__, value.id))


def _check(needs: Sequence[Asking], doors: Sequence[Open]) -> None:
    for value in [*needs, *doors]:
        if not (
            isfinite(value.lat) and isfinite(value.lon) and abs(value.lat) <= 90 and abs(value.lon) <= 180
        ):
            raise ValueError(f"{value.id}: not on Earth")
    amounts = [need.people for need in needs] + [door.places for door in doors]
    if min(amounts, default=0) < 0 or min((door.felt for door in doors), default=0) < 0:
        raise ValueError("an amount below zero")


class _Problem:
    def __init__(self, needs: list[Asking], doors: list[Open], policy: Policy):
        self.needs, self.doors, self.policy = needs, doors, policy
        self.people = np.array([need.people for need in needs], np.int64)
        self.places = np.array([door.places for door in doors], np.int64)
        self.size = np.array([1 if need.may_split else need.people for need in needs], np.int64)
        self.need_points, self.door_points = _points(needs), _points(doors)
        rows = {door.id: row for row, door in enumerate(doors)}
        forbidden = [
            row * len(doors) + rows[door]
            for row, need in enumerate(needs)
            for door in need.refuses
            if door in rows
        ]
        self.forbidden = np.array(sorted(forbidden), np.int64)
        self.door_side = _side(doors, self.door_points, self.places, [door.felt for door in doors])
        self.need_side = _side(needs, self.need_points, self.people, [need.waited for need in needs])

    def solve(self) -> Assignment:
        flow = self._flow(self.people, self.places)
        most = int(flow.people.sum())
        if self.size.max(initial=1) <= 1:
            return self._answer(flow.need, flow.door, flow.people, most, flow.gap)
        packing = Packing(self.size, self.people, self.places)
        for size in packing.sizes:
            self._lead(packing, size, flow.door_prices)
        fill(packing, self._may_go, self._walk)
        for _round in range(self.policy.polish):
            for size in packing.sizes:
                self._lead(packing, size)
        return self._answer(*packing.columns(), most, flow.gap)

    def _lead(self, packing: Packing, size: int, prices: Floats | None = None) -> None:
        """Place all groups of one size anew in what the other sizes leave; never fewer than before."""
        rows = packing.free(size)
        amount = np.zeros(len(self.needs), np.int64)
        amount[rows] = self.people[rows] if size == 1 else 1
        plan = self._flow(amount, packing.left // size, prices if size > 1 else None)
        packing.put(size, plan.need, plan.door, plan.people * size)

    def _flow(self, people: Ints, places: Ints, prices: Floats | None = None) -> Plan:
        """Only those who go, to doors with room: the fewer rows, the faster."""
        guests, hosts = np.nonzero(people)[0], np.nonzero(places)[0]
        proven = self.policy.proven if prices is None else ROUGHLY

        def led(close: float) -> tuple[Transport, _Crowds]:
            crowds = self._crowds(guests, people, close)
            doors = _part(self.door_side, hosts, places, prices)
            refused = self.refused and (lambda need, door: self.refused(crowds.first[need], hosts[door]))
            weight = self.policy.worst_off
            return Transport(crowds.side, doors, weight=weight, proven=proven, refused=refused), crowds

        transport, crowds = led(0.0)
        if len(guests) and len(hosts):
            wide, many = led(CLOSE * transport.roughly)
            if len(many.first) < FEWER * len(crowds.first):
                plan = self._shared(wide, many, hosts, people)
                if plan.gap <= max(proven, LOOSE) * plan.felt:
                    return plan
        return self._shared(transport, crowds, hosts, people)

    def _shared(self, transport: Transport, crowds: "_Crowds", hosts: Ints, people: Ints) -> Plan:
        """A plan for crowds → one for their needs, in turn."""
        plan = transport.solve()
        shares = share_out(people[crowds.rows], crowds.side.amount, plan.need, plan.door, plan.people)
        need, door = crowds.rows[shares.row], hosts[plan.door[shares.flow]]
        walking = np.diff(shares.start, append=plan.people.sum())
        chord = np.linalg.norm(self.need_points[need] - self.door_points[door], axis=1)
        felt = float((transport.felt(chord) + transport.doors.felt[plan.door[shares.flow]]) @ walking)
        steepest = 1 + 2 * self.policy.worst_off / 1000 * transport.span
        gap = plan.gap + felt - plan.felt + crowds.strayed * steepest
        prices = np.zeros(len(self.doors))
        prices[hosts] = plan.door_prices
        return replace(plan, need=need, door=door, people=walking, gap=gap, felt=felt, door_prices=prices)

    def _crowds(self, guests: Ints, people: Ints, close: float) -> "_Crowds":
        """Needs alike in everything, and at one place or in one cube of `close` metres, go as one crowd."""
        side = self.need_side
        places = np.floor(side.points / close) if close else side.points
        refusing = np.zeros(len(side))
        rows = self.forbidden // max(1, len(self.doors))
        refusing[rows] = 1 + rows
        alike = np.column_stack([places, side.asks, side.has, side.reach, side.felt, refusing])[guests]
        _kinds, first, crowd_of = np.unique(alike, axis=0, return_index=True, return_inverse=True)
        crowd_of = crowd_of.ravel()
        amount = np.bincount(crowd_of, people[guests]).astype(np.int64)
        middle = np.stack(
            [np.bincount(crowd_of, people[guests] * at[guests]) for at in side.points.T], axis=1
        )
        points = middle / amount[:, None] if close else side.points[guests[first]]
        away = np.linalg.norm(side.points[guests] - points[crowd_of], axis=1)
        reach = side.reach[guests[first]]
        if close:
            widest = np.zeros(len(first))
            np.maximum.at(widest, crowd_of, away)
            reach = reach - widest
        alike = _part(side, guests[first], side.amount)
        return _Crowds(
            replace(alike, points=points, amount=amount, reach=reach),
            guests[first],
            guests[np.argsort(crowd_of, kind="stable")],
            float(away @ people[guests]),
        )

    def refused(self, needs: Ints, doors: Ints) -> Bools:
        return among(needs * len(self.doors) + doors, self.forbidden)

    def _may_go(self, need: int, door: int) -> bool:
        guest, host = self.needs[need], self.doors[door]
        if guest.asks & ~host.has or host.asks & ~guest.has or host.id in guest.refuses:
            return False
        return self._walk(need, door) <= min(guest.farthest, host.farthest)

    def _walk(self, need: int, door: int) -> float:
        return float(np.linalg.norm(self.need_points[need] - self.door_points[door]))

    def _answer(self, need: Ints, door: Ints, people: Ints, most: int, gap: float) -> Assignment:
        order = np.lexsort((door, need))
        need, door, people = need[order], door[order], people[order]
        metres = self._metres(need, door)
        pairs = tuple(
            Pair(self.needs[n].id, self.doors[d].id, int(p), float(m))
            for n, d, p, m in zip(need, door, people, metres, strict=True)
        )
        return Assignment(pairs, most, gap, np.repeat(metres, people))

    def _metres(self, need: Ints, door: Ints) -> Floats:
        """True geodesics: along a chord where that is the same to a millionth."""
        metres = along_the_ground(np.linalg.norm(self.need_points[need] - self.door_points[door], axis=1))
        for row in np.nonzero(metres > FLAT_METRES)[0]:
            guest, host = self.needs[need[row]], self.doors[door[row]]
            metres[row] = geodesic((guest.lat, guest.lon), (host.lat, host.lon)).meters
        return metres


@dataclass(frozen=True)
class _Crowds:
    """`side`: the crowds. `first` need of each; `rows`: all needs, crowd by crowd. `strayed`: metres they stand
    from their middle, all together."""

    side: Side
    first: Ints
    rows: Ints
    strayed: float


def _points(values: Sequence[Asking | Open]) -> Floats:
    return positions(np.array([v.lat for v in values], float), np.array([v.lon for v in values], float))


def _side(values: Sequence[Asking | Open], points: Floats, amount: Ints, felt: list[float]) -> Side:
    return Side(
        points,
        amount,
        np.array([value.asks for value in values], np.int64),
        np.array([value.has for value in values], np.int64),
        np.array([value.farthest for value in values], float),
        np.array(felt, float),
    )


def _part(side: Side, rows: Ints, amount: Ints, prices: Floats | None = None) -> Side:
    felt = side.felt if prices is None else side.felt + prices
    return Side(
        side.points[rows], amount[rows], side.asks[rows], side.has[rows], side.reach[rows], felt[rows]
    )
