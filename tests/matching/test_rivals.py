"""Everybody at once: proposals, answers and changes of mind in parallel, on real connections."""

import random
import threading

import pytest
from django.db import connection

from accounts.errors import Refused
from crisis.shelter.actions.needs import withdraw_need
from crisis.shelter.actions.offers import pause_offer, resume_offer
from crisis.shelter.models import Hold, Need, Offer
from crisis.shelter.vocabulary import ACTIVE_HOLDS
from matching.actions.handshake import (
    accept_match,
    cancel_match,
    decline_match,
    set_out,
    settle_need,
    settle_offer,
)
from matching.actions.proposing import offer_to_waiting, propose_matches
from matching.models import Match
from matching.vocabulary import LIVE, Side
from tests.cast import WEB, active_crisis, amira_asks, boris_opens, now
from tests.crisis.shelter.test_ledger import places_add_up

PEOPLE = 6
TURNS = 12


def one_turn(dice: random.Random) -> None:
    at = now()
    need = dice.choice(list(Need.objects.select_related("crisis")))
    offer = dice.choice(list(Offer.objects.select_related("crisis", "owner")))
    matches = list(
        Match.objects.filter(state__in=LIVE).select_related("offer__crisis", "need__crisis", "hold__offer")
    )
    match = dice.choice(matches) if matches else None
    moves = [
        lambda: propose_matches(need=need, at=at),
        lambda: offer_to_waiting(offer=offer, at=at),
        lambda: pause_offer(offer=offer, origin=WEB, at=at),
        lambda: resume_offer(offer=offer, origin=WEB, at=at),
        lambda: settle_offer(offer=offer, at=at, guests_too=False),
        lambda: withdraw_need(need=need, origin=WEB, at=at),
        lambda: settle_need(need=need, at=at),
    ]
    if match:
        moves += 2 * [
            lambda: accept_match(match=match, origin=WEB, at=at),
            lambda: decline_match(match=match, reason="other", origin=WEB, at=at),
            lambda: set_out(match=match, origin=WEB, at=at),
            lambda: cancel_match(match=match, side=Side.GUEST, origin=WEB, at=at),
        ]
    dice.choice(moves)()


@pytest.mark.django_db(transaction=True)
def test_whatever_everybody_does_at_once_no_place_is_given_twice_and_nobody_waits_for_ever():
    crisis = active_crisis()
    for places in (1, 1, 2, 3):
        boris_opens(crisis, places=places)
    for adults in (1, 1, 1, 2, 2, 3):
        amira_asks(crisis, adults=adults)
    broken: list[BaseException] = []

    def person(seed: int) -> None:
        dice = random.Random(seed)
        try:
            for _turn in range(TURNS):
                try:
                    one_turn(dice)
                except Refused:
                    continue
        except BaseException as failure:  # noqa: BLE001  seen by the assertion below
            broken.append(failure)
        finally:
            connection.close()

    people = [threading.Thread(target=person, args=(seed,)) for seed in range(PEOPLE)]
    for each in people:
        each.start()
    for each in people:
        each.join(60)
    assert broken == []
    assert not any(each.is_alive() for each in people)
    places_add_up()
    active = Hold.objects.filter(state__in=ACTIVE_HOLDS)
    assert active.count() == active.values("need").distinct().count()
