"""The global assignment against every pair of a full flow, and against trying everything."""

import random
from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from geopy.distance import geodesic
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.engine.assignment import Asking, Open, Policy, assign
from matching.engine.flow import Pairs, cheapest_flow
from matching.engine.nearby import along_the_ground, positions

EXACT = Policy(proven=0.0)


def crowd(seed, needs, doors, *, centre=(48.86, 2.35), spread=0.05, knot=0.01, places=3, people=1):
    """Guests in a knot, doors all around: the nearest doors never suffice."""
    dice = random.Random(seed)

    def near(width):
        lat = max(-90.0, min(90.0, dice.gauss(centre[0], width)))
        return lat, (dice.gauss(centre[1], width) + 180) % 360 - 180

    asking = [Asking(n, *near(knot), people=dice.randint(1, people)) for n in range(needs)]
    return asking, [Open(d, *near(spread), places=dice.randint(1, places)) for d in range(doors)]


def full_optimum(needs, doors):
    """(people, metres) of a min-cost flow over every allowed pair."""
    guests = positions(np.array([n.lat for n in needs]), np.array([n.lon for n in needs]))
    hosts = positions(np.array([d.lat for d in doors]), np.array([d.lon for d in doors]))
    metres = along_the_ground(np.linalg.norm(guests[:, None] - hosts[None], axis=2))
    allowed = np.array([[fits(n, d) for d in doors] for n in needs]) & (
        metres <= np.minimum([[n.farthest] for n in needs], [d.farthest for d in doors])
    )
    need, door = np.nonzero(allowed)
    cost = np.round(metres[need, door] * 100).astype(np.int64)
    people = np.array([n.people for n in needs])
    dearest = np.full(len(needs), int(metres.max() * 100 + 2) * int(people.sum()))
    flow = cheapest_flow(Pairs(need, door, cost), people, np.array([d.places for d in doors]), dearest)
    return int(flow.people.sum()), float((flow.people * cost).sum()) / 100


def fits(need, door):
    return not (need.asks & ~door.has or door.asks & ~need.has) and door.id not in need.refuses


def assert_lawful(assignment, needs, doors):
    by_id, door_by_id = {n.id: n for n in needs}, {d.id: d for d in doors}
    led, taken = {}, {}
    for pair in assignment.pairs:
        need, door = by_id[pair.need], door_by_id[pair.door]
        assert fits(need, door)
        assert pair.metres <= min(need.farthest, door.farthest) + 1
        led[pair.need] = led.get(pair.need, 0) + pair.people
        taken[pair.door] = taken.get(pair.door, 0) + pair.people
        assert need.may_split or pair.people == need.people
    assert all(many <= by_id[need].people for need, many in led.items())
    assert all(many <= door_by_id[door].places for door, many in taken.items())
    assert assignment.people == sum(led.values())


@pytest.mark.parametrize("places", [1, 3])
@pytest.mark.parametrize("doors", [400, 105, 60])
def test_nobody_stays_outside_who_needn_t_and_no_metre_is_walked_in_vain(doors, places):
    needs, opened = crowd(1, 200, doors, places=places)
    found = assign(needs, opened)
    people, metres = full_optimum(needs, opened)
    assert_lawful(found, needs, opened)
    assert found.people == people == min(200, sum(door.places for door in opened))
    assert metres - 1 <= found.total <= 1.01 * metres


@pytest.mark.parametrize(
    "centre",
    [(0.0, 179.9999), (89.999, 10.0), (-90.0, 0.0), (58.157, 10.536), (10.536, 58.157)],
    ids=["antimeridian", "north pole", "south pole", "pentagon", "far away"],
)
def test_no_place_on_earth_is_special(centre):
    needs, opened = crowd(2, 150, 80, centre=centre)
    found = assign(needs, opened)
    people, metres = full_optimum(needs, opened)
    assert found.people == people
    assert found.total <= 1.01 * metres + 1


@pytest.mark.parametrize(
    "spread,knot", [(0.0, 0.0), (0.05, 0.0), (0.0, 0.05)], ids=["all", "guests", "doors"]
)
def test_equal_points_are_no_trap(spread, knot):
    needs, opened = crowd(3, 300, 180, spread=spread, knot=knot, places=2)
    found = assign(needs, opened)
    people, metres = full_optimum(needs, opened)
    assert found.people == people
    assert found.total <= 1.01 * metres + 1


