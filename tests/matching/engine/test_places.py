from dataclasses import replace
from datetime import UTC, datetime, timedelta

import h3
import pytest
from geopy.distance import geodesic
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.engine.places import Door, Party, Reason, Refusal, rank, refusals

AT = datetime(2015, 11, 13, 22, 0, tzinfo=UTC)
REPUBLIQUE = (48.8674, 2.3636)

BORIS = Door(
    id=1,
    lat=48.8690,
    lon=2.3650,
    places_left=2,
    step_free=False,
    children=True,
    pets=False,
    women_only=False,
    languages=("fr", "ru"),
    open_until=None,
    confirmed_at=AT - timedelta(minutes=20),
    verified=True,
    open=True,
    owner_id=10,
)
AMIRA = Party(
    id=7,
    lat=REPUBLIQUE[0],
    lon=REPUBLIQUE[1],
    adults=1,
    children=0,
    step_free=False,
    pets=False,
    women_group=True,
    women_only=False,
    languages=("ar", "fr"),
    waiting_since=AT,
    owner_id=20,
)

flags = st.booleans()
spoken = st.lists(st.sampled_from(["fr", "en", "ar", "ru"]), max_size=2, unique=True).map(tuple)
near = {"lat": st.floats(48.82, 48.90), "lon": st.floats(2.26, 2.41)}
doors = st.builds(
    Door,
    id=st.integers(1, 60),
    **near,
    places_left=st.integers(0, 6),
    step_free=flags,
    children=flags,
    pets=flags,
    women_only=flags,
    languages=spoken,
    open_until=st.none() | st.integers(0, 12).map(lambda hours: AT + timedelta(hours=hours)),
    confirmed_at=st.integers(-5, 600).map(lambda minutes: AT - timedelta(minutes=minutes)),
    verified=st.sampled_from([True, True, False]),
    open=st.sampled_from([True, True, False]),
    owner_id=st.integers(1, 40),
)
crowds = st.lists(doors, max_size=25, unique_by=lambda door: door.id)
parties = st.builds(
    Party,
    id=st.just(7),
    **near,
    adults=st.integers(0, 3),
    children=st.integers(0, 2),
    step_free=flags,
    pets=flags,
    women_group=flags,
    women_only=flags,
    languages=spoken,
    waiting_since=st.just(AT),
    owner_id=st.integers(1, 40),
    blocked_owner_ids=st.frozensets(st.integers(1, 40), max_size=3),
    refused_door_ids=st.frozensets(st.integers(1, 60), max_size=3),
)


def test_a_door_that_suits_is_refused_by_nothing():
    assert refusals(BORIS, AMIRA, at=AT) == ()


@pytest.mark.parametrize(
    ("door", "party", "refusal"),
    [
        ({"places_left": 0}, {}, Refusal.NO_ROOM),
        ({}, {"adults": 3}, Refusal.NO_ROOM),
        ({}, {"step_free": True}, Refusal.NOT_STEP_FREE),
        ({"children": False}, {"children": 1}, Refusal.NO_CHILDREN),
        ({}, {"pets": True}, Refusal.NO_PETS),
        ({"women_only": True}, {"women_group": False}, Refusal.WOMEN_ONLY),
        ({}, {"women_only": True}, Refusal.NOT_WOMEN_ONLY),
        ({"open": False}, {}, Refusal.CLOSED),
        ({"verified": False}, {}, Refusal.NOT_VERIFIED),
        ({"open_until": AT + timedelta(minutes=30)}, {}, Refusal.ENDS_TOO_SOON),
        ({}, {"adults": 0, "children": 1}, Refusal.UNACCOMPANIED_MINOR),
        ({}, {"refused_door_ids": frozenset({1})}, Refusal.ALREADY_TRIED),
        ({"asked_in_vain": 10}, {}, Refusal.RESTING),
        ({"owner_id": 20}, {}, Refusal.SAME_PERSON),
        ({}, {"blocked_owner_ids": frozenset({10})}, Refusal.BLOCKED),
        ({"lat": 48.95}, {}, Refusal.TOO_FAR),
    ],
)
def test_each_constraint_refuses_by_its_own_name_and_alone(door, party, refusal):
    assert refusals(replace(BORIS, **door), replace(AMIRA, **party), at=AT) == (refusal,)


@given(
    st.floats(0, 6_500), st.floats(0, 360), st.integers(0, 90), st.sampled_from((BORIS, AMIRA)), st.randoms()
)
def test_yes_and_no_tell_of_a_place_nothing_but_its_cell(metres, bearing, minutes, moved, dice):
    there = geodesic(meters=metres).destination((AMIRA.lat, AMIRA.lon), bearing)
    late = AT + timedelta(hours=2, minutes=minutes)
    door = replace(BORIS, lat=there.latitude, lon=there.longitude, open_until=late)
    said = refusals(door, AMIRA, at=AT)
    for lat, lon in _others_of_its_cell(door if moved is BORIS else AMIRA, dice):
        if moved is BORIS:
            assert refusals(replace(door, lat=lat, lon=lon), AMIRA, at=AT) == said
        else:
            assert refusals(door, replace(AMIRA, lat=lat, lon=lon), at=AT) == said


