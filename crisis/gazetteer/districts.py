"""The name of the district a masked cell lies in: as exact as the desk shows a place without a reason."""

from functools import lru_cache

from django.utils.translation import gettext as _
from shapely.geometry import Point, Polygon

from crisis.gazetteer.outlines import outlines
from crisis.ground import grid

NEAR_DEGREES = 0.0005


def district_of(cell: str) -> str:
    """ "Paris 10", "Saint-Denis"…, read from the cell's centre, never from the exact point."""
    return _named(cell) or _("outside the known districts")


@lru_cache(maxsize=20_000)
def _named(cell: str) -> str:
    lat, lon = grid.centre(cell)
    box = (lat - NEAR_DEGREES, lon - NEAR_DEGREES, lat + NEAR_DEGREES, lon + NEAR_DEGREES)
    here = Point(lat, lon)
    around = [(name, Polygon(ring)) for name, ring in outlines(box)]
    holding = [(shape.area, name) for name, shape in around if shape.contains(here)]
    name = min(holding, default=(0, ""))[1]
    return f"Paris {name}" if name.isdecimal() else name  # arrondissements are kept as their number