def test_guests_at_one_place_are_still_persons_of_their_own():
    needs = [Asking(n, 48.86, 2.35, people=1 + n % 2, may_split=True) for n in range(6)]
    found = assign(needs, [Open(d, 48.86, 2.35 + d / 1000, places=2) for d in range(4)])
    assert_lawful(found, needs, [Open(d, 48.86, 2.35 + d / 1000, places=2) for d in range(4)])
    assert found.people == 8


def test_a_whole_town_apart_from_its_doors_is_led_there():
    needs, _none = crowd(4, 300, 0)
    _none, opened = crowd(5, 0, 150, centre=(48.86, 2.75), spread=0.01)
    found = assign(needs, opened)
    assert found.people == min(300, sum(door.places for door in opened))
    assert found.total <= 1.01 * full_optimum(needs, opened)[1]


def test_nothing_to_do_is_done():
    needs, opened = crowd(6, 3, 3)
    for nobody in (assign([], []), assign(needs, []), assign([], opened)):
        assert (nobody.pairs, nobody.people, nobody.total, nobody.longest) == ((), 0, 0.0, 0.0)
    assert assign([Asking(1, 0, 0, people=0)], [Open(1, 0, 0, places=0)]).pairs == ()


def test_the_order_of_the_lists_changes_nothing():
    needs, opened = crowd(7, 120, 60, people=4)
    again = assign(random.Random(1).sample(needs, 120), random.Random(2).sample(opened, 60))
    assert again.pairs == assign(needs, opened).pairs


def test_a_group_walks_together_unless_it_said_otherwise():
    doors = [Open("near", 48.86, 2.35, places=3), Open("far", 48.87, 2.35, places=3)]
    assert assign([Asking("five", 48.86, 2.35, people=5)], doors).pairs == ()
    split = assign([Asking("five", 48.86, 2.35, people=5, may_split=True)], doors)
    assert [(pair.door, pair.people) for pair in split.pairs] == [("far", 2), ("near", 3)]


def test_a_hall_takes_a_thousand():
    needs = [Asking(n, 48.86, 2.35 + n / 10_000, people=50) for n in range(30)]
    found = assign(needs, [Open("hall", 48.86, 2.35, places=1000), Open("home", 48.86, 2.35, places=49)])
    assert found.people == 1000
    assert {pair.door for pair in found.pairs} == {"hall"}


def test_scarce_places_go_to_groups_that_fill_them():
    """Three people leave a bed of four cold; two pairs don't."""
    needs = [Asking(f"three {n}", 48.86, 2.35, people=3) for n in range(9)]
    needs += [Asking(f"two {n}", 48.90, 2.35, people=2) for n in range(20)]
    found = assign(needs, [Open(d, 48.86, 2.36, places=4) for d in range(10)])
    assert found.people == 40


@pytest.mark.parametrize("doors", [300, 110, 70])
def test_groups_fill_what_a_flow_could_fill(doors):
    needs, opened = crowd(8, 200, doors, places=6, people=4)
    found = assign(needs, opened)
    assert_lawful(found, needs, opened)
    assert found.people >= 0.99 * full_optimum(needs, opened)[0]


@pytest.mark.parametrize("doors", [300, 70])
def test_groups_walk_little_farther_than_if_they_were_split(doors):
    """Also where places are scarce: who lives far off stays outside, not who is few."""
    needs, opened = crowd(8, 300, doors, places=6, people=4)
    split = assign([replace(need, may_split=True) for need in needs], opened)
    assert assign(needs, opened).total <= 1.15 * split.total


def test_small_rooms_are_for_small_groups_when_large_ones_wait_for_the_large():
    needs = [Asking(n, 48.86, 2.35, people=n % 2 * 4 + 2) for n in range(40)]
    homes = [Open(d, 48.86, 2.35, places=6) for d in range(20)]
    homes += [Open(20 + d, 48.87, 2.36, places=2) for d in range(20)]
    assert assign(needs, homes).people == 160


def test_a_knot_of_guests_is_led_as_well_as_each_alone():
    needs, opened = crowd(11, 500, 320, knot=0.0005, places=3)
    found = assign(needs, opened)
    people, metres = full_optimum(needs, opened)
    assert found.people == people
    assert metres <= found.total <= (1 + found.proven) * metres + 1


