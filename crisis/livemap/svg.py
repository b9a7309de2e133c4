"""The map drawn on the server: hexagons over district outlines, for pages without JavaScript."""

from collections.abc import Iterable
from typing import NamedTuple
from xml.sax.saxutils import escape

from crisis.closures.drawing import on_sheet
from crisis.closures.shapes import rings_of
from crisis.gazetteer.sheet import Sheet, box_around
from crisis.ground import grid

FILLS = ("#cfe5d8", "#8cc3a4", "#3f9168", "#0a5c36")
INKS = ("#111417", "#111417", "#fff", "#fff")


class Cell(NamedTuple):
    cell: str
    label: str
    level: int  # 0 pale … 3 dark


def draw(
    cells: list[Cell],
    *,
    centre: tuple[float, float],
    title: str,
    dots: Iterable = (),
    areas: Iterable[tuple[dict, str]] = (),
) -> str:
    """An SVG of the cells. `dots`: (lat, lon, label) of public points; `areas`: (GeoJSON, label) of what is closed;
    `centre` is shown where nothing else is.
    """
    corners = [point for cell in cells for point in grid.boundary(cell.cell)]
    corners += [point for area, _label in areas for ring in rings_of(area) for point in ring]
    sheet = Sheet(box_around(corners or [centre]))
    parts = sheet.background()
    parts += [_hexagon(sheet, cell) for cell in cells]
    parts += [on_sheet(sheet, area, label) for area, label in areas]
    parts += [_dot(sheet, *dot) for dot in dots]
    return sheet.wrap(title, parts)


def _hexagon(sheet: Sheet, cell: Cell) -> str:
    x, y = sheet.at(*grid.centre(cell.cell))
    level = max(0, min(cell.level, len(FILLS) - 1))
    shape = f'<path d="{sheet.path(grid.boundary(cell.cell))}" fill="{FILLS[level]}" stroke="#0a5c36"/>'
    words = escape(cell.label)
    return f'{shape}<text x="{x}" y="{y + 4}" fill="{INKS[level]}" text-anchor="middle">{words}</text>'


def _dot(sheet: Sheet, lat: float, lon: float, label: str) -> str:
    x, y = sheet.at(lat, lon)
    house = f"M{x - 7} {y + 7}V{y - 2}L{x} {y - 8}L{x + 7} {y - 2}V{y + 7}Z"
    return f'<path d="{house}" fill="#0b4f9e" stroke="#fff"><title>{escape(label)}</title></path>'
