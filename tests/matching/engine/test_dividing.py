"""Who may be split is split well: nobody lost, nobody doubled, no child alone."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from matching.engine.dividing import Part, divide, parts_of
from matching.engine.places import refusals
from tests.matching.engine.test_places import AMIRA, AT, BORIS, crowds, parties

FAMILY = replace(AMIRA, adults=2, children=3)


@given(st.integers(0, 12), st.integers(0, 8))
def test_each_way_to_split_keeps_everybody_and_leaves_no_child_alone(adults, children):
    ways = list(parts_of(adults, children))
    for one, other in ways:
        assert one.adults + other.adults == adults and one.children + other.children == children
        assert one.adults > 0 and other.adults > 0
    assert len({frozenset(way) for way in ways}) == len(ways)
    assert bool(ways) == (adults > 1)


@settings(max_examples=80, deadline=None)
@given(crowds, parties, st.integers(2, 5))
def test_what_is_proposed_is_two_doors_that_take_their_part(crowd, party, adults):
    party = replace(party, adults=adults)
    found = divide(crowd, party, at=AT)
    if found is None:
        return
    first, second = found.doors
    assert first.door.id != second.door.id
    for part, candidate in zip(found.parts, found.doors, strict=True):
        smaller = replace(party, adults=part.adults, children=part.children)
        assert refusals(candidate.door, smaller, at=AT) == ()


def test_a_home_without_children_takes_the_part_without_children():
    grown_up = replace(BORIS, id=2, owner_id=11, places_left=1, children=False)
    family = replace(BORIS, id=3, owner_id=12, places_left=4)
    found = divide([grown_up, family], FAMILY, at=AT)
    assert found.parts == (Part(1, 3), Part(1, 0))
    assert [candidate.door.id for candidate in found.doors] == [3, 2]


def test_two_doors_in_one_street_beat_two_across_the_town():
    street = [replace(BORIS, id=n, owner_id=10 + n, places_left=3) for n in (1, 2)]
    across = replace(BORIS, id=3, owner_id=13, places_left=3, lat=48.8580)
    found = divide([*street, across], FAMILY, at=AT)
    assert {candidate.door.id for candidate in found.doors} == {1, 2}


def test_where_no_two_doors_take_them_nothing_is_proposed():
    assert divide([BORIS], FAMILY, at=AT) is None
    assert divide([BORIS, replace(BORIS, id=2)], replace(FAMILY, adults=1), at=AT) is None
