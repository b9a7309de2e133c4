"""A host or guest edits while a door is being chosen: the row as it is decides, not as it was read."""

import pytest

from crisis.shelter.actions.needs import edit_need, reopen_need, withdraw_need
from crisis.shelter.actions.offers import edit_offer
from crisis.shelter.ledger import NoRoom, hold_places
from crisis.shelter.models import Hold, Need, Offer, PublicOffer
from matching.actions import proposing
from matching.actions.by_hand import propose_by_hand
from matching.actions.proposing import propose_matches
from matching.actions.rounds import propose_waiting
from matching.drill.pace import hear_all
from matching.models import Match
from matching.vocabulary import MatchState
from tests.cast import (
    OBERKAMPF,
    WEB,
    active_crisis,
    amira_asks,
    at_the_desk,
    boris_opens,
    need_draft,
    now,
    offer_draft,
    place,
)
from tests.crisis.shelter.test_ledger import places_add_up

pytestmark = pytest.mark.django_db


def just_before_the_hold(monkeypatch, act) -> None:
    def hold(**asked):
        act()
        return hold_places(**asked)

    monkeypatch.setattr(proposing, "hold_places", hold)


def test_a_door_that_became_women_only_in_between_is_not_given_to_a_man(monkeypatch):
    crisis = active_crisis()
    offer, need = boris_opens(crisis), amira_asks(crisis)
    other = Offer.objects.select_related("crisis").get(pk=offer.pk)
    edit = {"offer": other, "draft": offer_draft(women_only=True), "origin": WEB, "at": now()}
    just_before_the_hold(monkeypatch, lambda: edit_offer(**edit))
    assert propose_matches(need=need, at=now()) is None
    assert not Match.objects.exists() and not Hold.objects.exists()
    places_add_up()


def test_a_group_that_grew_in_between_does_not_get_a_hold_for_one(monkeypatch):
    crisis = active_crisis()
    boris_opens(crisis, places=5)
    need = amira_asks(crisis)
    other = Need.objects.select_related("crisis").get(pk=need.pk)
    edit = {"need": other, "draft": need_draft(adults=4), "origin": WEB, "at": now()}
    just_before_the_hold(monkeypatch, lambda: edit_need(**edit))
    assert propose_matches(need=need, at=now()) is None
    places_add_up()


def test_a_coordinator_overrules_the_distance_but_not_an_edit(monkeypatch):
    crisis = active_crisis()
    offer, need = boris_opens(crisis), amira_asks(crisis, pets=False)
    other = Offer.objects.select_related("crisis").get(pk=offer.pk)
    edit = {"offer": other, "draft": offer_draft(women_only=True), "origin": WEB, "at": now()}
    just_before_the_hold(monkeypatch, lambda: edit_offer(**edit))
    with pytest.raises(NoRoom):
        propose_by_hand(offer=offer, need=need, origin=at_the_desk(crisis.declared_by), at=now())
    places_add_up()


def test_a_door_that_moved_in_between_is_published_and_measured_where_it_is(monkeypatch):
    crisis = active_crisis()
    offer, need = boris_opens(crisis), amira_asks(crisis)
    other = Offer.objects.select_related("crisis").get(pk=offer.pk)
    moved = offer_draft(place=place(OBERKAMPF))
    just_before_the_hold(monkeypatch, lambda: edit_offer(offer=other, draft=moved, origin=WEB, at=now()))
    match = propose_matches(need=need, at=now())
    offer.refresh_from_db()
    assert PublicOffer.objects.get(offer=offer).cell == offer.cell
    assert match.metres < 10


def test_a_need_opened_again_keeps_the_door_asked_since_though_its_closing_is_heard_late():
    crisis = active_crisis()
    need = amira_asks(crisis)
    withdraw_need(need=need, origin=WEB, at=now())
    reopen_need(need=need, origin=WEB, at=now())
    boris_opens(crisis)
    match = propose_matches(need=Need.objects.select_related("crisis").get(pk=need.pk), at=now())
    hear_all()
    match.refresh_from_db()
    assert match.state == MatchState.PROPOSED


@pytest.mark.parametrize("together", [False, True], ids=["alone", "together"])
def test_opened_again_before_its_closing_was_heard_a_need_gets_its_next_door_once_the_first_is_let_go(
    together,
):
    crisis = active_crisis()
    boris_opens(crisis), boris_opens(crisis)
    need = amira_asks(crisis)
    first = propose_matches(need=need, at=now())
    withdraw_need(need=need, origin=WEB, at=now())
    reopen_need(need=need, origin=WEB, at=now())
    made = propose_waiting(crisis=crisis, at=now()) if together else propose_matches(need=need, at=now())
    assert not made
    hear_all()
    first.refresh_from_db()
    again = Match.objects.exclude(pk=first.pk).get()
    assert (first.state, again.state) == (MatchState.WITHDRAWN, MatchState.PROPOSED)
    places_add_up()
