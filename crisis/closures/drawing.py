"""An area as a picture, so that a coordinator sees what they close before anybody else does."""

from xml.sax.saxutils import escape

from crisis.activation.perimeter import names, scale
from crisis.closures.shapes import Ring, rings_of
from crisis.gazetteer.sheet import Box, Sheet, box_around

LEAST_DEGREES = 0.03
RED = "#b3001b"


def draw_area(area: dict, *, title: str) -> str:
    """An SVG: districts with their names where these fit, the area, a scale."""
    sheet = Sheet(_box([point for ring in rings_of(area) for point in ring]))
    return sheet.wrap(title, [*sheet.background(), on_sheet(sheet, area), *names(sheet), scale(sheet)])


def _box(points: Ring) -> Box:
    """As `box_around`, no higher than it must be: the buttons stand below the picture."""
    south, west, north, east = box_around(points, least=LEAST_DEGREES)
    lats = [lat for lat, _lon in points]
    spare = max(0.0, (north - south) / 2 - 0.75 * (max(lats) - min(lats)) - LEAST_DEGREES / 6)
    return south + spare, west, north - spare, east


def on_sheet(sheet: Sheet, area: dict, label: str = "") -> str:
    """The area on a sheet of somebody else's."""
    inside = "".join(sheet.path(ring) for ring in rings_of(area))
    said = f"<title>{escape(label)}</title>" if label else ""
    shape = f'd="{inside}" fill="{RED}" fill-opacity=".25" stroke="{RED}" stroke-width="3"'
    return f'<path {shape} stroke-dasharray="6 3">{said}</path>'
