"""Every price has its reason, and moves a door the way it says."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.engine.places import rank
from matching.engine.soft import PRICES, felt_metres, on_foot, weigh
from matching.engine.values import Known
from tests.matching.engine.test_places import AMIRA, AT, BORIS, doors, parties

prices_differ = st.builds(
    replace,
    doors,
    guests=st.integers(0, 6),
    known=st.sampled_from(Known),
    asked_in_vain=st.integers(0, 9),
)
waits = st.builds(
    replace, parties, waiting_since=st.integers(-5, 900).map(lambda minutes: AT - timedelta(minutes=minutes))
)
metres = st.floats(0, 5_000)


@settings(max_examples=200, deadline=None)
@given(prices_differ, waits, metres)
def test_the_reasons_add_up_to_the_score(door, party, far):
    found = weigh(door, party, far, AT)
    assert abs(sum(reason.felt for reason in found.reasons) - found.score) <= 1


@settings(max_examples=200, deadline=None)
@given(prices_differ, waits, metres, metres)
def test_nearer_is_never_worse_all_else_equal(door, party, one, other):
    nearer, farther = sorted((one, other))
    assert weigh(door, party, nearer, AT).score >= weigh(door, party, farther, AT).score


@settings(max_examples=200, deadline=None)
@given(prices_differ, waits, metres)
def test_what_moved_the_score_is_said(door, party, far):
    said = {reason.code: reason.felt for reason in weigh(door, party, far, AT).reasons}
    for code, price in PRICES.items():
        assert said.get(code, 0) == -price(door, party, AT)


@settings(max_examples=100, deadline=None)
@given(prices_differ, waits, metres, st.integers(0, 600))
def test_a_host_who_spoke_later_is_never_worse(door, party, far, minutes):
    fresher = replace(door, confirmed_at=door.confirmed_at + timedelta(minutes=minutes))
    assert felt_metres(fresher, party, far, AT) <= felt_metres(door, party, far, AT)


@pytest.mark.parametrize(
    "worse",
    [
        {"places_left": 3},
        {"step_free": True},
        {"women_only": True},
        {"confirmed_at": AT - timedelta(minutes=40)},
        {"languages": ()},
        {"asked_in_vain": 1},
        {"guests": 1},
    ],
)
def test_each_criterion_decides_between_two_doors_of_one_house(worse):
    other = replace(BORIS, id=0, owner_id=11, **worse)
    assert [found.door.id for found in rank([other, BORIS], AMIRA, at=AT)] == [1, 0]


@pytest.mark.parametrize("known", [Known.VOUCHED, Known.ACCOUNT])
def test_a_host_somebody_knows_is_asked_before_one_who_only_answered(known):
    other = replace(BORIS, id=2, owner_id=11, known=known)
    assert [found.door.id for found in rank([BORIS, other], AMIRA, at=AT)] == [2, 1]


def test_of_two_who_want_one_door_the_wait_outweighs_a_walk():
    just_asked = replace(AMIRA, id=8)
    waits = replace(AMIRA, id=9, lat=48.880, waiting_since=AT - timedelta(minutes=40))
    near, far = (rank([BORIS], party, at=AT)[0] for party in (just_asked, waits))
    assert near.metres + 1_000 < far.metres and far.score > near.score


def test_a_river_in_between_counts_as_the_way_around_it():
    across, along = weigh(BORIS, AMIRA, 300, AT), weigh(replace(BORIS, id=2), AMIRA, 500, AT)
    across, along = on_foot(across, 1_500), on_foot(along, 450)
    assert across.score < along.score
    assert abs(sum(reason.felt for reason in across.reasons) - across.score) <= 1
