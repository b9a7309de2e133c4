"""Groups that stay together in doors of few places: who is where, and filling what was left half empty."""

from collections import defaultdict
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
LARGEST_GAP = 12  # free places of one door that are worth rearranging at once
MOST_ASKED, MOST_TRIES = 200, 24  # groups of one size looked at for one door, and kept


class Packing:
    """Which need is in which door. `size[n]`: its people, or 1 where they may be split; `left[d]`: free places."""

    def __init__(self, size: Ints, people: Ints, places: Ints):
        self.size, self.people, self.left = size, people, places.copy()
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

    def columns(self) -> tuple[Ints, Ints, Ints]:
        rows = [(n, d, p) for n, doors in self.where.items() for d, p in doors.items()]
        table = np.array(sorted(rows), np.int64).reshape(-1, 3)
        return table[:, 0], table[:, 1], table[:, 2]


MayGo = Callable[[int, int], bool]
Walk = Callable[[int, int], float]


def fill(packing: Packing, may_go: MayGo, walk: Walk) -> None:
    """Trade one group of a half-empty door for others that fill it better, as long as more people come in."""
    changed = True
    while changed:
        changed = False
        outside = packing.outside()
        if not outside:
            return
        sums = _Sums(outside)
        movable = _movable(packing, min(outside))
        for door in np.nonzero(packing.left > 0)[0].tolist():
            changed |= _fill_one(packing, door, outside, sums, may_go, walk)
            changed |= _make_room(packing, door, outside, movable, may_go, walk)


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
        (int(packing.size[n]), n) for n in packing.inside[door] if packing.people[n] == packing.size[n]
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


def _movable(packing: Packing, least: int) -> dict[int, list[tuple[int, int]]]:
    """(door, group) by the group's size, where its leaving would make room for `least` people."""
    found: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for door in np.nonzero(packing.left > 0)[0].tolist():
        for need in sorted(packing.inside[door]):
            size = int(packing.size[need])
            if packing.people[need] == size and packing.left[door] + size >= least > 0:
                found[size].append((door, need))
    return found


def _make_room(
    packing: Packing,
    door: int,
    outside: dict[int, list[int]],
    movable: dict[int, list[tuple[int, int]]],
    may_go: MayGo,
    walk: Walk,
) -> bool:
    """Move a smaller group here from a door where a larger one from outside then fits."""
    for size in range(int(min(packing.left[door], LARGEST_GAP)), 0, -1):
        for other, mover in movable.get(size, [])[:MOST_TRIES]:
            if other == door or other not in packing.where[mover] or not may_go(mover, door):
                continue
            room = int(packing.left[other]) + size
            larger = [s for s, needs in outside.items() if needs and size < s <= room]
            guests = _near(other, outside[max(larger)], may_go, walk) if larger else []
            if guests:
                packing.take_out(mover, other)
                packing.put_in(mover, door, size)
                packing.put_in(guests[0], other, max(larger))
                outside[max(larger)].remove(guests[0])
                return True
    return False
