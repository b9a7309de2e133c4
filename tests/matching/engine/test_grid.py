from math import inf

import h3
import pytest
from geopy.distance import distance, geodesic
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.engine.grid import reach_metres, rings

PENTAGONS = sorted(h3.get_pentagons(8))
EDGES = [(0.0, 180.0), (-16.8, 179.999), (65.0, -180.0), (90.0, 0.0), (-90.0, 45.0)]

anywhere = st.tuples(st.floats(-90, 90), st.floats(-180, 180))
awkward = st.sampled_from([h3.cell_to_latlng(cell) for cell in PENTAGONS] + EDGES)


@settings(max_examples=120, deadline=None)
@given(anywhere | awkward, st.integers(0, 6))
def test_rings_fill_the_disk_and_no_cell_comes_twice(point, max_k):
    steps = list(rings(*point, max_k=max_k))
    together = set().union(*steps)
    assert sum(map(len, steps)) == len(together)
    assert together == set(h3.grid_disk(h3.latlng_to_cell(*point, 8), max_k))


@pytest.mark.parametrize("pentagon", PENTAGONS[:4])
def test_beside_a_pentagon_the_rings_still_widen(pentagon):
    for cell in h3.grid_disk(pentagon, 2):
        steps = list(rings(*h3.cell_to_latlng(cell), max_k=4))
        assert len(steps) == 5 and all(steps)


def test_an_older_h3_that_trips_over_a_pentagon_is_borne(monkeypatch):
    def trips(cell, k):
        raise h3.H3PentagonError

    expected = list(rings(48.86, 2.36, max_k=3))
    monkeypatch.setattr(h3, "grid_ring", trips)
    assert list(rings(48.86, 2.36, max_k=3)) == expected


@settings(max_examples=300, deadline=None)
@given(anywhere | awkward, st.floats(0, 360), st.floats(0, 0.999), st.integers(0, 8))
def test_whatever_is_within_reach_lies_within_the_rings(point, bearing, part, k):
    reach = reach_metres(*point, k)
    there = distance(meters=reach * part).destination(point, bearing)
    cells = set().union(*rings(*point, max_k=k))
    assert h3.latlng_to_cell(there.latitude, there.longitude, 8) in cells


def test_the_nearest_of_many_doors_is_met_before_the_reach_passes_it():
    here = (48.8674, 2.3636)
    doors = [(48.82 + 0.008 * i, 2.26 + 0.0147 * ((i * 7) % 11)) for i in range(11)]
    nearest = min(doors, key=lambda door: geodesic(door, here).meters)
    found, best = [], inf
    for k, cells in enumerate(rings(*here, max_k=20)):
        found += [door for door in doors if h3.latlng_to_cell(*door, 8) in cells]
        best = min((geodesic(door, here).meters for door in found), default=inf)
        if best <= reach_metres(*here, k):
            break
    assert nearest in found and best == geodesic(nearest, here).meters
