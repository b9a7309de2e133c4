"""A sheet of map drawn on the server: district outlines as SVG, for pages without JavaScript."""

from collections.abc import Iterable
from math import cos, radians
from xml.sax.saxutils import escape

from crisis.gazetteer.outlines import outlines

Box = tuple[float, float, float, float]  # south, west, north, east, degrees

WIDTH = 720
MARGIN = 0.15  # of the shown points' extent, on each side
LEAST_DEGREES = 0.08


def box_around(points: list[tuple[float, float]], *, least: float = LEAST_DEGREES) -> Box:
    """A box with some margin around (lat, lon) points, `least` degrees wide and high at least."""
    south, north = _widened([lat for lat, _ in points], least)
    west, east = _widened([lon for _, lon in points], least)
    return south, west, north, east


def _widened(degrees: list[float], least: float) -> tuple[float, float]:
    low, high = min(degrees), max(degrees)
    around = max((high - low) * MARGIN, (least - (high - low)) / 2)
    return low - around, high + around


class Sheet:
    """Degrees to whole pixels: equirectangular, true at the middle latitude."""

    def __init__(self, box: Box):
        self.box = box
        south, self.west, self.north, east = box
        squeeze = cos(radians((south + self.north) / 2))
        self.x_scale = WIDTH / (east - self.west)
        self.y_scale = self.x_scale / squeeze
        self.height = min(round((self.north - south) * self.y_scale), 2 * WIDTH)

    def at(self, lat: float, lon: float) -> tuple[int, int]:
        return round((lon - self.west) * self.x_scale), round((self.north - lat) * self.y_scale)

    def path(self, ring: Iterable[tuple[float, float]]) -> str:
        points: list[tuple[int, int]] = []
        for lat, lon in ring:
            if (point := self.at(lat, lon)) != (points[-1] if points else None):
                points.append(point)
        return "M" + "L".join(f"{x} {y}" for x, y in points) + "Z"

    def background(self) -> list[str]:
        """The outlines of the districts that touch this sheet."""
        return [self._outline(name, ring) for name, ring in outlines(self.box)]

    def _outline(self, name: str, ring: list[tuple[float, float]]) -> str:
        return f'<path d="{self.path(ring)}" fill="#fbfbf8" stroke="#98a2ab"><title>{escape(name)}</title></path>'

    def wrap(self, title: str, parts: list[str]) -> str:
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 {WIDTH} {self.height}" '
            f'width="{WIDTH}" height="{self.height}" font-family="system-ui,sans-serif" font-size="12">'
            f'<title>{escape(title)}</title><rect width="100%" height="100%" fill="#e9edf0"/>'
            f"{''.join(parts)}</svg>"
        )