def _others_of_its_cell(place, dice) -> list[tuple[float, float]]:
    cell = h3.latlng_to_cell(place.lat, place.lon, 8)
    inside = list(h3.cell_to_children(cell, 11))
    points = [h3.cell_to_latlng(each) for each in dice.sample(inside, 5)]
    return [point for point in points if h3.latlng_to_cell(*point, 8) == cell]


def test_the_walk_counts_against_a_door_that_closes():
    leaves_time_at_the_door = replace(BORIS, lat=48.90, open_until=AT + timedelta(hours=2, minutes=20))
    assert refusals(leaves_time_at_the_door, AMIRA, at=AT) == (Refusal.ENDS_TOO_SOON,)
    later = replace(leaves_time_at_the_door, open_until=AT + timedelta(hours=3, minutes=20))
    assert refusals(later, AMIRA, at=AT) == ()


def test_a_women_group_may_go_to_any_home_it_did_not_exclude():
    assert refusals(replace(BORIS, women_only=True), AMIRA, at=AT) == ()
    assert refusals(replace(BORIS, women_only=True), replace(AMIRA, women_only=True), at=AT) == ()


def test_a_minor_alone_is_never_ranked_even_where_everything_else_suits():
    assert rank([BORIS], replace(AMIRA, adults=0, children=1), at=AT) == []


def test_a_proposal_says_why():
    asked = replace(AMIRA, step_free=True)
    (found,) = rank([replace(BORIS, step_free=True)], asked, at=AT)
    assert found.reasons == (
        Reason("distance", {"metres": found.metres}, -found.metres),
        Reason("fits", {"persons": 1, "places": 2}, -150),
        Reason("step_free", {}),
        Reason("confirmed", {"minutes": 20}, -67),
        Reason("common_language", {"language": "fr"}, 300),
    )


def test_the_nearer_of_two_like_doors_comes_first():
    farther = replace(BORIS, id=2, owner_id=11, lat=48.880)
    assert [found.door.id for found in rank([farther, BORIS], AMIRA, at=AT)] == [1, 2]


@pytest.mark.parametrize(
    "worse",
    [
        {"places_left": 5},
        {"step_free": True},
        {"women_only": True},
        {"confirmed_at": AT - timedelta(hours=2)},
        {"languages": ("ru",)},
    ],
)
def test_between_two_doors_in_one_house_the_better_fit_wins(worse):
    other = replace(BORIS, id=0, owner_id=11, **worse)
    assert [found.door.id for found in rank([other, BORIS], AMIRA, at=AT)] == [1, 0]


def test_a_host_whose_clock_runs_ahead_was_confirmed_just_now():
    (found,) = rank([replace(BORIS, confirmed_at=AT + timedelta(minutes=9))], AMIRA, at=AT)
    assert Reason("confirmed", {"minutes": 0}, 0) in found.reasons


@settings(max_examples=150, deadline=None)
@given(crowds, parties)
def test_rank_holds_exactly_the_doors_nothing_refuses(crowd, party):
    found = rank(crowd, party, at=AT, limit=None)
    acceptable = {door.id for door in crowd if not refusals(door, party, at=AT)}
    assert {candidate.door.id for candidate in found} == acceptable


@settings(max_examples=150, deadline=None)
@given(crowds, parties, st.integers(0, 8))
def test_a_short_list_is_the_head_of_the_long_one(crowd, party, limit):
    assert rank(crowd, party, at=AT, limit=limit) == rank(crowd, party, at=AT, limit=None)[:limit]


@settings(max_examples=100, deadline=None)
@given(crowds, parties)
def test_distances_are_the_geodesic_ones(crowd, party):
    for found in rank(crowd, party, at=AT, limit=None):
        metres = geodesic((found.door.lat, found.door.lon), (party.lat, party.lon)).meters
        assert found.metres == round(metres)


@settings(max_examples=100, deadline=None)
@given(crowds, parties, st.randoms(use_true_random=False))
def test_the_order_in_which_doors_come_changes_nothing(crowd, party, chance):
    shuffled = crowd[:]
    chance.shuffle(shuffled)
    assert rank(shuffled, party, at=AT) == rank(crowd, party, at=AT)


@settings(max_examples=100, deadline=None)
@given(crowds, parties)
def test_refusals_come_once_each_and_in_a_fixed_order(crowd, party):
    order = list(Refusal)
    for door in crowd:
        verdict = refusals(door, party, at=AT)
        assert list(verdict) == sorted(set(verdict), key=order.index)
