"""The perimeter as a picture with its area, so that a coordinator sees what they declare before anybody else does."""

from math import cos, pi, radians, sin
from xml.sax.saxutils import escape

from shapely.geometry import shape

from crisis.activation.models import Crisis
from crisis.gazetteer.outlines import outlines
from crisis.gazetteer.sheet import WIDTH, Sheet, box_around

METRES_PER_DEGREE = 111_320
CORNERS = 72  # of the drawn circle
SIZE, LETTER = 19, 10.5  # of a name, in pixels of the sheet: on a phone it is half as large
SCALES = [n * 10**e for e in range(2, 6) for n in (1, 2, 5)]  # metres

Ring = list[tuple[float, float]]


def square_kilometres(crisis: Crisis) -> float:
    """The area inside the circle or the drawn shape; flat earth at its latitude, right to a percent."""
    if not crisis.polygon:
        return pi * (crisis.radius_m or 0) ** 2 / 1e6
    drawn = shape(crisis.polygon)
    return drawn.area * cos(radians(drawn.centroid.y)) * (METRES_PER_DEGREE / 1000) ** 2


def rings_of(crisis: Crisis) -> list[Ring]:
    """Outer rings as (lat, lon): of the drawn shape, else of the circle."""
    if not crisis.polygon:
        return [_circle(crisis.lat, crisis.lon, crisis.radius_m or 0)]
    drawn = crisis.polygon["coordinates"]
    polygons = [drawn] if crisis.polygon["type"] == "Polygon" else drawn
    return [[(point[1], point[0]) for point in polygon[0]] for polygon in polygons]


def _circle(lat: float, lon: float, metres: int) -> Ring:
    north = metres / METRES_PER_DEGREE
    east = north / max(0.01, cos(radians(lat)))
    turns = [2 * pi * corner / CORNERS for corner in range(CORNERS)]
    return [(lat + north * sin(turn), lon + east * cos(turn)) for turn in turns]


def draw_perimeter(crisis: Crisis, *, title: str) -> str:
    """An SVG: districts with their names where these fit, the perimeter, its centre, and a scale."""
    rings = rings_of(crisis)
    sheet = Sheet(box_around([point for ring in rings for point in ring]))
    inside = "".join(sheet.path(ring) for ring in rings)
    x, y = sheet.at(crisis.lat, crisis.lon)
    shown = f'<path d="{inside}" fill="#b3261e" fill-opacity=".18" stroke="#b3261e" stroke-width="3"/>'
    centre = f'<circle cx="{x}" cy="{y}" r="6" fill="#b3261e" stroke="#fff" stroke-width="2"/>'
    return sheet.wrap(title, [*sheet.background(), shown, *names(sheet), centre, scale(sheet)])


def names(sheet: Sheet) -> list[str]:
    """Of districts wide enough to hold theirs."""
    words = []
    for name, ring in outlines(sheet.box):
        xs, ys = zip(*(sheet.at(lat, lon) for lat, lon in ring), strict=True)
        x, y = (min(xs) + max(xs)) // 2, (min(ys) + max(ys)) // 2
        if max(xs) - min(xs) > len(name) * LETTER and 0 < x < WIDTH and 0 < y < sheet.height:
            start = f'<text x="{x}" y="{y + SIZE // 3}" font-size="{SIZE}" text-anchor="middle" fill="#333">'
            words.append(f"{start}{escape(name)}</text>")
    return words


def scale(sheet: Sheet) -> str:
    """A bar of a round length, at most a quarter of the sheet."""
    pixels_a_metre = sheet.y_scale / METRES_PER_DEGREE
    metres = max((m for m in SCALES if m * pixels_a_metre <= WIDTH / 4), default=SCALES[0])
    long, y = round(metres * pixels_a_metre), sheet.height - 14
    said = f"{metres // 1000} km" if metres >= 1000 else f"{metres} m"
    bar = f'<path d="M12 {y - 5}V{y}H{12 + long}V{y - 5}" fill="none" stroke="#111417" stroke-width="2"/>'
    return f'{bar}<text x="18" y="{y - 8}" font-size="{SIZE}" fill="#111417">{said}</text>'
