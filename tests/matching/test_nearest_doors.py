"""The search for one need reads few rows, and finds what a look at every row finds."""

import random
from datetime import timedelta

import pytest

from crisis.shelter.actions.offers import edit_offer, hide_offer, pause_offer, resume_offer, show_offer
from crisis.shelter.models import Offer, OpenDoor
from crisis.shelter.queries import open_offers
from matching import nearest
from matching.actions.handshake import decline_match
from matching.actions.proposing import propose_matches
from matching.doors import door_of, with_verification
from matching.engine.places import REACH_METRES, Refusal, metres_between, refusals
from matching.gather import party_of
from matching.nearest import nearest_doors
from matching.vocabulary import EndReason
from tests.cast import (
    ALIBERT,
    OBERKAMPF,
    WEB,
    active_crisis,
    amira_asks,
    boris_opens,
    now,
    offer_draft,
    place,
)
from tests.crisis.livemap.crowd import crowd

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_remembered():
    nearest._reaches.clear()


def by_hand(need, count: int) -> list[int]:
    """Every open door within reach judged by the engine, the nearest first; how far is told is judged afterwards."""
    party, at = party_of(need), now()
    doors = [door_of(offer) for offer in with_verification(open_offers(need.crisis))]
    near = [door for door in doors if metres_between(door, party) <= REACH_METRES]
    suited = [door for door in near if not set(refusals(door, party, at=at)) - {Refusal.TOO_FAR}]
    return [door.id for door in sorted(suited, key=lambda door: (metres_between(door, party), door.id))][
        :count
    ]


def found(need, count: int) -> list[int]:
    return [pk for _metres, pk in nearest_doors(need.crisis_id, party_of(need), at=now(), count=count)]


def test_among_many_the_ten_nearest_that_suit_are_those_a_look_at_each_finds():
    crisis, dice = active_crisis(), random.Random(3)
    crowd(crisis, 600)
    boris = boris_opens(crisis)
    OpenDoor.objects.update(host=boris.owner_id)
    Offer.objects.update(owner=boris.owner_id)
    some = [pk for pk in Offer.objects.values_list("pk", flat=True) if pk % 3]
    for rows in (Offer.objects.filter(pk__in=some), OpenDoor.objects.filter(offer__in=some)):
        rows.update(step_free=True, pets=True)
    for _each in range(4):
        where = (dice.gauss(crisis.lat, 0.03), dice.gauss(crisis.lon, 0.05))
        need = amira_asks(crisis, place=place(where), step_free=True, pets=dice.random() < 0.5, adults=2)
        assert found(need, 10) == by_hand(need, 10)
        assert found(need, 10) == by_hand(need, 10), "and again, from what is remembered"


def is_found(offer, need) -> bool:
    return found(need, 10) == by_hand(need, 10) == [offer.pk]


def test_the_copy_follows_the_door():
    crisis = active_crisis()
    boris, amira = boris_opens(crisis), amira_asks(crisis)
    assert is_found(boris, amira)
    for shut, opened in ((pause_offer, resume_offer), (hide_offer, show_offer)):
        shut(offer=boris, origin=WEB, at=now())
        assert found(amira, 10) == []
        opened(offer=boris, origin=WEB, at=now())
        assert is_found(boris, amira)
    edit_offer(offer=boris, draft=offer_draft(place=place(OBERKAMPF)), origin=WEB, at=now())
    row = OpenDoor.objects.get()
    assert (row.lat, row.lon) == OBERKAMPF != ALIBERT and is_found(boris, amira)


def test_the_copy_counts_the_places():
    crisis = active_crisis()
    boris_opens(crisis, places=2)
    match = propose_matches(need=amira_asks(crisis), at=now())
    assert OpenDoor.objects.get().places == 1
    second = propose_matches(need=amira_asks(crisis), at=now())
    assert not OpenDoor.objects.exists()
    decline_match(match=second, reason=EndReason.OTHER, origin=WEB, at=now())
    assert OpenDoor.objects.get().places == match.offer.places - 1


def test_a_door_whose_host_never_answered_is_not_read():
    crisis = active_crisis()
    boris_opens(crisis, origin=WEB)
    assert not OpenDoor.objects.exists() and found(amira_asks(crisis), 10) == []


def test_a_door_that_closes_before_anybody_could_stay_is_not_read():
    crisis = active_crisis()
    boris_opens(crisis, until=now() + timedelta(minutes=90))
    assert OpenDoor.objects.exists() and found(amira_asks(crisis), 10) == []
