"""Where points are on the ellipsoid, and the cheapest doors for each of many points.

A point is (x, y, z) in metres from the Earth's centre, WGS 84: no pole, no antimeridian, no pentagon. Doors stand in
leaves of LEAF neighbours, each a ball; a leaf is opened only when its nearest edge could still be cheap enough.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

EQUATOR, FLATTENING = 6_378_137.0, 1 / 298.257223563  # WGS 84
MEAN_RADIUS = 6_371_008.8
LEAF, LOOK = 32, 3
AT_ONCE = 1_500_000  # (point, leaf) bounds held at once
ROUNDING = 0.5  # metres: what a squared distance across the whole Earth may lose


def positions(lat: Floats, lon: Floats) -> Floats:
    """Degrees → metres from the Earth's centre, one row a point."""
    lat, lon = np.radians(lat), np.radians(lon)
    off_centre = FLATTENING * (2 - FLATTENING)
    normal = EQUATOR / np.sqrt(1 - off_centre * np.sin(lat) ** 2)
    return np.stack(
        [
            normal * np.cos(lat) * np.cos(lon),
            normal * np.cos(lat) * np.sin(lon),
            normal * (1 - off_centre) * np.sin(lat),
        ],
        axis=1,
    )


def along_the_ground(chord: Floats) -> Floats:
    """Metres through the ground → metres on it: within a millionth below 100 km, 0.1 % below 5,000 km."""
    return 2 * MEAN_RADIUS * np.arcsin(np.minimum(1, chord / (2 * MEAN_RADIUS)))


def neighbours_in_order(points: Floats) -> Ints:
    """An order in which every run of LEAF points is a neighbourhood: halved along the widest side, again and again."""
    order, todo = np.arange(len(points)), [(0, len(points))]
    while todo:
        start, end = todo.pop()
        if end - start <= LEAF:
            continue
        here = points[order[start:end]]
        widest = np.argmax(here.max(axis=0) - here.min(axis=0))
        half = ((end - start) // 2 + LEAF - 1) // LEAF * LEAF
        order[start:end] = order[start:end][np.argpartition(here[:, widest], min(half, end - start - 1))]
        todo += [(start, start + half), (start + half, end)]
    return order


@dataclass(frozen=True)
class Cheapest:
    """Pairs sorted by point, then cost: row of the point, row of the door, cost in felt metres with the price."""

    point: Ints
    door: Ints
    cost: Floats


def chords(points: Floats, centres: Floats) -> Floats:
    squared = (points**2).sum(axis=1)[:, None] + (centres**2).sum(axis=1) - 2 * points @ centres.T
    return np.sqrt(np.maximum(0, squared))


def joined(found: list[Cheapest]) -> Cheapest:
    if not found:
        return Cheapest(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0))
    columns = zip(*((each.point, each.door, each.cost) for each in found), strict=True)
    return Cheapest(*(np.concatenate(column) for column in columns))


