"""Perimeters: cells of circles and polygons, and what is refused before anything is counted."""

import h3
import pytest

from crisis.ground import grid

PARIS = (48.8566, 2.3522)


def polygon(*corners) -> dict:
    return {"type": "Polygon", "coordinates": [[*corners, corners[0]]]}


def test_a_circle_holds_its_centre_and_not_what_lies_outside():
    cells = frozenset(grid.cells_of_circle(*PARIS, 5_000))
    assert grid.within(*PARIS, cells)
    assert not grid.within(48.99, 2.35, cells)


@pytest.mark.parametrize("radius", [300, 5_000, 60_000])
@pytest.mark.parametrize("centre", [PARIS, (-33.9, 18.4), (64.1, -21.9), (0.0, 179.99)])
def test_a_circle_is_measured_on_the_ellipsoid(centre, radius):
    cells = set(grid.cells_of_circle(*centre, radius))
    start = next(iter(cells))
    around = h3.grid_disk(grid.cell(*centre, h3.get_resolution(start)), 40)
    inside = {each for each in around if grid.metres(centre, grid.centre(each)) <= radius}
    assert cells == inside | {grid.cell(*centre, h3.get_resolution(start))}


def test_a_drawn_square_is_covered_by_cells():
    cells = frozenset(grid.cells_of_polygon(polygon((2.3, 48.8), (2.4, 48.8), (2.4, 48.9), (2.3, 48.9))))
    assert grid.within(48.85, 2.35, cells)
    assert not grid.within(48.85, 2.6, cells)
    assert len(cells) < 2_000


@pytest.mark.parametrize(
    "hostile",
    [
        polygon((-170, -80), (170, 80), (170, 80.0000001), (-170, -79.9999999)),
        polygon((0, 0), (60, 0), (60, 60), (0, 60)),
        polygon((2, 48), (3, 49), (3, 48), (2, 49)),
        polygon((2, float("nan")), (3, 49), (3, 48)),
        polygon((2, float("inf")), (3, 49), (3, 48)),
        polygon((500, 48), (501, 49), (501, 48)),
        polygon(*((2 + (i % 2) / 100, 48 + i / 10_000) for i in range(5_000))),
        {"type": "Polygon", "coordinates": []},
        {"type": "Polygon", "coordinates": [[[2, 48]]]},
        {"type": "Point", "coordinates": [2, 48]},
        {"type": "Feature", "geometry": polygon((2.3, 48.8), (2.4, 48.8), (2.4, 48.9))},
        {"type": "Polygon"},
        {"type": "GeometryCollection", "geometries": []},
        {},
        [],
        "x",
    ],
)
def test_a_hostile_shape_is_refused_at_once(hostile, monkeypatch):
    monkeypatch.setattr(h3, "h3shape_to_cells_experimental", pytest.fail)  # before a single cell is counted
    with pytest.raises((ValueError, h3.H3BaseException)):
        grid.cells_of_polygon(hostile)
