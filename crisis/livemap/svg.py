"""The map drawn on the server: hexagons over district outlines, for pages without JavaScript."""

from collections.abc import Iterable
from math import cos, radians
from typing import NamedTuple
from xml.sax.saxutils import escape

from crisis.gazetteer.outlines import outlines
from crisis.ground import grid
from crisis.livemap.layers import BBox

WIDTH = 720
MARGIN = 0.15  # of the shown cells' extent, on each side
LEAST_DEGREES = 0.08
FILLS = ("#cfe5d8", "#8cc3a4", "#3f9168", "#0a5c36")
INKS = ("#111417", "#111417", "#fff", "#fff")


class Cell(NamedTuple):
    cell: str
    label: str
    level: int  # 0 pale … 3 dark


def draw(cells: list[Cell], *, centre: tuple[float, float], title: str, dots: Iterable = ()) -> str:
    """An SVG of the cells. `dots`: (lat, lon, label) of public points; `centre` is shown where nothing else is."""
    bbox = _bbox([point for cell in cells for point in grid.boundary(cell.cell)] or [centre])
    sheet = _Sheet(bbox)
    parts = [sheet.outline(name, ring) for name, ring in outlines(bbox)]
    parts += [sheet.hexagon(cell) for cell in cells]
    parts += [sheet.dot(*dot) for dot in dots]
    return sheet.wrap(title, parts)


def _bbox(points: list[tuple[float, float]]) -> BBox:
    south, north = _widened([lat for lat, _ in points])
    west, east = _widened([lon for _, lon in points])
    return south, west, north, east


def _widened(degrees: list[float]) -> tuple[float, float]:
    low, high = min(degrees), max(degrees)
    around = max((high - low) * MARGIN, (LEAST_DEGREES - (high - low)) / 2)
    return low - around, high + around


class _Sheet:
    """Degrees to whole pixels: equirectangular, true at the middle latitude."""

    def __init__(self, bbox: BBox):
        south, self.west, self.north, east = bbox
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

    def outline(self, name: str, ring: list[tuple[float, float]]) -> str:
        return f'<path d="{self.path(ring)}" fill="#fbfbf8" stroke="#98a2ab"><title>{escape(name)}</title></path>'

    def hexagon(self, cell: Cell) -> str:
        x, y = self.at(*grid.centre(cell.cell))
        level = max(0, min(cell.level, len(FILLS) - 1))
        shape = f'<path d="{self.path(grid.boundary(cell.cell))}" fill="{FILLS[level]}" stroke="#0a5c36"/>'
        words = escape(cell.label)
        return f'{shape}<text x="{x}" y="{y + 4}" fill="{INKS[level]}" text-anchor="middle">{words}</text>'

    def dot(self, lat: float, lon: float, label: str) -> str:
        x, y = self.at(lat, lon)
        house = f"M{x - 7} {y + 7}V{y - 2}L{x} {y - 8}L{x + 7} {y - 2}V{y + 7}Z"
        return f'<path d="{house}" fill="#0b4f9e" stroke="#fff"><title>{escape(label)}</title></path>'

    def wrap(self, title: str, parts: list[str]) -> str:
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 {WIDTH} {self.height}" '
            f'width="{WIDTH}" height="{self.height}" font-family="system-ui,sans-serif" font-size="12">'
            f'<title>{escape(title)}</title><rect width="100%" height="100%" fill="#e9edf0"/>'
            f"{''.join(parts)}</svg>"
        )
