"""Everybody at once: proposals, answers and changes of mind in parallel, on real connections."""

import random
import threading

import pytest
from django.db import connection

from accounts.errors import Refused
from accounts.people.models import Person
from accounts.people.suspending import PersonSuspended, lift_suspension
from crisis.desk.suspending import standing_suspension, suspend_owner
from crisis.shelter.actions.needs import edit_need, expire_needs, withdraw_need
from crisis.shelter.actions.offers import (
    edit_offer,
    expire_offer,
    hide_offer,
    pause_offer,
    resume_offer,
    show_offer,
)
from crisis.shelter.listeners import follow_the_hosts_standing
from crisis.shelter.models import Hold, Need, Offer
from crisis.shelter.vocabulary import ACTIVE_HOLDS, HoldState
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
from matching.vocabulary import LIVE, MatchState, Side
from tests import cast
from tests.cast import WEB, active_crisis, amira_asks, boris_opens, need_draft, now, offer_draft
from tests.crisis.shelter.test_ledger import places_add_up

PEOPLE = 6
TURNS = 12


def _changed_door(dice: random.Random):
    return offer_draft(places=dice.choice((1, 2, 3)), women_only=dice.random() < 0.3)


def what_is_asked_fits_what_is_held() -> None:
    """A hold is for as many as the need has, and nobody is proposed a door that would refuse them."""
    asked = Match.objects.filter(state=MatchState.PROPOSED, hold__state=HoldState.HELD)
    for match in asked.select_related("offer", "need", "hold"):
        assert match.hold.places == match.need.people
        assert not (match.offer.women_only and not match.need.women_group)


def _suspend_or_lift(offer: Offer, at) -> None:
    """As the listener does; the two may cross."""
    owner, chen = Person.objects.get(pk=offer.owner_id), cast.at_the_desk(offer.crisis.declared_by)
    if standing := standing_suspension(owner):
        lift_suspension(suspension=standing, origin=chen, at=at)
    else:
        suspend_owner(posted=offer, reason="x", origin=chen, at=at)
    happened = PersonSuspended(crisis_id=offer.crisis_id, subject=owner.public_id, at=at, person=owner.pk)
    follow_the_hosts_standing(happened)


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
        lambda: edit_offer(offer=offer, draft=_changed_door(dice), origin=WEB, at=at),
        lambda: edit_need(need=need, draft=need_draft(adults=dice.choice((1, 2, 3))), origin=WEB, at=at),
        lambda: (hide_offer if dice.random() < 0.5 else show_offer)(offer=offer, origin=WEB, at=at),
        lambda: _suspend_or_lift(offer, at),
        lambda: expire_offer(offer=offer, origin=WEB, at=at),
        lambda: expire_needs(crisis=need.crisis, at=at),
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
    what_is_asked_fits_what_is_held()
    active = Hold.objects.filter(state__in=ACTIVE_HOLDS)
    assert active.count() == active.values("need").distinct().count()
