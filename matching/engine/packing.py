"""Groups that stay together in doors of few places: who is where, and filling what was left half empty."""

from collections import defaultdict
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
LARGEST_ROOM = 60  # in a larger one any group is fine
LARGEST_GAP = 12  # free places of one door that are worth rearranging at once
MOST_ASKED, MOST_TRIES = 200, 24  # groups of one size looked at for one door, and kept


class Packing:
    """Which need is in which door. `size[n]`: its people, or 1 where they may be split; `left[d]`: free places."""

    def __init__(self, size: Ints, people: Ints, places: Ints):
        self.size, self.people, self.places, self.left = size, people, places, places.copy()
        self.sizes = [int(s) for s in np.unique(size[people > 0])[::-1]]
        self.where: dict[int, dict[int, int]] = defaultdict(dict)  # need -> door -> people
        self.inside: dict[int, set[int]] = defaultdict(set)  # door -> needs

    def free(self, size: int) -> Ints:
        """Takes the groups of this size out again, and returns all of that size."""
        rows = np.nonzero((self.size == size) & (self.people > 0))[0]
        for need in rows:
            for door in list(self.where.get(int(need), ())):
                self.take_out(int(need), door)
        return rows

    def put(self, size: int, needs: Ints, doors: Ints, people: Ints) -> None:
        for need, door, many in zip(needs.tolist(), doors.tolist(), people.tolist(), strict=True):
            self.put_in(need, door, many)

    def put_in(self, need: int, door: int, people: int) -> None:
        self.left[door] -= people
        self.where[need][door] = self.where[need].get(door, 0) + people
        self.inside[door].add(need)

    def take_out(self, need: int, door: int) -> None:
        self.left[door] += self.where[need].pop(door)
        self.inside[door].discard(need)

    def outside(self) -> dict[int, list[int]]:
        """Needs without a door, by size."""
        found: dict[int, list[int]] = defaultdict(list)
        for need in range(len(self.size)):
            if self.people[need] > 0 and not self.where.get(need):
                found[int(self.size[need])].append(need)
        return found

    def least_outside(self) -> int:
        alone = [n for n in np.nonzero(self.people > 0)[0].tolist() if not self.where.get(n)]
        return int(self.size[alone].min()) if alone else 0

    def columns(self) -> tuple[Ints, Ints, Ints]:
        rows = [(n, d, p) for n, doors in self.where.items() for d, p in doors.items()]
        table = np.array(sorted(rows), np.int64).reshape(-1, 3)
        return table[:, 0], table[:, 1], table[:, 2]


MayGo = Callable[[int, int], bool]
Walk = Callable[[int, int], float]


def fill(packing: Packing, may_go: MayGo, walk: Walk) -> bool:
    """Trade one group of a half-empty door for others that fill it better, as long as more people come in."""
    changed, ever = True, False
    while changed:
        changed = False
        outside = packing.outside()
        if not outside:
            return ever
        sums = _Sums(outside)
        for door in np.nonzero(packing.left > 0)[0].tolist():
            changed |= _fill_one(packing, door, outside, sums, may_go, walk)
        changed |= _float_up(packing, may_go)
        ever |= changed
    return ever