def test_a_policy_for_the_worst_off_shortens_the_longest_walk():
    needs, opened = crowd(9, 200, 100, places=2)
    plain, fair = assign(needs, opened), assign(needs, opened, Policy(worst_off=2.0))
    assert fair.people == plain.people
    assert fair.longest < plain.longest
    assert plain.total <= 1.008 * fair.total


def test_who_waited_longer_comes_first_when_one_bed_is_left():
    new, old = Asking("new", 48.86, 2.35), Asking("old", 48.87, 2.35, waited=5_000)
    bed = [Open("bed", 48.86, 2.35)]
    assert [pair.need for pair in assign([new, old], bed).pairs] == ["old"]


def test_metres_are_true_geodesics_near_and_far():
    for there in ((48.87, 2.36), (45.76, 4.83), (-33.9, 151.2)):
        found = assign([Asking(1, 48.86, 2.35)], [Open(1, *there)])
        assert found.total == pytest.approx(geodesic((48.86, 2.35), there).meters, rel=1e-6)


@pytest.mark.parametrize("lat,lon", [(91, 0), (0, 181), (float("nan"), 0)])
def test_a_point_off_the_earth_is_refused(lat, lon):
    with pytest.raises(ValueError, match="not on Earth"):
        assign([Asking("lost", lat, lon)], [Open(1, 0, 0)])


coordinates = st.tuples(st.floats(-0.02, 0.02), st.floats(-0.02, 0.02)).map(
    lambda p: (48.86 + p[0], 2.35 + p[1])
)
bits = st.integers(0, 3)
askings = st.builds(
    lambda at, people, split, asks, has, far, refuses: (*at, people, split, asks, has, far, refuses),
    coordinates, st.integers(0, 3), st.booleans(), bits, bits, st.sampled_from([500.0, 2_000.0, float("inf")]),
    st.frozensets(st.integers(0, 6), max_size=2),
)  # fmt: skip
openings = st.tuples(coordinates, st.integers(0, 4), bits, bits, st.sampled_from([1_000.0, float("inf")]))


def made(raw_needs, raw_doors, *, split=None):
    needs = [
        Asking(n, lat, lon, people, may if split is None else split, asks, has, far, refuses)
        for n, (lat, lon, people, may, asks, has, far, refuses) in enumerate(raw_needs)
    ]
    return needs, [
        Open(d, *at, places, asks, has, far) for d, (at, places, asks, has, far) in enumerate(raw_doors)
    ]


@settings(max_examples=150, deadline=None)
@given(st.lists(askings, max_size=40), st.lists(openings, max_size=40))
def test_no_constraint_is_ever_bent(raw_needs, raw_doors):
    needs, doors = made(raw_needs, raw_doors)
    assert_lawful(assign(needs, doors), needs, doors)


@settings(max_examples=150, deadline=None)
@given(st.lists(askings, min_size=1, max_size=40), st.lists(openings, min_size=1, max_size=40))
def test_who_may_be_split_gets_the_optimum_of_a_full_flow(raw_needs, raw_doors):
    needs, doors = made(raw_needs, raw_doors, split=True)
    found = assign(needs, doors, EXACT)
    people, metres = full_optimum(needs, doors)
    assert found.people == found.most == people
    assert found.total == pytest.approx(metres, abs=1 + found.people)


@settings(max_examples=60, deadline=None)
@given(st.lists(askings, min_size=1, max_size=4), st.lists(openings, min_size=1, max_size=3))
def test_few_groups_are_packed_nearly_as_well_as_by_trying_everything(raw_needs, raw_doors):
    needs, doors = made(raw_needs, raw_doors, split=False)
    best = 0
    for choice in product([None, *doors], repeat=len(needs)):
        led = [(need, door) for need, door in zip(needs, choice, strict=True) if door is not None]
        lawful = all(fits(n, d) and _metres(n, d) <= min(n.farthest, d.farthest) for n, d in led)
        if lawful and all(sum(n.people for n, at in led if at is d) <= d.places for d in doors):
            best = max(best, sum(n.people for n, _d in led))
    assert best - 2 <= assign(needs, doors).people <= best


def _metres(need, door):
    return geodesic((need.lat, need.lon), (door.lat, door.lon)).meters
