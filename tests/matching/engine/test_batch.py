"""All parties of one night at once obey what each pair must obey."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.engine.batch import assign_batch
from matching.engine.places import Door, Party, refusals

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


def by_id(values):
    return st.lists(values, max_size=20, unique_by=lambda value: value.id)


@settings(max_examples=200, deadline=None)
@given(by_id(parties), by_id(doors))
def test_what_a_pair_refuses_the_batch_never_gives(asking, opened):
    people, homes = {party.id: party for party in asking}, {door.id: door for door in opened}
    for pair in assign_batch(asking, opened, at=AT).pairs:
        assert refusals(homes[pair.door], people[pair.need], at=AT) == ()
        assert pair.people == people[pair.need].persons


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
