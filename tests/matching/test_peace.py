"""Hosts are asked so often and no more; what was lost on the way is found by the sweep."""

from datetime import timedelta

import pytest
from django.conf import settings

from accounts.reach.models import Message
from crisis.shelter.actions.needs import withdraw_need
from crisis.shelter.actions.offers import edit_offer, expire_offer, pause_offer
from crisis.shelter.events import OfferAsked
from crisis.shelter.models import OfferPlace
from crisis.shelter.tasks import ask_hosts
from crisis.shelter.vocabulary import NeedState, OfferState
from matching import gather, notices
from matching.actions.handshake import lapse_matches, settle_need
from matching.actions.proposing import MOST_IN_VAIN, offer_to_waiting, propose_matches
from matching.vocabulary import MatchState
from tests.cast import WEB, active_crisis, amira_asks, boris_opens, now, offer_draft, proposed
from tests.crisis.shelter.test_ledger import places_add_up

pytestmark = pytest.mark.django_db
AFTER_THE_HOLD = timedelta(seconds=settings.HOLD_SECONDS + 1)


def test_a_host_asked_for_nothing_ten_times_is_left_in_peace_for_an_hour():
    crisis, at = active_crisis(), now()
    boris_opens(crisis, at=at)
    for _again in range(MOST_IN_VAIN):
        need = amira_asks(crisis, at=at)
        assert propose_matches(need=need, at=at)
        withdraw_need(need=need, origin=WEB, at=at)
        settle_need(need=need, at=at)
    need = amira_asks(crisis, at=at)
    assert propose_matches(need=need, at=at) is None
    places_add_up()
    need.refresh_from_db()
    assert propose_matches(need=need, at=at + timedelta(minutes=61))


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
