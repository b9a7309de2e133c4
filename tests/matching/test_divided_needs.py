"""A group is split only if it said so, and nobody is lost, doubled or left as a child alone."""

from contextlib import suppress

import pytest
from django.db.models import F
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.errors import Invalid, TooLate
from accounts.journal.models import Entry
from crisis.shelter.actions.dividing import MustStayTogether, divide_need, parts_with
from crisis.shelter.actions.needs import edit_need
from crisis.shelter.models import Need, Offer
from crisis.shelter.vocabulary import NeedState
from matching.actions import proposing
from matching.actions.handshake import decline_match
from matching.actions.proposing import look_again_for_groups, propose_matches
from matching.models import Match
from tests import cast
from tests.api.test_journey import settle
from tests.crisis.shelter.test_ledger import places_add_up

pytestmark = pytest.mark.django_db(transaction=True)
FAMILY = {"adults": 2, "children": 3}


@pytest.fixture
def paris():
    return cast.active_crisis()


def two_doors(paris) -> None:
    for places in (3, 4):
        cast.boris_opens(paris, places=places, contact=f"host{places}@example.org")
    settle()


def people() -> tuple[int, int]:
    told = Need.objects.values_list("adults", "children")
    return sum(adults for adults, _ in told), sum(children for _, children in told)


def test_who_said_so_is_split_when_no_single_door_takes_them_and_both_hosts_are_asked(paris):
    two_doors(paris)
    need = cast.amira_asks(paris, may_split=True, **FAMILY)
    settle()
    need.refresh_from_db()
    (part,) = parts_with(need)
    assert people() == (2, 3) and need.adults == part.adults == 1
    assert {need.state, part.state} == {NeedState.PROPOSED}
    assert (part.owner, part.cell, part.place.lat, part.posted_at) == (
        need.owner, need.cell, need.place.lat, need.posted_at,
    )  # fmt: skip
    assert Match.objects.values("offer").distinct().count() == 2
    kinds = list(Entry.objects.filter(subject=need.public_id).values_list("kind", flat=True))
    assert kinds.count("NeedDivided") == 1
    places_add_up()


def test_who_did_not_say_so_stays_together_and_waits(paris):
    two_doors(paris)
    need = cast.amira_asks(paris, **FAMILY)
    settle()
    assert Need.objects.get().people == 5 and not Match.objects.exists()
    with pytest.raises(MustStayTogether):
        divide_need(need=need, adults=1, children=1, origin=cast.WEB, at=cast.now())


def test_one_door_for_all_is_better_than_two(paris):
    two_doors(paris)
    cast.boris_opens(paris, places=5, contact="big@example.org")
    settle()
    cast.amira_asks(paris, may_split=True, **FAMILY)
    settle()
    assert Match.objects.get().need.people == 5


def test_doors_that_open_later_one_by_one_are_found_by_a_group_that_waits(paris):
    cast.amira_asks(paris, may_split=True, **FAMILY)
    settle()
    two_doors(paris)
    assert not Match.objects.exists()
    look_again_for_groups(crisis=paris, at=cast.now())
    settle()
    assert Match.objects.count() == 2 and people() == (2, 3)


@pytest.mark.parametrize("lost", [0, 1])
def test_a_group_that_loses_one_of_the_two_doors_meanwhile_stays_one(paris, monkeypatch, lost):
    two_doors(paris)
    need = cast.amira_asks(paris, may_split=True, **FAMILY)
    seen = proposing.division_of

    def a_moment_too_late(*asked, **more):
        division = seen(*asked, **more)
        Offer.objects.filter(pk=division.doors[lost].door.id).update(places_left=0)
        return division

    monkeypatch.setattr(proposing, "division_of", a_moment_too_late)
    assert propose_matches(need=need, at=cast.now()) is None
    assert need.people == Need.objects.get().people == 5 and not Match.objects.exists()
    Offer.objects.filter(places_left=0).update(places_left=F("places"))
    places_add_up()
    assert not Entry.objects.filter(kind="NeedDivided").exists()


def test_a_host_who_said_no_to_the_group_is_not_asked_for_a_part_of_it(paris):
    match = cast.proposed(paris, places=2)
    need = match.need
    decline_match(match=match, reason="too_late", origin=cast.WEB, at=cast.now())
    Need.objects.filter(pk=need.pk).update(adults=2, may_split=True)
    need.refresh_from_db()
    part = divide_need(need=need, adults=1, children=0, origin=cast.WEB, at=cast.now())
    settle()
    assert not Match.objects.filter(need=part).exists()


@pytest.mark.parametrize(("adults", "children"), [(0, 1), (2, 0), (1, 4), (1, -1)])
def test_a_part_has_an_adult_and_leaves_one(paris, adults, children):
    need = cast.amira_asks(paris, may_split=True, **FAMILY)
    with pytest.raises(Invalid) as refused:
        divide_need(need=need, adults=adults, children=children, origin=cast.WEB, at=cast.now())
    assert refused.value.errors and all(refused.value.errors.values())
    assert people() == (2, 3)


def test_two_who_divide_the_same_group_take_nobody_away_twice(paris):
    need = cast.amira_asks(paris, may_split=True, adults=4)
    stale = Need.objects.select_related("crisis", "place").get(pk=need.pk)
    divide_need(need=need, adults=1, children=0, origin=cast.WEB, at=cast.now())
    with pytest.raises(TooLate):
        divide_need(need=stale, adults=1, children=0, origin=cast.WEB, at=cast.now())
    assert people() == (4, 0)


def test_a_group_a_host_looks_at_is_not_divided_underneath(paris):
    cast.boris_opens(paris, places=6)
    need = cast.amira_asks(paris, may_split=True, **FAMILY)
    settle()
    with pytest.raises(TooLate):
        divide_need(need=need, adults=1, children=1, origin=cast.WEB, at=cast.now())


def test_a_couple_is_not_split_whatever_was_sent(paris):
    assert not cast.amira_asks(paris, adults=2, may_split=True).may_split
    need = cast.amira_asks(paris, may_split=True, **FAMILY)
    edit_need(
        need=need, draft=cast.need_draft(adults=1, children=4, may_split=True), origin=cast.WEB, at=cast.now()
    )
    need.refresh_from_db()
    assert not need.may_split


cuts = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 6), st.integers(0, 6)), max_size=8)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(2, 7), st.integers(0, 5), cuts)
def test_however_often_a_group_is_divided_nobody_is_lost_or_doubled(paris, adults, children, cuts):
    Need.objects.all().delete()
    cast.amira_asks(paris, adults=adults, children=children, may_split=True)
    for which, some, young in cuts:
        needs = list(Need.objects.select_related("crisis", "place").order_by("pk"))
        need = needs[which % len(needs)]
        with suppress(Invalid, MustStayTogether):
            divide_need(need=need, adults=some, children=young, origin=cast.WEB, at=cast.now())
    assert people() == (adults, children) and all(need.adults for need in Need.objects.all())
