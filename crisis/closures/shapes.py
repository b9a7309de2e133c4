"""What a draft draws: its outline, its middle, its size, and the cells in which to look. Pure; degrees, metres."""

from math import ceil, cos, pi, radians, sin, sqrt
from typing import NamedTuple

import h3
import shapely
from shapely.geometry import mapping, shape

from crisis.closures.drafts import ClosureDraft
from crisis.ground import grid

METRES_PER_DEGREE = 111_320
CORNERS = 72  # of a circle

Ring = list[tuple[float, float]]


class Shape(NamedTuple):
    """`area`: GeoJSON; `lat`, `lon`: a point in it; `cells`: all of the grid that touch it, or more."""

    area: dict
    lat: float
    lon: float
    cells: list[str]


def shape_of(draft: ClosureDraft) -> Shape:
    """Of a draft that the rules have nothing against."""
    if draft.polygon is None:
        return Shape(_circle(draft), draft.lat, draft.lon, _cells_around(draft))
    drawn = shapely.force_2d(shape(draft.polygon))
    middle = drawn.representative_point()
    return Shape(_plain(drawn), middle.y, middle.x, _cells_in(drawn))


def widened(area: dict, metres: float) -> dict:
    """The area with all that lies within so many metres of it, and a little more to the north and south."""
    drawn = shape(area)
    furthest = max(abs(drawn.bounds[1]), abs(drawn.bounds[3]))
    return _plain(drawn.buffer(metres / METRES_PER_DEGREE / max(0.01, cos(radians(furthest)))))


def square_kilometres(area: dict) -> float:
    """Flat earth at its own latitude, right to a percent."""
    drawn = shape(area)
    return drawn.area * cos(radians(drawn.centroid.y)) * (METRES_PER_DEGREE / 1000) ** 2


def around(area: dict) -> dict:
    """The upright box around it."""
    return _plain(shapely.box(*shape(area).bounds))


def rings_of(area: dict) -> list[Ring]:
    """Outer rings as (lat, lon), to be drawn."""
    drawn = area["coordinates"]
    polygons = [drawn] if area["type"] == "Polygon" else drawn
    return [[(point[1], point[0]) for point in polygon[0]] for polygon in polygons]


def _circle(draft: ClosureDraft) -> dict:
    """The polygon just around the circle: no edge of it cuts a corner off."""
    north = draft.radius_m / cos(pi / CORNERS) / METRES_PER_DEGREE
    east = north / max(0.01, cos(radians(draft.lat)))
    turns = [2 * pi * (corner % CORNERS) / CORNERS for corner in range(CORNERS + 1)]
    ring = [(round(draft.lon + east * cos(t), 6), round(draft.lat + north * sin(t), 6)) for t in turns]
    return {"type": "Polygon", "coordinates": [[list(point) for point in ring]]}


def _cells_around(draft: ClosureDraft) -> list[str]:
    apart = sqrt(3) * h3.average_hexagon_edge_length(grid.MASK, unit="m")
    rings = ceil(1.3 * draft.radius_m / apart) + 1  # cells are up to a quarter smaller than on average
    return sorted(grid.neighbourhood(grid.cell(draft.lat, draft.lon), rings))


def _cells_in(drawn) -> list[str]:
    of = h3.geo_to_h3shape(mapping(drawn))
    return sorted(h3.h3shape_to_cells_experimental(of, grid.MASK, contain="overlap"))


def _plain(drawn) -> dict:
    """As JSON keeps it: lists, no tuples."""
    told = mapping(drawn)
    return {"type": told["type"], "coordinates": _lists(told["coordinates"])}


def _lists(coordinates):
    return [_lists(each) for each in coordinates] if isinstance(coordinates, tuple | list) else coordinates
