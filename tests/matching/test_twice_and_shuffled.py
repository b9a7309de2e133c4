"""A broker may deliver twice, at once and in any order: the night ends as if each had been heard once, in turn."""

import random
import threading

import pytest
from django.db import connection

from accounts.journal.models import Delivery
from accounts.journal.tasks import deliver_entries
from accounts.reach.models import Message
from crisis.activation.models import Crisis
from crisis.shelter.actions.needs import withdraw_need
from crisis.shelter.actions.offers import hide_offer, pause_offer, withdraw_offer
from crisis.shelter.models import Hold, Need, Offer
from matching.actions.handshake import accept_match, cancel_match, decline_match, set_out
from matching.models import Match
from matching.vocabulary import EndReason, Side
from tests import cast
from tests.cast import WEB, active_crisis, amira_asks, boris_opens, now
from tests.matching.standing import hear_all, nothing_contradicts, nothing_is_given_twice

# Seven guests, each with one door within reach, so that the end does not hang on who was first.
SPOTS = [(48.70 + 0.06 * number, 2.35) for number in range(7)]


def night() -> Crisis:
    crisis = active_crisis(is_drill=True, radius_m=500)
    for number, spot in enumerate(SPOTS):
        there = cast.place(spot)
        boris_opens(crisis, place=there, places=1, contact=f"boris.{number}@example.org")
        amira_asks(crisis, place=there)
    return crisis


def answers(matches: list[Match]) -> None:
    for match in matches[:5]:
        accept_match(match=match, origin=WEB, at=now())
    decline_match(match=matches[5], reason=EndReason.NO_ROOM_NOW, origin=WEB, at=now())


def setting_out(matches: list[Match]) -> None:
    for match in matches[:2]:
        set_out(match=match, origin=WEB, at=now())


def changes_of_mind(matches: list[Match]) -> None:
    withdraw_offer(offer=matches[1].offer, origin=WEB, at=now())
    cancel_match(match=matches[2], side=Side.GUEST, origin=WEB, at=now())
    withdraw_need(need=matches[3].need, origin=WEB, at=now())
    hide_offer(offer=matches[4].offer, origin=WEB, at=now())
    pause_offer(offer=matches[6].offer, origin=WEB, at=now())


def play(hear) -> list:
    """How it ended: doors, needs, matches, places, and what each was told."""
    crisis = night()
    hear()
    for act in (answers, setting_out, changes_of_mind):
        rows = Match.objects.filter(crisis=crisis).select_related(
            "offer__crisis", "offer__owner", "need__crisis", "need__owner", "hold__offer__crisis"
        )
        act(list(rows.order_by("need_id")))
        hear()
    hear_all()
    nothing_is_given_twice()
    nothing_contradicts()
    mine = {"crisis": crisis}
    return [
        list(Offer.objects.filter(**mine).order_by("pk").values_list("state", "places_left")),
        list(Need.objects.filter(**mine).order_by("pk").values_list("state", flat=True)),
        list(Match.objects.filter(**mine).order_by("need_id").values_list("state", "close_reason")),
        list(Hold.objects.filter(offer__crisis=crisis).order_by("need_id").values_list("state", flat=True)),
        sorted(text.partition("http")[0] for text in _told(crisis)),
        sorted(crisis.cases.values_list("why", flat=True)),
    ]


def _told(crisis: Crisis):
    return Message.objects.filter(crisis_id=crisis.pk).values_list("text", flat=True)


def twice_and_shuffled() -> None:
    """Two workers, each with everything owed, each in an order of its own; and what that announced, likewise."""
    seeds = iter(range(100))
    while owed := list(Delivery.objects.filter(done_at=None).values_list("pk", flat=True)):
        workers = [threading.Thread(target=_work, args=(owed, next(seeds))) for _twice in range(2)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join(60)


def _work(owed: list[int], seed: int) -> None:
    try:
        for pk in random.Random(seed).sample(owed, len(owed)):
            deliver_entries(deliveries=[pk])
    finally:
        connection.close()


@pytest.mark.django_db(transaction=True)
def test_every_delivery_twice_and_in_any_order_ends_as_once_and_in_turn():
    once = play(hear_all)
    assert play(twice_and_shuffled) == once
