"""All waiting needs to all open doors at once: people sheltered first, the length of their walks second.

    assign(needs, doors) -> Assignment

Where everybody goes alone, or may be split, the answer is the optimum of a min-cost flow, proven within
`Policy.proven` of its total. Groups that stay together make it a packing problem: they are placed largest first,
each size by a flow of its own, with what a place is worth to the others in its price; then doors that were left half
empty are filled again and each size is led anew around the others. The same input gives the same answer in any order.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from math import isfinite

import numpy as np

from .asking import Asking, Assignment, Open, Pair, Policy
from .coarse import share_out
from .ground import geodesic
from .nearby import Bools, Floats, Ints, along_the_ground, positions
from .packing import Packing, fill, lost_to_others
from .sides import Plan, Side
from .transport import FLAT_METRES, Refused, Transport, among

CLOSE = 0.006  # guests who stand within so little of a walk may go as one crowd,
FEWER, LOOSE = 0.7, 0.0095  # if that makes them so few, and the total is proven within so little all the same
ROUGHLY = 0.03  # a first placing of groups by size need not be proven: each size is led anew afterwards


ORDINARY = Policy()


Barred = Callable[[Floats, Floats], Bools]


def assign(
    needs: Iterable[Asking], doors: Iterable[Open], policy: Policy = ORDINARY, *, barred: Barred | None = None
) -> Assignment:
    """Who goes where. `barred(doors, needs)`: which of these ways nobody may take, from two (n, 2) arrays of lat, lon.

    Raises ValueError for coordinates off the Earth or negative amounts.
    """
    asking, opened = _sorted(needs), _sorted(doors)
    _check(asking, opened)
    problem = _Problem(asking, opened, policy, barred)
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
    def __init__(self, needs: list[Asking], doors: list[Open], policy: Policy, barred: Barred | None):
        self.needs, self.doors, self.policy, self.barred = needs, doors, policy, barred
        self.people = np.array([need.people for need in needs], np.int64)
        self.places = np.array([door.places for door in doors], np.int64)
        self.size = np.array([1 if need.may_split else need.people for need in needs], np.int64)
        self.need_places, self.door_places = _places(needs), _places(doors)
        self.need_points, self.door_points = positions(*self.need_places.T), positions(*self.door_places.T)
        rows = {door.id: row for row, door in enumerate(doors)}
        forbidden = [
            row * len(doors) + rows[door]
            for row, need in enumerate(needs)
            for door in need.refuses
            if door in rows
        ]
        self.forbidden = np.array(sorted(forbidden), np.int64)
        self.constrained = bool(forbidden) or barred is not None
        self.door_side = _side(doors, self.door_points, self.places, [door.felt for door in doors])
        self.need_side = _side(needs, self.need_points, self.people, [need.waited for need in needs])

        self.boundless = not barred and bool(
            np.isinf(self.need_side.reach).all() and np.isinf(self.door_side.reach).all()
        )

    def solve(self) -> Assignment:
        whole_groups = self.size.max(initial=1) > 1
        flow = self._flow(self.people, self.places, roughly=whole_groups)
        most = int(flow.people.sum())
        if not whole_groups:
            return self._answer(flow.need, flow.door, flow.people, most, flow)
        packing = Packing(self.size, self.people, self.places)
        for guide in (flow, None):
            self._lead_all(packing, guide)
        if fill(packing, self._may_go, self._walk):
            self._lead_all(packing, None)
        return self._answer(*packing.columns(), most, flow)

    def _lead_all(self, packing: Packing, guide: Plan | None) -> None:
        """Place all groups anew, size by size, in what the other sizes leave; without a guide never fewer than before.

        A guide says from which walk on a group had better stay outside, and what a place is worth to others.
        """
        for size in packing.sizes:
            rows = packing.free(size)
            amount = np.zeros(len(self.needs), np.int64)
            amount[rows] = self.people[rows] if size == 1 else 1
            plan = self._flow(amount, packing.left // size, guide and self._dearer(guide, packing, size))
            packing.put(size, plan.need, plan.door, plan.people * size)

    def _dearer(self, guide: Plan, packing: Packing, size: int) -> Plan:
        """A door that others fill better is dearer by what leaving them outside costs, shared by the group."""
        lost = lost_to_others(packing, size) * guide.outside / size
        return replace(guide, door_prices=guide.door_prices + lost)

    def _flow(self, people: Ints, places: Ints, guide: Plan | None = None, roughly: bool = False) -> Plan:
        """Only those who go, to doors with room: the fewer rows, the faster."""
        guests, hosts = np.nonzero(people)[0], np.nonzero(places)[0]
        proven = ROUGHLY if guide or roughly else self.policy.proven

        def led(close: float) -> tuple[Transport, _Crowds]:
            crowds = self._crowds(guests, people, close)
            doors = _part(self.door_side, hosts, places, guide and guide.door_prices)
            transport = Transport(
                crowds.side,
                doors,
                weight=self.policy.worst_off,
                proven=proven,
                refused=self.refused_to(crowds.first, hosts) if self.constrained else None,
                outside=guide.outside if guide else 0.0,
            )
            return transport, crowds

        transport, crowds = led(0.0)
        if len(guests) and len(hosts) and self.boundless:
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
        alike = _part(side, guests[first], side.amount)
        return _Crowds(
            replace(alike, points=points, amount=amount),
            guests[first],
            guests[np.argsort(crowd_of, kind="stable")],
            float(away @ people[guests]),
        )

    def refused_to(self, guests: Ints, hosts: Ints) -> Refused:
        return lambda need, door: self.refused(guests[need], hosts[door])

    def refused(self, needs: Ints, doors: Ints) -> Bools:
        found = among(needs * len(self.doors) + doors, self.forbidden)
        if self.barred:
            found[~found] = self.barred(self.door_places[doors[~found]], self.need_places[needs[~found]])
        return found

    def _may_go(self, need: int, door: int) -> bool:
        guest, host = self.needs[need], self.doors[door]
        if guest.asks & ~host.has or host.asks & ~guest.has:
            return False
        if self.constrained and self.refused(np.array([need]), np.array([door]))[0]:
            return False
        return self._walk(need, door) <= min(guest.farthest, host.farthest)

    def _walk(self, need: int, door: int) -> float:
        return float(np.linalg.norm(self.need_points[need] - self.door_points[door]))

    def _answer(self, need: Ints, door: Ints, people: Ints, most: int, flow: Plan) -> Assignment:
        order = np.lexsort((door, need))
        need, door, people = need[order], door[order], people[order]
        metres = self._metres(need, door)
        pairs = tuple(
            Pair(self.needs[n].id, self.doors[d].id, int(p), float(m))
            for n, d, p, m in zip(need, door, people, metres, strict=True)
        )
        return Assignment(pairs, most, flow.gap / max(1.0, flow.felt))

    def _metres(self, need: Ints, door: Ints) -> Floats:
        """True geodesics: along a chord where that is the same to a millionth."""
        metres = along_the_ground(np.linalg.norm(self.need_points[need] - self.door_points[door], axis=1))
        for row in np.nonzero(metres > FLAT_METRES)[0]:
            guest, host = self.needs[need[row]], self.doors[door[row]]
            metres[row] = geodesic(guest.lat, guest.lon, host.lat, host.lon)
        return metres


@dataclass(frozen=True)
class _Crowds:
    """`side`: the crowds. `first` need of each; `rows`: all needs, crowd by crowd. `strayed`: metres they stand
    from their middle, all together."""

    side: Side
    first: Ints
    rows: Ints
    strayed: float


def _places(values: Sequence[Asking | Open]) -> Floats:
    return np.array([(value.lat, value.lon) for value in values], float).reshape(-1, 2)


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
