"""Hosts who sleep, vanish, are suspended or hidden: no guest pays for it, and none inside is forgotten."""

from datetime import timedelta

import pytest
from django.conf import settings

from accounts.errors import NotThere
from accounts.people.models import Person
from accounts.reach.models import Message
from crisis.desk.models import Case
from crisis.desk.vocabulary import Why
from crisis.shelter.actions.offers import confirm_offer, expire_offer, hide_offer, resume_offer
from crisis.shelter.events import OfferHidden
from crisis.shelter.vocabulary import HoldState, NeedState, OfferState
from matching import listeners, notices
from matching.actions.erasing import erase_person
from matching.actions.handshake import accept_match, decline_match, lapse_matches, set_out
from matching.actions.proposing import offer_to_waiting, propose_matches
from matching.actions.steps import close, match_event
from matching.drill.pace import hear_all
from matching.events import MatchClosed
from matching.models import Match
from matching.vocabulary import EndReason, MatchState, Side
from tests.cast import (
    WEB,
    accepted,
    active_crisis,
    amira_asks,
    arrived,
    boris_opens,
    coming,
    now,
    proposed,
)
from tests.crisis.shelter.test_ledger import places_add_up

pytestmark = pytest.mark.django_db
AFTER_THE_HOLD = timedelta(seconds=settings.HOLD_SECONDS + 1)


def test_a_host_who_did_not_answer_is_not_asked_for_the_next_guest_until_they_resume():
    crisis, at = active_crisis(), now()
    match = proposed(crisis, at)
    later = at + AFTER_THE_HOLD
    lapse_matches(crisis=crisis, at=later)
    match.offer.refresh_from_db()
    assert match.offer.state == OfferState.PAUSED
    second = amira_asks(crisis, at=later)
    assert propose_matches(need=second, at=later) is None
    resume_offer(offer=match.offer, origin=WEB, at=later)
    assert [made.need for made in offer_to_waiting(offer=match.offer, at=later)] == [second]
    places_add_up()


def test_a_host_who_slept_and_opens_again_is_asked_for_the_one_who_still_waits():
    crisis, at = active_crisis(), now()
    match = proposed(crisis, at)
    later = at + AFTER_THE_HOLD
    lapse_matches(crisis=crisis, at=later)
    assert offer_to_waiting(offer=match.offer, at=later) == []
    resume_offer(offer=match.offer, origin=WEB, at=later + timedelta(minutes=1))
    (again,) = offer_to_waiting(offer=match.offer, at=later + timedelta(minutes=1))
    assert again.need == match.need
    places_add_up()


def test_a_host_whose_reserve_was_asked_and_who_says_still_open_is_asked_again():
    crisis, at = active_crisis(), now()
    match, later = proposed(crisis, at), at + timedelta(minutes=10)
    close(
        match, before=(MatchState.PROPOSED,), to=MatchState.LAPSED, hold_to=HoldState.RELEASED,
        need_to=NeedState.WAITING, side=Side.HOST, origin=WEB, at=at + timedelta(minutes=5),
    )  # fmt: skip
    hear_all()
    assert match.need.matches.count() == 1, "silence alone is not asked again"
    confirm_offer(offer=match.offer, origin=WEB, at=later)
    hear_all()
    assert match.need.matches.count() == 2


def test_a_host_who_said_no_is_not_asked_again_when_they_open():
    match, at = proposed(active_crisis()), now()
    decline_match(match=match, reason=EndReason.NO_ROOM_NOW, origin=WEB, at=at)
    resume_offer(offer=match.offer, origin=WEB, at=at + timedelta(minutes=1))
    assert offer_to_waiting(offer=match.offer, at=at + timedelta(minutes=1)) == []


def test_a_host_who_did_not_answer_is_told_why_the_door_is_paused():
    crisis, at = active_crisis(), now()
    match = proposed(crisis, at)
    lapse_matches(crisis=crisis, at=at + AFTER_THE_HOLD)
    match.refresh_from_db()
    closed = match_event(MatchClosed, match, at, state=match.state, side=match.closed_by)
    notices.tell_what_changed(closed)
    assert "paused" in Message.objects.get(contact__person=match.offer.owner).text


