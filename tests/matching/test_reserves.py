"""A host asleep costs a guest minutes: the second-best door is kept in mind, and no place is held by it."""

from datetime import timedelta

import pytest
from django.conf import settings

from crisis.shelter.actions.offers import pause_offer, withdraw_offer
from crisis.shelter.vocabulary import NeedState, OfferState
from matching.actions.handshake import accept_match, lapse_matches
from matching.actions.proposing import propose_matches
from matching.actions.reserves import ask_reserves
from matching.drill.pace import hear_all
from matching.models import Match
from matching.vocabulary import MatchState
from tests.cast import OBERKAMPF, WEB, active_crisis, amira_asks, boris_opens, now, place
from tests.crisis.shelter.test_ledger import places_add_up

pytestmark = pytest.mark.django_db

NEXT_DOOR = (OBERKAMPF[0] + 0.001, OBERKAMPF[1])
DOWN_THE_STREET = (OBERKAMPF[0] + 0.006, OBERKAMPF[1])
SILENT = timedelta(seconds=settings.RESERVE_AFTER_SECONDS)


@pytest.fixture
def asked():
    """Boris is asked for Amira; a neighbour is in reserve. The match, the neighbour's door, the time of asking."""
    crisis, at = active_crisis(), now()
    boris_opens(crisis, place=place(NEXT_DOOR), places=1)
    neighbour = boris_opens(crisis, place=place(DOWN_THE_STREET), places=1, contact="neighbour@example.org")
    return propose_matches(need=amira_asks(crisis, at=at), at=at), neighbour, at


def test_the_second_best_door_is_kept_in_mind_and_no_place_of_it_is_held(asked):
    match, neighbour, _at = asked
    neighbour.refresh_from_db()
    assert match.reserve == neighbour and neighbour.places_left == 1


def test_a_silent_host_costs_five_minutes_and_the_reserve_is_asked_at_once(asked):
    match, neighbour, at = asked
    assert ask_reserves(crisis=match.crisis, at=at + SILENT - timedelta(seconds=1)) == 0
    assert ask_reserves(crisis=match.crisis, at=at + SILENT) == 1
    match.refresh_from_db()
    second = Match.objects.get(state=MatchState.PROPOSED)
    assert match.state == MatchState.LAPSED and second.offer == neighbour and second.need == match.need
    hear_all()
    assert Match.objects.count() == 2
    places_add_up()


def test_the_silent_hosts_door_stays_open_for_they_were_promised_longer(asked):
    match, _neighbour, at = asked
    ask_reserves(crisis=match.crisis, at=at + SILENT)
    match.offer.refresh_from_db()
    assert match.offer.state == OfferState.OPEN and match.offer.places_left == 1


@pytest.mark.parametrize("gone", ["taken", "paused", "withdrawn"])
def test_a_reserve_that_is_gone_is_forgotten_and_the_host_has_the_full_time(asked, gone):
    match, neighbour, at = asked
    if gone == "taken":
        assert propose_matches(need=amira_asks(match.crisis, at=at), at=at).offer == neighbour
    else:
        act = {"paused": pause_offer, "withdrawn": withdraw_offer}[gone]
        act(offer=neighbour, origin=WEB, at=at)
    assert ask_reserves(crisis=match.crisis, at=at + SILENT) == 0
    match.refresh_from_db()
    assert match.state == MatchState.PROPOSED and match.reserve is None
    match.need.refresh_from_db()
    assert match.need.state == NeedState.PROPOSED
    lapse_matches(crisis=match.crisis, at=at + timedelta(seconds=settings.HOLD_SECONDS))
    match.refresh_from_db()
    assert match.state == MatchState.LAPSED
    places_add_up()


def test_a_host_who_said_yes_is_not_passed_over(asked):
    match, _neighbour, at = asked
    accept_match(match=match, origin=WEB, at=at + timedelta(minutes=1))
    assert ask_reserves(crisis=match.crisis, at=at + SILENT) == 0
    assert Match.objects.get().state == MatchState.ACCEPTED


def test_another_door_of_the_same_host_is_no_reserve():
    crisis, at = active_crisis(), now()
    boris = boris_opens(crisis, place=place(NEXT_DOOR), places=1)
    second = boris_opens(crisis, place=place(DOWN_THE_STREET), places=1)
    type(second).objects.filter(pk=second.pk).update(owner=boris.owner)
    assert propose_matches(need=amira_asks(crisis, at=at), at=at).reserve is None
