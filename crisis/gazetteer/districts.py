"""The name of the district a masked cell lies in: as exact as the desk shows a place without a reason."""

from functools import lru_cache

from django.utils.translation import gettext as _
from shapely.geometry import Point, Polygon

from crisis.gazetteer.outlines import outlines
from crisis.ground import grid

NEAR_DEGREES = 0.0005
AROUND_DEGREES = 0.7  # of a crisis: about 50 km


def district_of(cell: str) -> str:
    """ "Paris 10", "Saint-Denis"…, read from the cell's centre, never from the exact point."""
    return _named(cell) or _("outside the known districts")


@lru_cache(maxsize=4_000)
def middle_of(district: str, near: tuple[float, float]) -> str:
    """The masked cell in the middle of the district called so, the nearest to `near` (degrees); "" where none is."""
    lat, lon = near
    box = (lat - AROUND_DEGREES, lon - AROUND_DEGREES, lat + AROUND_DEGREES, lon + AROUND_DEGREES)
    middles = [Polygon(ring).centroid for name, ring in outlines(box) if _as_said(name) == district]
    points = [(middle.x, middle.y) for middle in middles]
    return grid.cell(*min(points, key=lambda point: grid.metres(point, near))) if points else ""


@lru_cache(maxsize=20_000)
def _named(cell: str) -> str:
    lat, lon = grid.centre(cell)
    box = (lat - NEAR_DEGREES, lon - NEAR_DEGREES, lat + NEAR_DEGREES, lon + NEAR_DEGREES)
    here = Point(lat, lon)
    around = [(name, Polygon(ring)) for name, ring in outlines(box)]
    holding = [(shape.area, name) for name, shape in around if shape.contains(here)]
    return _as_said(min(holding, default=(0, ""))[1])


def _as_said(name: str) -> str:
    return f"Paris {name}" if name.isdecimal() else name  # arrondissements are kept as their number
