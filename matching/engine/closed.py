"""Areas nobody is sent into, out of or through. Degrees, WGS 84.

A way is the straight line on the map of degrees: over 5 km it strays from the geodesic by less than a metre at the
latitude of Paris (d²/8R · tan φ). To touch the edge is to go through it.
"""

from collections.abc import Iterable, Iterator, Mapping
from threading import Lock

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.affinity import translate
from shapely.geometry import MultiPolygon, Polygon, shape

Point = tuple[float, float]  # lat, lon


class ClosedAreas:
    """Closed areas, made from GeoJSON Polygons and MultiPolygons, longitude first; a longitude may run past ±180.

    Never changes once made, and any number of threads may ask. Raises ValueError for any other geometry.
    """

    __slots__ = ("_asking", "_boxes", "_parts")

    def __init__(self, polygons: Iterable[Mapping]) -> None:
        self._parts = tuple(
            copy for polygon in polygons for part in _parts(polygon) for copy in _copies(part)
        )
        self._boxes = tuple(part.bounds for part in self._parts)  # west, south, east, north
        shapely.prepare(self._parts)
        self._asking = Lock()  # two threads that ask one prepared geometry end the process: libgeos/geos#825

    def __bool__(self) -> bool:
        return bool(self._parts)

    def holds(self, lat: float, lon: float) -> bool:
        """Is the point inside, or on the edge?"""
        with self._asking:
            return any(bool(shapely.intersects_xy(part, lon, lat)) for part in self._parts)

    def between(self, a: Point, b: Point) -> bool:
        """Does the way from `a` to `b` touch a closed area? Both ends belong to it."""
        return bool(self._parts) and bool(self.crossed(np.array([a], float), np.array([b], float))[0])

    def crossed(self, froms: NDArray, tos: NDArray) -> NDArray[np.bool_]:
        """`between` for each pair of rows of two (n, 2) arrays of lat, lon."""
        starts, ends = _ways(froms, tos)
        found = np.zeros(len(starts), dtype=bool)
        low, high = np.minimum(starts, ends), np.maximum(starts, ends)
        for part, (west, south, east, north) in zip(self._parts, self._boxes, strict=True):
            across = (low[:, 0] <= east) & (high[:, 0] >= west)
            near = ~found & across & (low[:, 1] <= north) & (high[:, 1] >= south)
            with self._asking:
                found[near] = _touched(part, starts[near], ends[near])
        return found


def _parts(polygon: Mapping) -> list[Polygon]:
    try:
        drawn = shape(polygon)
    except (AttributeError, KeyError, TypeError, IndexError, shapely.errors.ShapelyError) as wrong:
        raise ValueError("not a polygon") from wrong
    if not isinstance(drawn, Polygon | MultiPolygon):
        raise ValueError("not a polygon")
    return [part for part in shapely.get_parts(drawn) if not part.is_empty]


def _copies(part: Polygon) -> Iterator[Polygon]:
    """The part as it looks from either side of the antimeridian."""
    for turn in (-360, 0, 360):
        copy = translate(part, xoff=turn)
        west, _south, east, _north = copy.bounds
        if west <= 360 and east >= -360:
            yield copy


def _ways(froms: NDArray, tos: NDArray) -> tuple[NDArray, NDArray]:
    """Starts and ends as lon, lat; an end beyond the antimeridian is told past ±180, so that the way is short."""
    starts = np.asarray(froms, float).reshape(-1, 2)[:, ::-1]
    ends = np.asarray(tos, float).reshape(-1, 2)[:, ::-1].copy()
    gap = ends[:, 0] - starts[:, 0]
    ends[:, 0] += 360.0 * ((gap < -180).astype(int) - (gap > 180).astype(int))
    return starts, ends


def _touched(part: Polygon, starts: NDArray, ends: NDArray) -> NDArray[np.bool_]:
    """A line without length is no line to every library, so both ends are asked for themselves."""
    inside = shapely.intersects_xy(part, starts[:, 0], starts[:, 1])
    inside |= shapely.intersects_xy(part, ends[:, 0], ends[:, 1])
    lines = shapely.linestrings(np.stack((starts, ends), axis=1))
    return inside | shapely.intersects(part, lines)


NONE_CLOSED = ClosedAreas(())