@pytest.mark.parametrize(
    ("reason", "state"),
    [(EndReason.NO_ROOM_NOW, OfferState.PAUSED), (EndReason.NOT_AT_EASE, OfferState.OPEN)],
)
def test_no_room_pauses_the_door_and_another_reason_does_not(reason, state):
    match = proposed(active_crisis())
    decline_match(match=match, reason=reason, origin=WEB, at=now())
    match.offer.refresh_from_db()
    assert match.offer.state == state


def test_a_host_who_said_yes_to_one_keeps_that_promise_when_another_question_lapses():
    crisis, at = active_crisis(), now()
    offer = boris_opens(crisis, at=at, places=2)
    asleep = propose_matches(need=amira_asks(crisis, at=at), at=at)
    later = at + AFTER_THE_HOLD - timedelta(minutes=2)
    promised = propose_matches(need=amira_asks(crisis, at=later), at=later)
    accept_match(match=promised, origin=WEB, at=later)
    lapse_matches(crisis=crisis, at=at + AFTER_THE_HOLD)
    for row in (asleep, promised, offer):
        row.refresh_from_db()
    assert (asleep.state, promised.state, offer.state) == ("lapsed", "accepted", "open")


def test_nobody_is_sent_to_a_suspended_host():
    match = proposed(active_crisis())
    suspended = Person.objects.filter(pk=match.offer.owner_id)
    suspended.update(suspended_at=now())
    with pytest.raises(NotThere):
        accept_match(match=match, origin=WEB, at=now())
    suspended.update(suspended_at=None)
    accept_match(match=match, origin=WEB, at=now())
    suspended.update(suspended_at=now())
    with pytest.raises(NotThere):
        set_out(match=match, origin=WEB, at=now())


def test_a_guest_inside_a_door_that_moderation_hides_comes_before_a_coordinator():
    match = arrived(active_crisis())
    hide_offer(offer=match.offer, origin=WEB, at=now())
    happened = {"crisis_id": match.crisis_id, "subject": match.offer.public_id, "at": now()}
    for _twice in range(2):
        listeners.protect_the_guests(OfferHidden(offer=match.offer_id, **happened))
    assert Case.objects.get(subject=match.need.public_id).why == Why.UNSAFE_DOOR


@pytest.mark.parametrize("expired_before", [False, True])
def test_a_host_who_is_erased_leaves_no_guest_walking_to_a_blank_address(expired_before):
    match = coming(active_crisis())
    if expired_before:
        expire_offer(offer=match.offer, origin=WEB, at=now())
    erase_person(person=match.offer.owner, origin=WEB, at=now())
    match.refresh_from_db()
    match.need.refresh_from_db()
    assert (match.state, match.need.state) == (MatchState.WITHDRAWN, NeedState.WAITING)
    assert Case.objects.filter(subject=match.need.public_id, why=Why.ASKED_FOR_US).exists()


def test_a_guest_inside_when_the_host_is_erased_comes_before_a_coordinator():
    match = arrived(active_crisis())
    erase_person(person=match.offer.owner, origin=WEB, at=now())
    assert Case.objects.filter(subject=match.need.public_id, why=Why.ASKED_FOR_US).exists()
    assert Match.objects.get().state == MatchState.ARRIVED


def test_a_need_that_was_reopened_may_let_a_door_lapse_again():
    crisis, at = active_crisis(), now()
    match = accepted(crisis, at)
    lapse_matches(crisis=crisis, at=at + AFTER_THE_HOLD)
    later = at + timedelta(hours=1)
    match.need.refresh_from_db()
    match.need.posted_at = later
    match.need.save(update_fields=["posted_at"])
    boris_opens(crisis, at=later)
    second = propose_matches(need=match.need, at=later)
    accept_match(match=second, origin=WEB, at=later)
    lapse_matches(crisis=crisis, at=later + AFTER_THE_HOLD)
    second.need.refresh_from_db()
    assert second.need.state == NeedState.WAITING