class Leaves:
    """An index of doors for `cheapest`. `walk(chord)` must grow with its argument."""

    def __init__(self, points: Floats, rows: Ints, walk: Callable[[Floats], Floats]):
        """`rows`: those of `points` to index, in the order of `neighbours_in_order`."""
        count = -(-len(rows) // LEAF)
        padded = np.full(count * LEAF, -1)
        padded[: len(rows)] = rows
        self.rows, self.walk = padded.reshape(count, LEAF), walk
        here, real = points[self.rows], (self.rows >= 0)[..., None]
        self.centres = (here * real).sum(axis=1) / real.sum(axis=1)
        self.radii = np.sqrt((((here - self.centres[:, None]) ** 2) * real).sum(axis=2).max(axis=1))
        self.sides = [np.ascontiguousarray(here[..., side]) for side in range(3)]

    def cheapest(
        self,
        points: Floats,
        prices: Floats,
        *,
        count: int,
        below: Floats,
        reach: Floats,
        reaches: Floats,
        exact: bool,
        refused: Callable[[Ints, Ints], Bools] | None = None,
    ) -> Cheapest:
        """For each point the `count` doors of least walk + price, less than `below`, within both sides' reach.

        Not `exact`: only among the LOOK most promising leaves. `refused(points, doors)`: pairs that must not meet.
        """
        priced, reaching = np.append(prices, np.inf)[self.rows], np.append(reaches, -1.0)[self.rows]
        step = max(1, AT_ONCE // max(1, len(self.rows)))
        found = [(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0))]
        for start in range(0, len(points), step):
            part = slice(start, start + step)
            barred = refused and (lambda point, door, start=start: refused(start + point, door))
            opened = _Opened(
                self, points[part], priced, reaching, reach[part], below[part].copy(), count, barred
            )
            found += [(start + point, door, cost) for point, door, cost in opened.search(exact)]
        return _first(*(np.concatenate(column) for column in zip(*found, strict=True)), count)

    def bounds(self, points: Floats, priced: Floats) -> Floats:
        """No door of the leaf costs the point less."""
        squared = (
            (points**2).sum(axis=1)[:, None] + (self.centres**2).sum(axis=1) - 2 * points @ self.centres.T
        )
        chord = np.sqrt(np.maximum(squared, 0)) - self.radii - ROUNDING
        return self.walk(np.maximum(chord, 0)) + priced.min(axis=1)


class _Opened:
    """One stretch of points looking through the leaves."""

    def __init__(
        self,
        leaves: Leaves,
        points: Floats,
        priced: Floats,
        reaching: Floats,
        reach: Floats,
        below: Floats,
        count: int,
        refused: Callable[[Ints, Ints], Bools] | None,
    ):
        self.leaves, self.points, self.priced, self.reaching = leaves, points, priced, reaching
        self.reach, self.below, self.count, self.refused = reach, below, count, refused

    def search(self, exact: bool) -> list[tuple[Ints, Ints, Floats]]:
        many, leaf_count = len(self.points), len(self.leaves.rows)
        bounds = self.leaves.bounds(self.points, self.priced)
        look = min(LOOK, leaf_count)
        if look < leaf_count:
            first = np.argpartition(bounds, look - 1, axis=1)[:, :look]
        else:
            first = np.broadcast_to(np.arange(leaf_count), (many, leaf_count))
        point = np.repeat(np.arange(many), look)
        costs = self._costs(point, first.ravel())
        each = costs.reshape(many, -1)
        if each.shape[1] > self.count:
            enough = np.partition(each, self.count - 1, axis=1)[:, self.count - 1]
            self.below = np.minimum(self.below, np.nextafter(enough, np.inf))
        found = [self._kept(point, first.ravel(), costs)]
        if exact and look < leaf_count:
            np.put_along_axis(bounds, first, np.inf, axis=1)
            point, leaf = np.nonzero(bounds < self.below[:, None])
            for start in range(0, len(point), AT_ONCE // LEAF):
                pair = point[start : start + AT_ONCE // LEAF], leaf[start : start + AT_ONCE // LEAF]
                found.append(self._kept(*pair, self._costs(*pair)))
        return found

    def _costs(self, point: Ints, leaf: Ints) -> Floats:
        squared = np.zeros((len(point), LEAF))
        for side, place in enumerate(self.leaves.sides):
            off = place[leaf] - self.points[point, side, None]
            off *= off
            squared += off
        chord = np.sqrt(squared, out=squared)
        reach = np.minimum(self.reach[point][:, None], self.reaching[leaf])
        costs = self.leaves.walk(chord) + self.priced[leaf]
        costs[chord > reach] = np.inf
        if self.refused:
            row, place = np.nonzero(costs < self.below[point][:, None])
            barred = self.refused(point[row], self.leaves.rows[leaf[row], place])
            costs[row[barred], place[barred]] = np.inf
        return costs

    def _kept(self, point: Ints, leaf: Ints, costs: Floats) -> tuple[Ints, Ints, Floats]:
        row, place = np.nonzero(costs < self.below[point][:, None])
        return point[row], self.leaves.rows[leaf[row], place], costs[row, place]


def _first(point: Ints, door: Ints, cost: Floats, count: int) -> Cheapest:
    order = np.lexsort((door, cost, point))
    point, door, cost = point[order], door[order], cost[order]
    kept = np.arange(len(point)) - np.searchsorted(point, point) < count
    return Cheapest(point[kept], door[kept], cost[kept])
