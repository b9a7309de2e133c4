"""The nearest doors of very many, exactly, by a few indexed reads.

A circle is guessed, read as runs of spots and widened until it holds enough: no door outside is nearer than one inside.
"""

from collections.abc import Callable, Iterable
from math import sqrt

from .ground import Box, box_around, metres_from
from .spots import spots_near

Runs = list[tuple[int, int]]
Standing = tuple[int, float, float]  # a door's id, lat, lon

STEP, LONGEST_STEP = 1.3, 4.0  # how much wider the next circle is than the doors found so far suggest
NEAREST_CIRCLE = 20.0  # metres


def nearest(
    lat: float,
    lon: float,
    stand_in: Callable[[Runs, Box], Iterable[Standing]],
    *,
    count: int,
    likely: float,
    farthest: float,
) -> list[tuple[float, int]]:
    """(metres, id) of the `count` doors nearest to a point, none beyond `farthest` metres; nearest first, then by id.

    `stand_in(runs, box)`: every door whose spot lies in one of the runs (first, last) and whose point in the box, and
    perhaps others. `likely`: in how many metres so many should be found; a wrong guess costs time and never a door.
    """
    metres_to = metres_from(lat, lon)
    radius = min(max(likely, NEAREST_CIRCLE), farthest)
    while True:
        standing = stand_in(spots_near(lat, lon, radius), box_around(lat, lon, radius))
        ways = [(metres_to(there_lat, there_lon), pk) for pk, there_lat, there_lon in standing]
        inside = sorted(way for way in ways if way[0] <= radius)
        if len(inside) >= count or radius >= farthest:
            return inside[:count]
        step = min(LONGEST_STEP, STEP * sqrt(count / max(1, len(inside))))
        radius = min(farthest, radius * step)
