"""All parties of one night at once obey what each pair must obey."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from geopy.distance import geodesic
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.engine.batch import assign_batch
from matching.engine.closed import NONE_CLOSED, ClosedAreas
from matching.engine.places import Door, Party, rank, refusals

AT = datetime(2015, 11, 13, 22, 0, tzinfo=UTC)
DOOR = Door(1, 48.86, 2.35, 2, True, True, True, False, ("fr",), None, AT, True, True, 100)
PARTY = Party(1, 48.861, 2.351, 1, 1, False, False, False, False, ("fr",), AT, 200)

flags, near = st.booleans(), {"lat": st.floats(48.82, 48.90), "lon": st.floats(2.26, 2.41)}
doors = st.builds(
    Door, id=st.integers(1, 30), places_left=st.integers(0, 6), step_free=flags, children=flags, pets=flags,
    women_only=flags, languages=st.just(("fr",)), confirmed_at=st.just(AT), verified=flags, open=flags,
    open_until=st.none() | st.integers(0, 240).map(lambda minutes: AT + timedelta(minutes=minutes)),
    owner_id=st.integers(1, 9), **near,
)  # fmt: skip
parties = st.builds(
    Party, id=st.integers(1, 30), adults=st.integers(0, 3), children=st.integers(0, 3), step_free=flags, pets=flags,
    women_group=flags, women_only=flags, languages=st.just(("fr",)), waiting_since=st.just(AT),
    owner_id=st.integers(5, 14), blocked_owner_ids=st.frozensets(st.integers(1, 9), max_size=2),
    refused_door_ids=st.frozensets(st.integers(1, 30), max_size=3), **near,
)  # fmt: skip


lonlat = st.tuples(st.floats(2.26, 2.41), st.floats(48.82, 48.90))


def square(corner, side):
    (lon, lat), far = corner, side
    ring = [(lon, lat), (lon + far, lat), (lon + far, lat + far), (lon, lat + far), (lon, lat)]
    return {"type": "Polygon", "coordinates": [ring]}


closures = st.lists(st.builds(square, lonlat, st.floats(0.001, 0.03)), max_size=2).map(ClosedAreas)


def by_id(values):
    return st.lists(values, max_size=20, unique_by=lambda value: value.id)


@settings(max_examples=250, deadline=None)
@given(by_id(parties), by_id(doors), closures)
def test_what_a_pair_refuses_the_batch_never_gives_and_what_one_would_take_it_never_leaves(
    asking, opened, closed
):
    people, homes = {party.id: party for party in asking}, {door.id: door for door in opened}
    found = assign_batch(asking, opened, at=AT, closed=closed)
    for pair in found.pairs:
        assert refusals(homes[pair.door], people.pop(pair.need), at=AT, closed=closed) == ()
        home = homes[pair.door]
        homes[pair.door] = replace(home, places_left=home.places_left - pair.people)
    for outside in people.values():
        assert rank(homes.values(), outside, at=AT, closed=closed) == []


def test_nobody_is_led_across_a_closed_street_while_a_door_on_this_side_is_free():
    wall = ClosedAreas([square((2.352, 48.85), 0.002)])
    beyond, here = replace(DOOR, lon=2.355, lat=48.851), replace(DOOR, id=2, lon=2.33, owner_id=101)
    amira = replace(PARTY, lon=2.351, lat=48.851)
    for closed, door in [(NONE_CLOSED, 1), (wall, 2)]:
        (pair,) = assign_batch([amira], [beyond, here], at=AT, closed=closed).pairs
        assert (pair.door, pair.people) == (door, 2)


@pytest.mark.parametrize(
    "door,party",
    [
        ({"women_only": True}, {}),
        ({"step_free": False}, {"step_free": True}),
        ({"pets": False}, {"pets": True}),
        ({"children": False}, {}),
        ({"open_until": AT + timedelta(hours=1)}, {}),
        ({"verified": False}, {}),
        ({"open": False}, {}),
        ({"owner_id": 200}, {}),
        ({"lat": 48.95}, {}),
        ({}, {"women_only": True}),
        ({}, {"adults": 0}),
        ({}, {"refused_door_ids": frozenset({1})}),
        ({}, {"blocked_owner_ids": frozenset({100})}),
    ],
)
def test_each_constraint_alone_keeps_the_door_shut(door, party):
    assert assign_batch([PARTY], [DOOR], at=AT).people == 2
    assert assign_batch([replace(PARTY, **party)], [replace(DOOR, **door)], at=AT).pairs == ()


def test_the_last_bed_goes_to_who_waited_longer():
    alone = replace(PARTY, children=0)
    early = replace(alone, id=2, waiting_since=AT - timedelta(hours=2), lat=48.88)
    bed = replace(DOOR, places_left=1)
    assert [pair.need for pair in assign_batch([alone, early], [bed], at=AT).pairs] == [2]


@pytest.mark.parametrize("bearing", [0, 90, 215])
def test_at_the_edge_of_what_one_can_walk_a_door_takes_them_if_it_is_near_enough_as_told(bearing):
    taken = set()
    for metres in range(3_600, 6_600, 150):
        there = geodesic(meters=metres).destination((PARTY.lat, PARTY.lon), bearing)
        door = replace(DOOR, lat=there.latitude, lon=there.longitude)
        led = bool(assign_batch([PARTY], [door], at=AT).pairs)
        assert led == (not refusals(door, PARTY, at=AT)), metres
        taken.add(led)
    assert taken == {True, False}
