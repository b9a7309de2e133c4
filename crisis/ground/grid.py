"""One grid: H3. The cell is the index, the public mask, the cluster and the address of an update."""

from functools import lru_cache
from math import isfinite

import h3
from shapely import MultiPolygon, Polygon, get_num_coordinates
from shapely.errors import ShapelyError
from shapely.geometry import shape

from matching.engine.ground import geodesic

MASK = 8  # what the public sees: about 0.7 km², 460 m from centre to corner
FINE = 11  # what the desk's map clusters from: about 2,000 m²
COARSEST = 5
MOST_CORNERS = 2_000
WIDEST_DEGREES = 12
SHORTEST_EDGE = 0.75  # of the average: hexagons shrink towards the grid's pentagons
SPHERE_ERROR = 0.006  # of a distance: at most so far is the sphere from the ellipsoid


def cell(lat: float, lon: float, resolution: int = MASK) -> str:
    """The H3 cell that holds a point (WGS 84 degrees)."""
    return h3.latlng_to_cell(lat, lon, resolution)


@lru_cache(maxsize=100_000)
def parent(of: str, resolution: int) -> str:
    """The ancestor of `of` at a coarser or equal resolution."""
    return h3.cell_to_parent(of, resolution)


def children(of: str, resolution: int) -> list[str]:
    """The cells of a finer resolution that `of` is made of."""
    return list(h3.cell_to_children(of, resolution))


def resolution(of: str) -> int:
    return h3.get_resolution(of)


def centre(of: str) -> tuple[float, float]:
    return h3.cell_to_latlng(of)


def boundary(of: str) -> list[tuple[float, float]]:
    """Corners as (lat, lon), anticlockwise, not closed."""
    return list(h3.cell_to_boundary(of))


def neighbourhood(of: str, rings: int) -> set[str]:
    """`of` and everything within `rings` steps."""
    return set(h3.grid_disk(of, rings))


def metres(a: tuple[float, float], b: tuple[float, float]) -> int:
    """Geodesic distance (WGS 84 ellipsoid) between two (lat, lon) points."""
    return round(geodesic(*a, *b))


def cells_of_circle(lat: float, lon: float, radius_m: int) -> list[str]:
    """Cells whose centre lies within `radius_m`, as fine as keeps them below a thousand; never empty."""
    return list(_cells_of_circle(lat, lon, radius_m))


@lru_cache(maxsize=16)  # a crisis is saved more than once
def _cells_of_circle(lat: float, lon: float, radius_m: int) -> tuple[str, ...]:
    resolution = _resolution_for(3.14159 * radius_m**2)
    start = cell(lat, lon, resolution)
    edge = SHORTEST_EDGE * h3.average_hexagon_edge_length(resolution, unit="m")
    rings = int(radius_m / (1.5 * edge)) + 2  # across its corners a ring is no wider
    near = (c for c in h3.grid_disk(start, rings) if _within_metres((lat, lon), centre(c), radius_m))
    return tuple(sorted({start, *near}))


def _within_metres(a: tuple[float, float], b: tuple[float, float], radius_m: int) -> bool:
    """The ellipsoid is asked only where the sphere, fifty times faster, leaves a doubt."""
    rough = h3.great_circle_distance(a, b, unit="m")
    if abs(rough - radius_m) > SPHERE_ERROR * rough:
        return rough < radius_m
    return metres(a, b) <= radius_m


def cells_of_polygon(geojson: dict) -> list[str]:
    """Cells that touch a GeoJSON Polygon or MultiPolygon (RFC 7946). Raises ValueError for anything else.

    Refused before any cell is counted: other shapes, crossing edges, more than MOST_CORNERS corners, and what
    spans more than WIDEST_DEGREES, for a sliver around the globe has no area and a million cells.
    """
    drawn = _polygon(geojson)
    west, south, east, north = drawn.bounds
    resolution = _resolution_for((east - west) * (north - south) * 111_000**2)
    cells = h3.h3shape_to_cells_experimental(h3.geo_to_h3shape(geojson), resolution, contain="overlap")
    if not cells:
        raise ValueError("the polygon covers nothing")
    return sorted(cells)


def _polygon(geojson: dict) -> Polygon | MultiPolygon:
    if not isinstance(geojson, dict) or geojson.get("type") not in ("Polygon", "MultiPolygon"):
        # Nor a Feature, which one library here reads and the other does not.
        raise ValueError("not a polygon")
    try:
        drawn = shape(geojson)
    except (AttributeError, KeyError, TypeError, IndexError, ValueError, ShapelyError) as wrong:
        raise ValueError("not a polygon") from wrong
    if not isinstance(drawn, Polygon | MultiPolygon) or drawn.is_empty:
        raise ValueError("not a polygon")
    if (
        get_num_coordinates(drawn) > MOST_CORNERS
        or not all(map(isfinite, drawn.bounds))
        or not drawn.is_valid
    ):
        raise ValueError("a polygon too intricate or not closed in itself")
    west, south, east, north = drawn.bounds
    on_earth = west >= -180 and east <= 180 and south >= -90 and north <= 90
    if not on_earth or max(east - west, north - south) > WIDEST_DEGREES:
        raise ValueError("a polygon too wide for one crisis")
    return drawn


def within(lat: float, lon: float, cells: frozenset[str] | set[str]) -> bool:
    """Is the point in this set of cells, all of one resolution?"""
    some = next(iter(cells), None)
    return bool(some) and cell(lat, lon, h3.get_resolution(some)) in cells


def _resolution_for(square_metres: float, most: int = 1000) -> int:
    """A crisis is read with every offer and need: four thousand cells would be 70 KB each time."""
    for resolution in (9, 8, 7, 6, 5, 4):
        if square_metres / h3.average_hexagon_area(resolution, unit="m^2") <= most:
            return resolution
    return 3
