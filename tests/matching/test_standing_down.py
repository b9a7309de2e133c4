"""A crisis is stood down: everybody who waits gets an answer, and nobody on the way is forgotten."""

from datetime import timedelta

import pytest

from accounts.reach.models import Message
from crisis.activation.actions import stand_down_crisis
from crisis.desk.models import Case
from crisis.shelter.actions.needs import edit_need, reopen_need
from crisis.shelter.actions.offers import resume_offer
from crisis.shelter.actions.posting import CrisisClosed
from crisis.shelter.events import NeedClosed, OfferExpired
from crisis.shelter.vocabulary import NeedState, OfferState
from matching import notices
from matching.actions.by_hand import propose_by_hand
from matching.actions.closing import close_what_waits
from matching.actions.proposing import offer_to_waiting, propose_matches
from matching.tasks import sweep_matches
from matching.vocabulary import MatchState
from tests.cast import (
    WEB,
    accepted,
    active_crisis,
    amira_asks,
    at_the_desk,
    boris_opens,
    coming,
    need_draft,
    now,
    proposed,
)
from tests.crisis.shelter.test_ledger import places_add_up

pytestmark = pytest.mark.django_db


def stand_down(crisis) -> None:
    desk = at_the_desk(crisis.declared_by)
    stand_down_crisis(crisis=crisis, closing_message="Go home safely.", origin=desk, at=now())


@pytest.mark.parametrize("reached", [proposed, accepted])
def test_a_handshake_nobody_set_out_on_ends_and_so_do_its_need_and_its_door(reached):
    crisis = active_crisis()
    match = reached(crisis)
    waiting = amira_asks(crisis, pets=True)
    stand_down(crisis)
    for _twice in range(2):
        close_what_waits(crisis=crisis, at=now())
    for row in (match, match.need, match.offer, waiting):
        row.refresh_from_db()
    assert match.state == MatchState.WITHDRAWN
    assert match.need.state == waiting.state == NeedState.EXPIRED
    assert match.offer.state == OfferState.EXPIRED
    places_add_up()


def test_a_guest_on_the_way_is_not_stopped_and_still_watched():
    crisis = active_crisis()
    match = coming(crisis, now() - timedelta(hours=3))
    stand_down(crisis)
    sweep_matches()
    match.refresh_from_db()
    match.need.refresh_from_db()
    assert (match.state, match.need.state) == (MatchState.COMING, NeedState.MATCHED)
    assert Case.objects.filter(subject=match.need.public_id).exists()
    places_add_up()


def test_nothing_is_proposed_resumed_edited_or_reopened_in_a_closed_crisis():
    crisis = active_crisis()
    offer, need = boris_opens(crisis), amira_asks(crisis)
    stand_down(crisis)
    assert propose_matches(need=need, at=now()) is None
    assert offer_to_waiting(offer=offer, at=now()) == []
    desk = at_the_desk(crisis.declared_by)
    for act in (
        lambda: propose_by_hand(offer=offer, need=need, origin=desk, at=now()),
        lambda: resume_offer(offer=offer, origin=WEB, at=now()),
        lambda: edit_need(need=need, draft=need_draft(), origin=WEB, at=now()),
        lambda: reopen_need(need=need, origin=WEB, at=now()),
    ):
        with pytest.raises(CrisisClosed):
            act()


def test_whoever_waited_is_told_that_the_crisis_is_closed():
    crisis = active_crisis()
    need, offer = amira_asks(crisis, contact="amira@example.org"), boris_opens(crisis)
    stand_down(crisis)
    close_what_waits(crisis=crisis, at=now())
    by = {"crisis_id": crisis.pk, "at": now()}
    told = NeedClosed(subject=need.public_id, need=need.pk, state=NeedState.EXPIRED, **by)
    notices.tell_that_we_stopped_looking(told)
    notices.tell_that_the_door_is_closed(OfferExpired(subject=offer.public_id, offer=offer.pk, **by))
    assert [m.contact.person_id for m in Message.objects.order_by("pk")] == [need.owner_id, offer.owner_id]
    assert all("/m/" in m.text and "closed" in m.text for m in Message.objects.all())
