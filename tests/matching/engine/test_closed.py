"""Nobody is sent into a closed area, out of one, or through the edge of one."""

import subprocess
import sys
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import LineString, Point, Polygon, mapping

from matching.engine.closed import NONE_CLOSED, ClosedAreas
from matching.engine.places import Door, Party, Refusal, rank, refusals
from matching.engine.why import why_not

NIGHT = datetime(2015, 11, 13, 23, tzinfo=UTC)
# A square of 0.01° around the Bataclan.
SQUARE = [(2.365, 48.858), (2.375, 48.858), (2.375, 48.868), (2.365, 48.868)]
CLOSED = ClosedAreas([mapping(Polygon(SQUARE))])
WEST, INSIDE, EAST = (48.863, 2.355), (48.863, 2.370), (48.863, 2.385)

degrees = st.floats(-1, 1, allow_nan=False)
points = st.tuples(degrees, degrees)
corners = st.lists(points, min_size=3, max_size=6, unique=True)


def door(point: tuple[float, float], number: int = 1) -> Door:
    return Door(
        id=number, lat=point[0], lon=point[1], places_left=4, step_free=True, children=True, pets=True,
        women_only=False, languages=(), open_until=NIGHT + timedelta(hours=9), confirmed_at=NIGHT, verified=True,
        open=True, owner_id=number,
    )  # fmt: skip


def party(point: tuple[float, float]) -> Party:
    return Party(
        id=1, lat=point[0], lon=point[1], adults=1, children=0, step_free=False, pets=False, women_group=False,
        women_only=False, languages=(), waiting_since=NIGHT, owner_id=99,
    )  # fmt: skip


@given(st.lists(corners, max_size=3), points, points)
def test_a_way_is_barred_exactly_where_the_line_touches_an_area(areas, start, end):
    shapes = [Polygon(area).convex_hull for area in areas]
    shapes = [shape for shape in shapes if isinstance(shape, Polygon)]
    closed = ClosedAreas(map(mapping, shapes))
    way = LineString([start[::-1], end[::-1]]) if start != end else Point(start[::-1])
    assert closed.between(start, end) == any(shape.intersects(way) for shape in shapes)
    assert closed.holds(*start) == any(shape.intersects(Point(start[::-1])) for shape in shapes)


@given(corners, st.lists(st.tuples(points, points), max_size=8))
def test_many_ways_at_once_are_judged_as_one_by_one(area, ways):
    hull = Polygon(area).convex_hull
    closed = ClosedAreas([mapping(hull)] if isinstance(hull, Polygon) else [])
    froms, tos = (np.array([way[end] for way in ways]).reshape(-1, 2) for end in (0, 1))
    assert closed.crossed(froms, tos).tolist() == [closed.between(*way) for way in ways]
    assert closed.crossed(tos, froms).tolist() == closed.crossed(froms, tos).tolist()


@given(corners, points, points, st.sampled_from([179.3, -179.6, 180.0]))
def test_at_the_antimeridian_all_is_as_elsewhere(area, start, end, east):
    """The same shape and way, carried there: longitudes wrap, the answer does not change."""

    def carried(point):
        lat, lon = point
        return lat, (lon + east + 180) % 360 - 180

    hull = Polygon([(lon, lat) for lat, lon in area]).convex_hull
    if not isinstance(hull, Polygon):
        return
    here = ClosedAreas([mapping(hull.buffer(1e-6))])
    there = ClosedAreas([mapping(Polygon([(x + east, y) for x, y in hull.buffer(1e-6).exterior.coords]))])
    way = LineString([start[::-1], end[::-1]]) if start != end else Point(start[::-1])
    if 0 < hull.distance(way) < 1e-5:  # nearer than the sum of degrees is exact
        return
    assert here.between(start, end) == there.between(carried(start), carried(end))


def test_to_touch_the_edge_or_a_corner_is_to_go_through_it():
    assert CLOSED.between((48.868, 2.30), (48.868, 2.40)), "along the northern edge"
    assert CLOSED.between((48.878, 2.365), (48.868, 2.365)), "ends in a corner"
    assert not CLOSED.between((48.8681, 2.30), (48.8681, 2.40)), "eleven metres beside it"


def test_a_hole_in_an_area_is_no_way_out_of_it():
    ring = Polygon(SQUARE, [[(2.368, 48.861), (2.372, 48.861), (2.372, 48.865), (2.368, 48.865)]])
    closed = ClosedAreas([mapping(ring)])
    assert not closed.holds(*INSIDE)
    assert closed.between(INSIDE, EAST)
    assert not closed.between(INSIDE, (48.864, 2.371))


@pytest.mark.parametrize(
    "wrong", [{}, {"type": "Point", "coordinates": [2, 48]}, {"type": "Polygon"}, {"type": "Polygon", "coordinates": 3}]
)  # fmt: skip
def test_what_is_no_polygon_is_refused(wrong):
    with pytest.raises(ValueError, match="not a polygon"):
        ClosedAreas([wrong])


ASKED_AT_ONCE = """
from threading import Barrier, Thread
import numpy as np
from matching.engine.closed import ClosedAreas

around = np.linspace(0, 2 * np.pi, 200)
ring = np.stack((2.35 + 0.05 * np.cos(around), 48.86 + 0.05 * np.sin(around)), axis=1).tolist()
for _ in range(200):
    areas = ClosedAreas([{"type": "Polygon", "coordinates": [[*ring, ring[0]]]}])
    ways, begin = np.random.default_rng(1).random((2, 5, 2)) * 0.2 + (48.75, 2.25), Barrier(8)

    def ask():
        begin.wait()
        areas.crossed(*ways)
        areas.holds(48.86, 2.35)

    threads = [Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
"""


def test_threads_that_ask_at_once_do_not_end_the_process():
    done = subprocess.run([sys.executable, "-c", ASKED_AT_ONCE], capture_output=True, timeout=60)
    assert done.returncode == 0, done.stderr


def test_nothing_closed_bars_nobody():
    assert not NONE_CLOSED and CLOSED
    assert not NONE_CLOSED.holds(*INSIDE) and not NONE_CLOSED.between(WEST, EAST)


@pytest.mark.parametrize(("home", "street"), [(INSIDE, WEST), (WEST, INSIDE), (WEST, EAST), (INSIDE, INSIDE)])
def test_a_door_in_an_area_or_behind_one_is_refused_whoever_asks(home, street):
    told = {"at": NIGHT, "closed": CLOSED}
    one, who = door(home), party(street)
    assert refusals(one, who, **told) == (Refusal.CLOSED_AREA,)
    assert rank([one], who, **told) == []
    assert why_not([one], who, **told).alone == {Refusal.CLOSED_AREA: 1}
    assert refusals(one, who, at=NIGHT) == ()


def test_the_nearer_door_behind_the_area_gives_way_to_the_farther_one_on_this_side():
    behind, beside = door((48.863, 2.377), 1), door((48.863, 2.330), 2)
    assert [each.door.id for each in rank([behind, beside], party(WEST), at=NIGHT)] == [1, 2]
    assert [each.door.id for each in rank([behind, beside], party(WEST), at=NIGHT, closed=CLOSED)] == [2]


def test_a_far_door_behind_an_area_is_refused_for_both_reasons():
    assert refusals(door((48.863, 2.6)), party(WEST), at=NIGHT, closed=CLOSED) == (
        Refusal.CLOSED_AREA,
        Refusal.TOO_FAR,
    )
