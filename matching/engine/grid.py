"""Neighbourhoods on the H3 grid, safe at the twelve pentagons and across the antimeridian."""

from collections.abc import Iterator
from math import sqrt

import h3

RESOLUTION = 8


def rings(lat: float, lon: float, *, resolution: int = RESOLUTION, max_k: int) -> Iterator[set[str]]:
    """The H3 cell of the point, then each ring around it up to `max_k`; no cell comes twice."""
    centre = h3.latlng_to_cell(lat, lon, resolution)
    for k in range(max_k + 1):
        yield _ring(centre, k)


def reach_metres(lat: float, lon: float, k: int, *, resolution: int = RESOLUTION) -> float:
    """Anything nearer than this lies within `k` rings, wherever in its cell the point is.

    On a regular grid of edge e, cells outside ring k are at least e(1.5k - 0.5) away; a tenth is taken off
    for H3's distortion.
    """
    centre = h3.latlng_to_cell(lat, lon, resolution)
    here = h3.cell_to_latlng(centre)
    around = (h3.cell_to_latlng(cell) for cell in _ring(centre, 1))
    spacing = min(h3.great_circle_distance(here, there, unit="m") for there in around)
    return max(0.0, 0.9 * spacing / sqrt(3) * (1.5 * k - 0.5))


def _ring(centre: str, k: int) -> set[str]:
    try:
        return set(h3.grid_ring(centre, k))
    except (h3.H3PentagonError, h3.H3FailedError):  # the fast walk trips over a pentagon; the disk does not
        return set(h3.grid_disk(centre, k)) - set(h3.grid_disk(centre, k - 1) if k else ())
