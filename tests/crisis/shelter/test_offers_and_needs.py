"""#PorteOuverte: doors open, pause, lapse and close; needs are posted, closed and asked again."""

from datetime import timedelta

import pytest
from django.conf import settings

from accounts import throttle
from accounts.errors import Invalid, TooLate
from accounts.journal.models import Entry
from accounts.origin import Origin
from accounts.reach.models import Message
from crisis.activation.actions import stand_down_crisis
from crisis.shelter.actions.needs import (
    close_need,
    expire_needs,
    find_elsewhere,
    post_need,
    reopen_need,
    withdraw_need,
)
from crisis.shelter.actions.offers import (
    confirm_offer,
    edit_offer,
    hide_offer,
    open_offer,
    pause_offer,
    resume_offer,
    show_offer,
    withdraw_offer,
)
from crisis.shelter.actions.posting import CrisisClosed
from crisis.shelter.ledger import hold_places, take_places
from crisis.shelter.models import Hold, PublicOffer
from crisis.shelter.tasks import ask_hosts, expire_offers
from crisis.shelter.vocabulary import HoldState, NeedState, OfferState
from tests.cast import (
    VOUCHED,
    WEB,
    active_crisis,
    amira_asks,
    at_the_desk,
    boris_opens,
    draft_crisis,
    need_draft,
    now,
    offer_draft,
    place,
)

pytestmark = pytest.mark.django_db


def held(offer, need, places=1, minutes=15):
    return hold_places(
        offer=offer, need=need, places=places, until=now() + timedelta(minutes=minutes), at=now()
    )


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"places": 0}, "places"),
        ({"places": 31}, "places"),
        ({"first_name": " "}, "first_name"),
        ({"contact": ""}, "contact"),
        ({"contact": "12"}, "contact"),
        ({"until": now() - timedelta(hours=1)}, "until"),
        ({"until": now() + timedelta(days=60)}, "until"),
        ({"place": place((43.3, 5.4))}, "where"),
        ({"languages": ("xx",)}, "languages"),
    ],
)
def test_an_offer_that_cannot_work_is_refused_at_its_field(changes, field):
    with pytest.raises(Invalid) as refused:
        open_offer(crisis=active_crisis(), draft=offer_draft(**changes), origin=VOUCHED, at=now())
    assert list(refused.value.errors) == [field]


@pytest.mark.parametrize("changes", [{"adults": 0}, {"adults": -1}, {"adults": 21}])
def test_a_need_without_people_or_with_a_crowd_is_refused(changes):
    with pytest.raises(Invalid):
        post_need(crisis=active_crisis(), draft=need_draft(**changes), origin=VOUCHED, at=now())


def test_nothing_is_taken_by_a_crisis_that_is_not_active():
    crisis = draft_crisis()
    with pytest.raises(CrisisClosed):
        open_offer(crisis=crisis, draft=offer_draft(), origin=VOUCHED, at=now())
    crisis = active_crisis()
    stand_down_crisis(crisis=crisis, closing_message="", origin=at_the_desk(crisis.declared_by), at=now())
    with pytest.raises(CrisisClosed):
        post_need(crisis=crisis, draft=need_draft(), origin=VOUCHED, at=now())


def test_the_journal_knows_the_door_by_ids_only():
    offer = boris_opens(active_crisis())
    entry = Entry.objects.get(kind="OfferOpened")
    assert (entry.subject, entry.cell, entry.payload) == (offer.public_id, offer.cell, {"offer": offer.pk})


def test_a_paused_door_is_off_the_public_list_at_once_and_comes_back():
    offer = boris_opens(active_crisis())
    assert PublicOffer.objects.count() == 1
    pause_offer(offer=offer, origin=WEB, at=now())
    assert not PublicOffer.objects.exists()
    resume_offer(offer=offer, origin=WEB, at=now())
    assert PublicOffer.objects.count() == 1


def test_a_withdrawn_door_gives_its_held_places_back_and_stays_closed():
    crisis = active_crisis()
    offer, need = boris_opens(crisis), amira_asks(crisis)
    hold = held(offer, need)
    withdraw_offer(offer=offer, origin=WEB, at=now())
    hold.refresh_from_db()
    assert hold.state == HoldState.VOIDED
    assert offer.places_left == offer.places
    with pytest.raises(TooLate):
        resume_offer(offer=offer, origin=WEB, at=now())


def test_a_full_door_is_shown_as_full_and_no_longer_published():
    crisis = active_crisis()
    offer = boris_opens(crisis, places=1)
    held(offer, amira_asks(crisis))
    offer.refresh_from_db()
    assert offer.shown_state == "full"
    assert not PublicOffer.objects.exists()


