"""Hosts are asked so often and no more; what was lost on the way is found by the sweep."""

from datetime import timedelta

import pytest
from django.conf import settings

from accounts.errors import Invalid
from accounts.reach.models import Message
from crisis.shelter.actions.needs import withdraw_need
from crisis.shelter.actions.offers import confirm_offer, edit_offer, expire_offer, pause_offer
from crisis.shelter.events import OfferAsked
from crisis.shelter.models import Offer, OfferPlace, OpenDoor
from crisis.shelter.tasks import ask_hosts
from crisis.shelter.vocabulary import NeedState, OfferState
from matching import gather, notices
from matching.actions.by_hand import propose_by_hand
from matching.actions.handshake import lapse_matches, settle_need
from matching.actions.proposing import offer_to_waiting, propose_matches
from matching.engine.values import MOST_IN_VAIN, Refusal
from matching.vocabulary import MatchState
from matching.why import why_it_waits
from tests.cast import (
    OBERKAMPF,
    WEB,
    active_crisis,
    amira_asks,
    at_the_desk,
    boris_opens,
    now,
    offer_draft,
    place,
    proposed,
)
from tests.crisis.shelter.test_ledger import places_add_up

pytestmark = pytest.mark.django_db
AFTER_THE_HOLD = timedelta(seconds=settings.HOLD_SECONDS + 1)
TWO_KM_OFF = (OBERKAMPF[0] + 0.018, OBERKAMPF[1])


def edited(*, offer, origin, at):
    edit_offer(offer=offer, draft=offer_draft(until=at + timedelta(hours=20)), origin=origin, at=at)


def asked_in_vain(crisis, at, times=MOST_IN_VAIN) -> None:
    for _again in range(times):
        need = amira_asks(crisis, at=at)
        assert propose_matches(need=need, at=at)
        withdraw_need(need=need, origin=WEB, at=at)
        settle_need(need=need, at=at)


def test_a_host_asked_for_nothing_ten_times_is_left_in_peace_for_an_hour():
    crisis, at = active_crisis(), now()
    boris_opens(crisis, at=at)
    asked_in_vain(crisis, at)
    need = amira_asks(crisis, at=at)
    assert propose_matches(need=need, at=at) is None
    places_add_up()
    need.refresh_from_db()
    assert propose_matches(need=need, at=at + timedelta(minutes=61))


@pytest.fixture
def tired():
    """Boris has twelve doors near by and was asked at one of them in vain; Carl's one stands two kilometres off."""
    crisis, at = active_crisis(), now()
    first = boris_opens(crisis, at=at)
    asked_in_vain(crisis, at)
    for _door in range(11):
        boris_opens(crisis, at=at)
    Offer.objects.update(owner=first.owner)
    OpenDoor.objects.update(host=first.owner_id)
    carl = boris_opens(crisis, at=at, place=place(TWO_KM_OFF), contact="carl@example.org")
    return {"need": amira_asks(crisis, at=at), "boris": first, "carl": carl, "at": at}


def test_all_doors_of_a_host_at_rest_are_searched_past(tired):
    assert propose_matches(need=tired["need"], at=tired["at"]).offer == tired["carl"]


def test_the_desk_reads_that_a_host_rests_and_is_offered_only_doors_that_would_be_asked(tired):
    why = why_it_waits(tired["need"], at=tired["at"])
    assert [offer for offer, _best in why.doors] == [tired["carl"]]
    assert why.told.alone[Refusal.RESTING] == 12
    assert "left in peace" in " ".join(why.sentences) and all(
        "left in peace" in miss.why for miss in why.misses
    )


def test_a_coordinator_may_ask_a_host_at_rest_and_says_why(tired):
    chen = tired["need"].crisis.declared_by
    asked = {"offer": tired["boris"], "need": tired["need"], "origin": at_the_desk(chen), "at": tired["at"]}
    with pytest.raises(Invalid):
        propose_by_hand(**asked)
    assert propose_by_hand(**asked, reason="They called and said that they are up.").offer == tired["boris"]


@pytest.mark.parametrize("says_so", [confirm_offer, edited])
def test_a_host_who_says_open_is_asked_again_at_once(says_so):
    crisis, at = active_crisis(), now()
    door, later = boris_opens(crisis, at=at), at + timedelta(minutes=5)
    asked_in_vain(crisis, at)
    need = amira_asks(crisis, at=later)
    assert propose_matches(need=need, at=later) is None
    says_so(offer=door, origin=WEB, at=later)
    assert propose_matches(need=need, at=later).offer == door


def test_the_question_whether_a_door_is_still_open_carries_a_link_and_a_subject():
    crisis, at = active_crisis(), now()
    offer = boris_opens(crisis, at=at, until=at + timedelta(hours=24))
    ask_hosts(crisis, at + timedelta(seconds=settings.CONFIRM_AFTER_SECONDS))
    asked = OfferAsked(crisis_id=crisis.pk, subject=offer.public_id, at=at, offer=offer.pk)
    notices.ask_whether_still_open(asked)
    message = Message.objects.get()
    assert "/m/" in message.text and message.subject


def test_a_door_past_its_end_opens_again_with_a_new_one():
    crisis, at = active_crisis(), now()
    offer = boris_opens(crisis, at=at)
    expire_offer(offer=offer, origin=WEB, at=at)
    edit_offer(offer=offer, draft=offer_draft(until=at + timedelta(hours=20)), origin=WEB, at=at)
    assert (offer.state, offer.closed_at) == (OfferState.OPEN, None)


def test_an_address_typed_anew_may_be_bettered_anew():
    offer = boris_opens(active_crisis())
    OfferPlace.objects.update(asked_outside_at=now())
    edit_offer(offer=offer, draft=offer_draft(), origin=WEB, at=now())
    assert OfferPlace.objects.get().asked_outside_at is None


@pytest.mark.parametrize("closed", [False, True])
def test_a_handshake_whose_end_was_never_heard_of_is_ended_by_the_sweep(closed):
    crisis, at = active_crisis(), now()
    match = proposed(crisis, at)
    if closed:
        withdraw_need(need=match.need, origin=WEB, at=at)
    else:
        pause_offer(offer=match.offer, origin=WEB, at=at)
    assert lapse_matches(crisis=crisis, at=at) == 0
    lapse_matches(crisis=crisis, at=at + AFTER_THE_HOLD)
    match.refresh_from_db()
    match.need.refresh_from_db()
    assert match.state == MatchState.WITHDRAWN
    assert match.need.state == (NeedState.WITHDRAWN if closed else NeedState.WAITING)
    places_add_up()


def test_needs_a_door_was_tried_for_do_not_hide_the_next_one_from_it(monkeypatch):
    monkeypatch.setattr(gather, "MOST_WAITING", 1)
    monkeypatch.setattr(gather, "WAITING_AT_ONCE", 1)
    crisis, at = active_crisis(), now()
    match = proposed(crisis, at)
    lapse_matches(crisis=crisis, at=at + AFTER_THE_HOLD)
    next_one = amira_asks(crisis, at=at + AFTER_THE_HOLD)
    draft = offer_draft(until=at + timedelta(hours=20))
    edit_offer(offer=match.offer, draft=draft, origin=WEB, at=at)
    match.offer.state = OfferState.OPEN
    match.offer.save(update_fields=["state"])
    made = offer_to_waiting(offer=match.offer, at=at + AFTER_THE_HOLD)
    assert [each.need for each in made] == [next_one]
