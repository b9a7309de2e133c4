"""The sweeps: what is due is closed, and whoever answers in the last second is heard."""

from datetime import timedelta

import pytest
from django.conf import settings

from crisis.shelter import tasks
from crisis.shelter.actions import needs
from crisis.shelter.actions.needs import expire_needs
from crisis.shelter.actions.offers import confirm_offer, pause_offer
from crisis.shelter.rules import NEED_LIFETIME
from crisis.shelter.tasks import ask_hosts, expire_offers
from crisis.shelter.vocabulary import NeedState, OfferState
from matching.actions.proposing import propose_matches
from tests.cast import WEB, active_crisis, amira_asks, boris_opens, now
from tests.crisis.shelter.test_ledger import places_add_up

pytestmark = pytest.mark.django_db
CONFIRM = timedelta(seconds=settings.CONFIRM_AFTER_SECONDS)
LAPSE = timedelta(seconds=settings.LAPSE_AFTER_SECONDS)


def between(monkeypatch, module, name: str, act) -> None:
    """`act` happens after the sweep has read and before it writes."""
    write = getattr(module, name)

    def late(*args, **named):
        act()
        return write(*args, **named)

    monkeypatch.setattr(module, name, late)


def silent_door(crisis, at):
    offer = boris_opens(crisis, at=at, until=at + timedelta(hours=24))
    ask_hosts(crisis, at + CONFIRM)
    return offer


def test_a_host_who_never_answers_finds_the_door_closed():
    crisis, at = active_crisis(), now()
    offer = silent_door(crisis, at)
    assert expire_offers(crisis, at + CONFIRM + LAPSE - timedelta(seconds=1)) == 0
    expire_offers(crisis, at + CONFIRM + LAPSE)
    offer.refresh_from_db()
    assert offer.state == OfferState.EXPIRED


def test_a_host_who_says_still_open_in_the_last_second_stays_open(monkeypatch):
    crisis, at = active_crisis(), now()
    offer, end = silent_door(crisis, at), at + CONFIRM + LAPSE
    between(monkeypatch, tasks, "expire_offer", lambda: confirm_offer(offer=offer, origin=WEB, at=end))
    expire_offers(crisis, end)
    offer.refresh_from_db()
    assert offer.state == OfferState.OPEN


def test_a_host_who_pauses_in_the_last_second_is_not_asked(monkeypatch):
    crisis, at = active_crisis(), now()
    offer = boris_opens(crisis, at=at, until=at + timedelta(hours=24))
    between(monkeypatch, tasks, "_ask", lambda: pause_offer(offer=offer, origin=WEB, at=at))
    ask_hosts(crisis, at + CONFIRM)
    offer.refresh_from_db()
    assert (offer.state, offer.asked_at) == (OfferState.PAUSED, None)


def test_a_guest_a_door_was_just_found_for_is_not_expired(monkeypatch):
    crisis, at = active_crisis(), now()
    need = amira_asks(crisis, at=at - NEED_LIFETIME)

    def find() -> None:
        boris_opens(crisis, at=at)
        propose_matches(need=need, at=at)

    between(monkeypatch, needs, "close_need", find)
    expire_needs(crisis=crisis, at=at)
    need.refresh_from_db()
    assert need.state == NeedState.PROPOSED
    places_add_up()


def test_one_guest_who_withdraws_in_between_does_not_stop_the_sweep(monkeypatch):
    crisis, at = active_crisis(), now()
    first, second = (amira_asks(crisis, at=at - NEED_LIFETIME - timedelta(minutes=n)) for n in (2, 1))
    close, seen = needs.close_need, []

    def late(*, need, **named):
        if not seen:
            seen.append(need)
            withdraw_first(need)
        return close(need=need, **named)

    def withdraw_first(need) -> None:
        close(need=need, to=NeedState.WITHDRAWN, origin=WEB, at=at)

    monkeypatch.setattr(needs, "close_need", late)
    expire_needs(crisis=crisis, at=at)
    for need in (first, second):
        need.refresh_from_db()
    assert (first.state, second.state) == (NeedState.WITHDRAWN, NeedState.EXPIRED)


def test_children_without_an_adult_are_never_given_up_by_the_clock():
    crisis, at = active_crisis(), now()
    alone = amira_asks(crisis, at=at - 2 * NEED_LIFETIME, adults=0, children=2)
    family = amira_asks(crisis, at=at - 2 * NEED_LIFETIME, adults=1, children=2)
    expire_needs(crisis=crisis, at=at)
    for need in (alone, family):
        need.refresh_from_db()
    assert (alone.state, family.state) == (NeedState.WAITING, NeedState.EXPIRED)
