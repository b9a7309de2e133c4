"""In the perimeter, near, elsewhere, not said: for counts, and beside nobody's name."""

from datetime import timedelta

import pytest

from crisis.checkin.actions.changing import correct_check_in, withdraw_check_in
from crisis.checkin.counts import public_counts, said_so_far, tally
from crisis.checkin.nearness import surroundings
from crisis.ground import grid
from tests import cast

PARIS = (48.8566, 2.3522)
PERIMETER = tuple(grid.cells_of_circle(*PARIS, 4_000))


@pytest.mark.parametrize(
    ("point", "near"),
    [
        (PARIS, "perimeter"),
        ((48.890, 2.3522), "perimeter"),
        ((48.905, 2.3522), "near"),  # Saint-Ouen
        ((48.8049, 2.1204), "elsewhere"),  # Versailles, 17 km
        ((45.7640, 4.8357), "elsewhere"),  # Lyon
    ],
)
def test_how_near_a_point_is(point, near):
    assert surroundings(PERIMETER).nearness(*point) == near


def test_a_wide_perimeter_is_judged_by_its_own_cells_and_none_by_nothing():
    coast = tuple(grid.cells_of_circle(43.5, 5.0, 200_000))
    assert grid.resolution(coast[0]) < 6
    assert [surroundings(coast).nearness(*each) for each in ((43.5, 5.0), PARIS)] == [
        "perimeter",
        "elsewhere",
    ]
    assert surroundings(()).nearness(*PARIS) == "not_said"


LYON = cast.place((45.7640, 4.8357), "Lyon")


@pytest.mark.django_db
def test_the_desk_reads_what_was_said_and_a_correction_or_withdrawal_makes_it_no_lie():
    crisis = cast.active_crisis()
    now = cast.now()
    amira = cast.amira_is_safe(crisis, place=cast.place(), at=now - timedelta(minutes=20))
    cast.amira_is_safe(crisis, place=LYON, at=now)
    gone = cast.amira_is_safe(crisis, status="not_there", at=now)
    withdraw_check_in(check_in=gone, origin=cast.WEB, at=cast.now())
    draft = cast.check_in_draft(status="need_help", place=cast.place())
    correct_check_in(check_in=amira, draft=draft, origin=cast.WEB, at=cast.now())
    so_far = said_so_far(crisis, at=cast.now())
    counted = {status: near for status, _label, near, _all in so_far.by_status}
    assert counted["safe"] == {"perimeter": 1, "near": 0, "elsewhere": 1, "not_said": 0}
    assert counted["not_there"]["not_said"] == 1 and sum(counted["need_help"].values()) == 0
    assert (so_far.total, so_far.of_others, so_far.lately, len(so_far.cells)) == (3, 0, 3, 2)
    minute = now.replace(second=0, microsecond=0)
    assert so_far.minutes == [(minute, 2), (minute - timedelta(minutes=20), 1)]
    assert not tally(crisis, since=cast.now() + timedelta(minutes=2)).exists()


@pytest.mark.django_db
def test_the_public_reads_those_elsewhere_apart_and_only_those_anyone_may_find():
    crisis = cast.active_crisis()
    for place in (cast.place(), cast.place(), cast.place(), LYON, None):
        cast.amira_is_safe(crisis, audience="anyone", contact=cast.anothers(), place=place)
    cast.amira_is_safe(crisis, audience="contacts", place=LYON)
    told = public_counts(crisis, at=cast.now() + timedelta(hours=1))
    assert told["said"] == {"perimeter": "3-5", "near": "0-2", "elsewhere": "0-2", "not_said": "0-2"}
    assert told["safe"] == "3-5"


@pytest.mark.django_db
def test_where_somebody_is_moves_their_nearness_with_it_and_is_forgotten_with_it():
    crisis = cast.active_crisis()
    row = cast.amira_is_safe(crisis, place=cast.place())
    assert row.nearness == "perimeter"
    for place, near in ((LYON, "elsewhere"), (None, "not_said")):
        correct_check_in(check_in=row, draft=cast.check_in_draft(place=place), origin=cast.WEB, at=cast.now())
        row.refresh_from_db()
        assert row.nearness == near