def test_a_door_cannot_be_made_smaller_than_the_guests_inside():
    crisis = active_crisis()
    offer = boris_opens(crisis, places=3)
    take_places(hold=held(offer, amira_asks(crisis, adults=2), places=2), at=now())
    with pytest.raises(TooLate):
        edit_offer(offer=offer, draft=offer_draft(places=1), origin=WEB, at=now())
    edit_offer(offer=offer, draft=offer_draft(places=2), origin=WEB, at=now())
    assert (offer.places, offer.places_left) == (2, 0)


def test_a_host_is_asked_after_three_hours_and_the_door_lapses_when_nobody_answers():
    crisis = active_crisis()
    offer = boris_opens(crisis)
    later = now() + timedelta(seconds=settings.CONFIRM_AFTER_SECONDS + 1)
    assert ask_hosts(crisis, later) == 1
    assert ask_hosts(crisis, later) == 0
    too_late = later + timedelta(seconds=settings.LAPSE_AFTER_SECONDS + 1)
    expire_offers(crisis, too_late)
    offer.refresh_from_db()
    assert offer.state == OfferState.EXPIRED


def test_a_host_who_says_still_open_keeps_the_door():
    crisis = active_crisis()
    offer = boris_opens(crisis)
    later = now() + timedelta(seconds=settings.CONFIRM_AFTER_SECONDS + 1)
    ask_hosts(crisis, later)
    confirm_offer(offer=offer, origin=WEB, at=later)
    expire_offers(crisis, later + timedelta(seconds=settings.LAPSE_AFTER_SECONDS + 1))
    offer.refresh_from_db()
    assert offer.state == OfferState.OPEN


def test_a_door_closes_at_its_end():
    crisis = active_crisis()
    offer = boris_opens(crisis, until=now() + timedelta(hours=1))
    expire_offers(crisis, now() + timedelta(hours=2))
    offer.refresh_from_db()
    assert offer.state == OfferState.EXPIRED


def test_a_door_held_by_moderation_is_nowhere_and_comes_back_when_restored():
    crisis = active_crisis()
    offer, need = boris_opens(crisis), amira_asks(crisis)
    hide_offer(offer=offer, origin=WEB, at=now())
    assert not PublicOffer.objects.exists()
    with pytest.raises(TooLate):
        held(offer, need)
    show_offer(offer=offer, origin=WEB, at=now())
    assert PublicOffer.objects.exists()
    assert held(offer, need)


def test_a_need_closed_by_its_guest_frees_the_place_in_the_same_breath():
    crisis = active_crisis()
    offer, need = boris_opens(crisis), amira_asks(crisis)
    held(offer, need)
    find_elsewhere(need=need, origin=WEB, at=now())
    offer.refresh_from_db()
    assert (need.state, offer.places_left) == (NeedState.FOUND_ELSEWHERE, offer.places)
    assert Hold.objects.get().state == HoldState.RELEASED


def test_a_need_cannot_be_closed_twice_but_can_be_asked_again():
    need = amira_asks(active_crisis())
    withdraw_need(need=need, origin=WEB, at=now())
    with pytest.raises(TooLate):
        close_need(need=need, to=NeedState.FOUND_ELSEWHERE, origin=WEB, at=now())
    reopen_need(need=need, origin=WEB, at=now())
    assert need.state == NeedState.WAITING


def test_a_need_nobody_heard_of_for_a_day_expires():
    crisis = active_crisis()
    need = amira_asks(crisis)
    assert expire_needs(crisis=crisis, at=now() + timedelta(hours=23)) == 0
    assert expire_needs(crisis=crisis, at=now() + timedelta(hours=25)) == 1
    need.refresh_from_db()
    assert need.state == NeedState.EXPIRED


def test_the_codes_of_many_posts_of_one_network_leave_after_those_of_others(monkeypatch):
    monkeypatch.setitem(throttle.RATES, "codes_from", "2/hour")
    crisis, told = active_crisis(), {"door": WEB.door, "network": "192.0.2.1"}
    for number in range(3):
        amira_asks(crisis, origin=Origin(**told), contact=f"+3361234560{number}")
    boris_opens(crisis, origin=Origin(**told), contact="+33612345609")
    amira_asks(crisis, origin=Origin(**told | {"network": "192.0.2.2"}), contact="+33612345608")
    behind = list(Message.objects.order_by("pk").values_list("behind", flat=True))
    assert behind == [False, False, True, True, False], "each is sent"
