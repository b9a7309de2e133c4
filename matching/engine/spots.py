"""Neighbourhoods on the H3 grid, safe at the twelve pentagons and across the antimeridian.

A `spot` is the H3 cell of SPOT as an integer. Those within one coarser cell are one run of integers, whatever the
coarser resolution: one indexed column answers for a crowded street and for an empty plain.
"""

from functools import lru_cache

from h3 import H3FailedError, H3PentagonError
from h3.api import basic_int as h3

from .ground import SPHERE

Run = tuple[int, int]  # first and last spot
Point = tuple[float, float]  # lat, lon

SPOT = 11  # about 2,000 m²: what the desk's map is drawn from
COARSEST = 2
# Average edges: no spot is farther from the centre of its cell (1.14 found, near pentagons).
LARGEST_CELL = 1.16
CELLS_ACROSS = 0.4  # edges in a distance at least: finer cells follow its circle better, in more runs

_DIGIT_BITS, _DIGITS, _RESOLUTION_SHIFT = 3, 15, 52
_ONE_SPOT = 1 << _DIGIT_BITS * (_DIGITS - SPOT)
_EDGES = {r: h3.average_hexagon_edge_length(r, unit="m") for r in range(SPOT + 1)}


def spot_of(lat: float, lon: float) -> int:
    """The cell of SPOT that holds a point (WGS 84 degrees); fits a signed 64-bit column."""
    return h3.latlng_to_cell(lat, lon, SPOT)


def spots_near(lat: float, lon: float, metres: float) -> list[Run]:
    """Runs (first, last) of spots, sorted and apart: whatever is within `metres` of the point has a spot in one.

    Cells are as large as the distance, so that there are a dozen of them at most.
    """
    point, resolution = (lat, lon), _resolution_for(metres)
    within = SPHERE * metres + LARGEST_CELL * _EDGES[resolution]
    home = h3.cell_to_parent(spot_of(lat, lon), resolution)
    runs, k = [_run(home, resolution)], 1
    # Whoever leaves a ring of cells walks through one of them: a ring out of reach shuts off everything beyond.
    while near := [run for run, middle in _ring(home, k) if _metres(point, middle) <= within]:
        runs += near
        k += 1
    return _joined(sorted(runs))


def spots_around(spot: int, metres: float) -> Run:
    """The run of spots that share with this one a cell some `metres` wide: near it, but not all that is near."""
    wide = next((r for r in range(SPOT, COARSEST, -1) if _EDGES[r] >= metres), COARSEST)
    return _run(h3.cell_to_parent(spot, wide), wide)


def _resolution_for(metres: float) -> int:
    return next((r for r in range(COARSEST, SPOT) if metres >= CELLS_ACROSS * _EDGES[r]), SPOT)


def _metres(point: Point, other: Point) -> float:
    return h3.great_circle_distance(point, other, unit="m")


def _run(cell: int, resolution: int) -> Run:
    """The spots that descend from a cell: its number, with any digits for the resolutions in between."""
    inner = ((1 << _DIGIT_BITS * (SPOT - resolution)) - 1) * _ONE_SPOT
    spot = cell & ~(0xF << _RESOLUTION_SHIFT) | SPOT << _RESOLUTION_SHIFT
    return spot & ~inner, spot | inner


def _joined(runs: list[Run]) -> list[Run]:
    found = [runs[0]]
    for first, last in runs[1:]:
        if first <= found[-1][1] + _ONE_SPOT:
            found[-1] = (found[-1][0], last)
        else:
            found.append((first, last))
    return found


@lru_cache(maxsize=4_096)
def _ring(centre: int, k: int) -> tuple[tuple[Run, Point], ...]:
    """The cells k steps away, each as its run and its middle."""
    resolution = h3.get_resolution(centre)
    return tuple((_run(cell, resolution), h3.cell_to_latlng(cell)) for cell in _steps_away(centre, k))


def _steps_away(centre: int, k: int) -> set[int]:
    try:
        return set(h3.grid_ring(centre, k))
    except (H3PentagonError, H3FailedError):  # the fast walk trips over a pentagon; the disk does not
        return set(h3.grid_disk(centre, k)) - set(h3.grid_disk(centre, k - 1))