class _Sums:
    """The most people that sizes alone allow in so much room: most doors need no closer look."""

    def __init__(self, outside: dict[int, list[int]]):
        self.counts = {size: len(needs) for size, needs in outside.items()}
        self.most: dict[int, int] = {}

    def __call__(self, room: int) -> int:
        if room not in self.most:
            reached = {0}
            for size, count in self.counts.items():
                for _group in range(min(count, room // size)):
                    reached |= {total + size for total in reached if total + size <= room}
            self.most[room] = max(reached)
        return self.most[room]


def _fill_one(
    packing: Packing, door: int, outside: dict[int, list[int]], sums: _Sums, may_go: MayGo, walk: Walk
) -> bool:
    left = min(int(packing.left[door]), LARGEST_GAP)
    leavers = sorted(
        (int(packing.size[n]), n)
        for n in packing.inside[door]
        if packing.people[n] == packing.size[n] <= LARGEST_ROOM
    )
    for size, leaver in [(0, None), *leavers]:
        if sums(left + size) <= size:
            continue
        fitting = {s: _near(door, needs, may_go, walk) for s, needs in outside.items() if s <= left + size}
        chosen = _fullest(left + size, fitting)
        if sum(int(packing.size[n]) for n in chosen) <= size:
            continue
        if leaver is not None:
            packing.take_out(leaver, door)
            outside[size].append(leaver)
        for need in chosen:
            outside[int(packing.size[need])].remove(need)
            packing.put_in(need, door, int(packing.size[need]))
        return True
    return False


def _near(door: int, needs: list[int], may_go: MayGo, walk: Walk) -> list[int]:
    fine = (need for need in needs[:MOST_ASKED] if may_go(need, door))
    return sorted(fine, key=lambda need: (walk(need, door), need))[:MOST_TRIES]


def _fullest(room: int, offered: dict[int, list[int]]) -> list[int]:
    """Groups of at most `room` people together, as many people as can be; larger groups first."""
    best: dict[int, list[int]] = {0: []}
    for size in sorted(offered, reverse=True):
        for need in offered[size][: room // size]:
            for total in sorted(best, reverse=True):
                if total + size <= room and total + size not in best:
                    best[total + size] = [*best[total], need]
    return best[max(best)]


def _float_up(packing: Packing, may_go: MayGo) -> bool:
    """Groups of large doors go to small ones with room for them: so room adds up where somebody outside may fit."""
    least = packing.least_outside()
    large = sorted(np.nonzero(packing.places >= least)[0].tolist(), key=lambda d: (-packing.places[d], d))
    inside: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for door in large if least else ():
        for need in sorted(packing.inside[door]):
            if packing.people[need] == packing.size[need] < least:
                inside[int(packing.size[need])].append((need, door))
    moved = False
    small = np.nonzero((packing.left > 0) & (packing.left < least))[0]
    for door in small[np.lexsort((small, packing.places[small]))].tolist():
        for size in range(int(packing.left[door]), 0, -1):
            tried = inside[size][:MOST_TRIES]
            for need, other in tried:
                if packing.left[door] < size or packing.places[other] <= packing.places[door]:
                    break
                if may_go(need, door):
                    inside[size].remove((need, other))
                    packing.take_out(need, other)
                    packing.put_in(need, door, size)
                    moved = True
    return moved


def lost_to_others(packing: Packing, size: int) -> Floats:
    """For each door, how many people fewer can be led, all told, once a group of `size` goes there.

    From the prices of a linear programme that only counts: rooms by what is left in them, groups outside by size, and
    as many groups into rooms as lead most people (Valério de Carvalho's arc-flow model, doi:10.1023/A:1018952112615).
    """
    from ortools.linear_solver import pywraplp  # 20 MB that most processes never need

    counts = {each: len(needs) for each, needs in packing.outside().items()}
    room = np.minimum(packing.left, LARGEST_ROOM)
    solver = pywraplp.Solver.CreateSolver("GLOP")
    rooms = [
        solver.Constraint(-solver.infinity(), float(n)) for n in np.bincount(room, minlength=LARGEST_ROOM + 1)
    ]
    groups = {each: solver.Constraint(-solver.infinity(), float(count)) for each, count in counts.items()}
    solver.Objective().SetMaximization()
    for each in counts:
        for r in range(each, LARGEST_ROOM + 1):
            led = solver.NumVar(0, solver.infinity(), "")
            solver.Objective().SetCoefficient(led, each)
            groups[each].SetCoefficient(led, 1)
            rooms[r].SetCoefficient(led, 1)
            rooms[r - each].SetCoefficient(led, -1)
    if size not in counts or size > LARGEST_ROOM or solver.Solve() != solver.OPTIMAL:
        return np.zeros(len(room))
    worth = np.array([0.0] + [constraint.dual_value() for constraint in rooms[1:]])
    lost = np.zeros(LARGEST_ROOM + 1)
    lost[size:] = worth[size:] - worth[: len(worth) - size] + groups[size].dual_value() - size
    lost[LARGEST_ROOM] = 0.0  # and any larger one
    return np.maximum(0, np.round(lost, 6))[room]
