"""What keeps the doors shut, and which single wish would open how many."""

from dataclasses import replace

from hypothesis import given, settings

from matching.engine.places import refusals
from matching.engine.values import Refusal
from matching.engine.why import SHUT_BY, Relaxation, Wish, why_not
from tests.matching.engine.test_places import AMIRA, AT, BORIS, crowds, parties

GIVEN_UP = {Wish.STEP_FREE: "step_free", Wish.PETS: "pets", Wish.WOMEN_ONLY: "women_only"}


def test_chen_reads_what_keeps_the_doors_shut():
    step_free_only = replace(AMIRA, step_free=True)
    crowd = [
        BORIS,
        replace(BORIS, id=2, verified=False),
        replace(BORIS, id=3, step_free=True),
        replace(BORIS, id=4, lat=48.99),
    ]
    summary = why_not(crowd, step_free_only, at=AT)
    assert (summary.nearby, summary.acceptable) == (3, 1)
    assert summary.refusals == {Refusal.NOT_STEP_FREE: 2, Refusal.NOT_VERIFIED: 1, Refusal.TOO_FAR: 1}
    assert summary.alone == {Refusal.NOT_STEP_FREE: 1}


def test_three_doors_within_two_kilometres_are_step_free_and_none_takes_a_dog():
    asked = replace(AMIRA, step_free=True, pets=True)
    step_free = [replace(BORIS, id=n, step_free=True, lat=48.869 + n * 0.003) for n in (1, 2, 3)]
    far = replace(BORIS, id=4, step_free=True, lat=48.905)
    pets = replace(BORIS, id=5, pets=True)
    assert why_not([*step_free, far, pets], asked, at=AT).relaxations == (
        Relaxation(Wish.PETS, 3, 2_000),
        Relaxation(Wish.STEP_FREE, 1, 1_000),
    )


def test_a_family_too_large_for_each_door_reads_that_two_would_take_it():
    family = replace(AMIRA, adults=2, children=2)
    doors = [replace(BORIS, id=n, owner_id=n) for n in (1, 2)]
    assert why_not(doors, family, at=AT).relaxations == (Relaxation(Wish.TOGETHER, 2, 1_000),)
    assert why_not(doors[:1], family, at=AT).relaxations == ()


def test_doors_that_only_time_will_open_are_counted():
    full = replace(BORIS, places_left=0, guests=2)
    too_small = replace(BORIS, id=2, places_left=0, guests=0)
    paused = replace(BORIS, id=3, open=False)
    told = why_not([full, too_small, paused], AMIRA, at=AT)
    assert (told.full, told.paused, told.acceptable) == (1, 1, 0)


def test_where_a_door_fits_nobody_is_asked_to_give_anything_up():
    asked = replace(AMIRA, pets=True)
    told = why_not([replace(BORIS, pets=True), replace(BORIS, id=2)], asked, at=AT)
    assert told.acceptable == 1 and told.relaxations == ()


def test_a_door_near_enough_between_cells_counts_though_its_own_spot_lies_a_little_farther():
    asked = replace(AMIRA, lat=48.8203125, lon=2.375, women_only=True)
    told = why_not([replace(BORIS, lat=48.86554344440832, lon=2.375)], asked, at=AT)
    assert told.relaxations == (Relaxation(Wish.WOMEN_ONLY, 1, 5_000),)


@settings(max_examples=80, deadline=None)
@given(crowds, parties)
def test_a_wish_given_up_opens_the_doors_it_was_said_to_open(crowd, party):
    told = why_not(crowd, party, at=AT)
    for each in told.relaxations:
        if each.wish in SHUT_BY:
            without = replace(party, **{GIVEN_UP[each.wish]: False})
            opened = sum(not refusals(door, without, at=AT) for door in crowd)
            assert opened == told.alone[SHUT_BY[each.wish]] >= each.doors > 0
