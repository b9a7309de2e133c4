"""The nearest doors by runs of spots are the nearest doors, wherever on Earth and however wrong the first guess."""

from bisect import bisect_left, bisect_right

import h3
import pytest
from geopy.distance import distance, geodesic
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.engine.ground import box_around, metres_from
from matching.engine.nearest import nearest
from matching.engine.spots import SPOT, spot_of, spots_around, spots_near

PENTAGONS = [h3.cell_to_latlng(cell) for size in (5, 8, SPOT) for cell in h3.get_pentagons(size)]
EDGES = [(0.0, 180.0), (-16.8, 179.999), (65.0, -180.0), (90.0, 0.0), (-90.0, 45.0)]

anywhere = st.tuples(st.floats(-90, 90), st.floats(-180, 180))
awkward = st.sampled_from(PENTAGONS + EDGES)
points = anywhere | awkward
wide = st.sampled_from([30.0, 200.0, 1_500.0, 9_000.0])


class Town:
    """Doors sorted by spot, as the database's index has them. `reads`: the runs that were asked for."""

    def __init__(self, doors):
        self.doors = sorted((spot_of(*door), pk, *door) for pk, door in enumerate(doors))
        self.reads = []

    def stand_in(self, runs, box):
        self.reads.append(runs)
        spots = [door[0] for door in self.doors]
        read = [
            door[1:]
            for first, last in runs
            for door in self.doors[bisect_left(spots, first) : bisect_right(spots, last)]
        ]
        return [door for door in read if is_inside(box, *door[1:])]


def is_inside(box, lat, lon):
    return box.south <= lat <= box.north and box.west <= lon <= box.east


def scattered(point, ways):
    there = (distance(meters=metres).destination(point, bearing) for metres, bearing in ways)
    return [(each.latitude, each.longitude) for each in there]


crowds = wide.flatmap(
    lambda metres: st.lists(st.tuples(st.floats(0, metres), st.floats(0, 360)), min_size=1, max_size=40)
)


@settings(max_examples=150, deadline=None)
@given(points, crowds, st.integers(1, 12), st.floats(1, 10_000), st.floats(100, 12_000))
def test_they_are_those_that_a_walk_over_all_doors_finds(point, ways, count, likely, farthest):
    doors = scattered(point, ways)
    metres_to = metres_from(*point)
    walked = sorted((metres_to(*door), pk) for pk, door in enumerate(doors))
    expected = [each for each in walked if each[0] <= farthest][:count]
    town = Town(doors)
    assert nearest(*point, town.stand_in, count=count, likely=likely, farthest=farthest) == expected


@settings(max_examples=200, deadline=None)
@given(points, st.floats(0, 360), st.floats(0, 0.999), st.floats(1, 30_000))
def test_whatever_is_within_the_circle_has_its_spot_in_a_run(point, bearing, part, metres):
    ((lat, lon),) = scattered(point, [(metres * part, bearing)])
    runs = spots_near(*point, metres)
    assert any(first <= spot_of(lat, lon) <= last for first, last in runs)
    assert all(run[1] < after[0] for run, after in zip(runs, runs[1:], strict=False)), "sorted and apart"


@settings(max_examples=200, deadline=None)
@given(points, st.floats(0, 360), st.floats(0, 0.999), st.floats(1, 5_000_000))
def test_whatever_is_within_the_circle_is_in_the_box_around_it(point, bearing, part, metres):
    ((lat, lon),) = scattered(point, [(metres * part, bearing)])
    assert is_inside(box_around(*point, metres), lat, lon)


def test_the_box_is_hardly_wider_than_the_circle():
    south, north, west, east = box_around(48.8674, 2.3636, 1_000)
    for far, off in ((north - 48.8674, 111_200), (2.3636 - west, 73_250)):
        assert 1_000 <= far * off <= 1_020
    assert (north - south, east - west) == pytest.approx((2 * (north - 48.8674), 2 * (2.3636 - west)))


@settings(max_examples=150, deadline=None)
@given(points, st.floats(0, 360), st.floats(0, 25_000))
def test_metres_are_the_geodesic_ones(point, bearing, metres):
    ((lat, lon),) = scattered(point, [(metres, bearing)])
    assert abs(metres_from(*point)(lat, lon) - geodesic(point, (lat, lon)).meters) < 0.001


@settings(max_examples=200, deadline=None)
@given(points)
def test_no_point_is_farther_from_its_cells_centre_than_the_runs_allow_for(point):
    spot = h3.latlng_to_cell(*point, SPOT)
    for resolution in range(3, SPOT):
        centre = h3.cell_to_latlng(h3.cell_to_parent(spot, resolution))
        edge = h3.average_hexagon_edge_length(resolution, unit="m")
        assert h3.great_circle_distance(point, centre, unit="m") < 1.16 * edge


def test_a_good_guess_is_one_read_and_a_few_runs_however_wide_the_circle():
    here = (48.8674, 2.3636)
    for metres in (20, 100, 700, 5_000):
        town = Town(scattered(here, [(metres * n / 10, 36.0 * n) for n in range(10)]))
        assert len(nearest(*here, town.stand_in, count=10, likely=metres, farthest=9_000)) == 10
        assert len(town.reads) == 1 and len(town.reads[0]) <= 12


def test_an_empty_plain_is_read_in_a_few_steps():
    town = Town([])
    assert nearest(48.8674, 2.3636, town.stand_in, count=10, likely=20, farthest=5_000) == []
    assert len(town.reads) <= 6


def test_the_spots_around_share_a_cell_with_their_own():
    here = spot_of(48.8674, 2.3636)
    first, last = spots_around(here, 3_000)
    assert first <= here <= last
    assert (
        h3.great_circle_distance((48.8674, 2.3636), h3.cell_to_latlng(h3.int_to_str(first)), unit="m")
        < 10_000
    )
