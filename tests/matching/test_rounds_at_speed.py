"""Many pairs in one transaction: the same promises as one by one, and nobody new waits for those nothing fits."""

import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction

from accounts.journal.deliver import claim_due, deliver_all
from accounts.journal.models import Delivery, Entry
from accounts.reach.models import Message
from crisis.shelter.actions.needs import withdraw_need
from crisis.shelter.actions.offers import pause_offer
from crisis.shelter.ledger import hold_each
from crisis.shelter.models import Hold, Need, Offer
from crisis.shelter.vocabulary import ACTIVE_HOLDS, NeedState
from matching.actions import proposing
from matching.actions.proposing import propose_matches
from matching.actions.rounds import newcomer_left_to_a_round, propose_waiting, run_rounds
from matching.drill.pace import hear_all
from matching.models import Match, Round
from tests.cast import OBERKAMPF, WEB, active_crisis, amira_asks, boris_opens, now, place
from tests.crisis.shelter.test_ledger import places_add_up

SOON = timedelta(minutes=15)


def a_crowd(*, doors: int, needs: int, places: int = 1):
    crisis = active_crisis()
    for number in range(doors):
        boris_opens(crisis, contact=f"{number}@example.org", places=places, place=near(number))
    return crisis, [amira_asks(crisis, place=place(OBERKAMPF)) for _each in range(needs)]


def near(number: int):
    return place((OBERKAMPF[0] + (number + 1) / 2e4, OBERKAMPF[1]))


def one_bed_each() -> None:
    active = Hold.objects.filter(state__in=ACTIVE_HOLDS)
    assert active.count() == active.values("need").distinct().count() == Match.objects.count()
    assert Entry.objects.filter(kind="MatchProposed").count() == Match.objects.count()
    places_add_up()


@pytest.mark.django_db
def test_holds_taken_together_stop_at_the_last_place_and_at_who_holds_one_already():
    _crisis, needs = a_crowd(doors=2, needs=5, places=3)
    first, second = Offer.objects.order_by("pk")
    wanted = [(first.pk, need) for need in needs[:4]] + [(second.pk, needs[4])]
    with transaction.atomic():
        held = hold_each(wanted=wanted, until=now() + SOON, at=now())
    assert {hold.need_id for hold in held} == {needs[row].pk for row in (0, 1, 2, 4)}
    with transaction.atomic():
        again = hold_each(wanted=[(second.pk, needs[4]), (second.pk, needs[3])], until=now() + SOON, at=now())
    assert [hold.need_id for hold in again] == [needs[3].pk]
    places_add_up()


@pytest.mark.django_db
def test_who_changed_their_mind_since_the_choice_costs_the_others_nothing(monkeypatch):
    crisis, needs = a_crowd(doors=4, needs=4)
    propose_each = proposing.propose_each

    def meanwhile(pairs, *, at):
        withdraw_need(need=needs[0], origin=WEB, at=at)
        pause_offer(offer=Offer.objects.get(pk=pairs[1].first.door.id), origin=WEB, at=at)
        return propose_each(pairs, at=at)

    monkeypatch.setattr("matching.actions.rounds.propose_each", meanwhile)
    made = propose_waiting(crisis=crisis, at=now())
    assert {match.need_id for match in made} == {need.pk for need in needs[1:]}
    one_bed_each()


@pytest.mark.django_db
def test_a_need_edited_between_the_choice_and_the_hold_is_judged_again(monkeypatch):
    crisis, needs = a_crowd(doors=3, needs=2)
    move_needs = proposing.move_needs

    def meanwhile(**words):
        Need.objects.filter(pk=needs[0].pk).update(step_free=True)
        return move_needs(**words)

    monkeypatch.setattr(proposing, "move_needs", meanwhile)
    made = propose_waiting(crisis=crisis, at=now())
    assert [match.need_id for match in made] == [needs[1].pk]
    assert Need.objects.get(pk=needs[0].pk).state == NeedState.WAITING
    one_bed_each()


@pytest.mark.django_db
def test_a_round_keeps_a_reserve_and_tells_how_the_host_is_known():
    crisis, _needs = a_crowd(doors=3, needs=1, places=2)
    Offer.objects.update(checked_at=now())
    match = propose_waiting(crisis=crisis, at=now())[0]
    assert match.reserve_id and match.reserve_id != match.offer_id
    assert "known" in {reason["code"] for reason in match.reasons}


@pytest.mark.django_db
def test_hosts_asked_in_one_round_each_get_one_message():
    crisis, needs = a_crowd(doors=3, needs=3)
    propose_waiting(crisis=crisis, at=now())
    before = Message.objects.count()
    owed = list(Delivery.objects.filter(listener__endswith="ask_the_host").values_list("pk", flat=True))
    deliver_all(owed)
    deliver_all(owed)
    told = Message.objects.order_by("-pk")[: Message.objects.count() - before]
    assert len({message.contact_id for message in told}) == len(told) == len(needs)
    assert len({message.text for message in told}) == 3, "each carries a link of its own"


@pytest.mark.listener_failures_expected
@pytest.mark.django_db
def test_one_that_fails_among_many_leaves_the_others_heard(settings, monkeypatch):
    settings.BATCH_FROM = 2
    crisis, needs = a_crowd(doors=3, needs=3)
    Delivery.objects.exclude(listener__endswith="find_a_door").delete()
    Need.objects.filter(pk=needs[1].pk).delete()
    deliver_all(claim_due())
    assert list(Delivery.objects.filter(done_at=None).values_list("entry__subject", flat=True)) == [
        needs[1].public_id
    ]
    assert Round.objects.get().wanted_at


@pytest.mark.django_db
def test_many_for_whom_nothing_fits_do_not_keep_a_newcomer_waiting(settings):
    settings.BATCH_FROM = 3
    crisis, _hopeless = a_crowd(doors=0, needs=4)
    hear_all()
    run_rounds()
    hear_all()
    assert Round.objects.get().left_over == 4
    boris_opens(crisis, step_free=True, places=1)
    Delivery.objects.filter(entry__kind="OfferOpened").delete()
    Need.objects.update(pets=True)
    Offer.objects.update(pets=False)
    lone = amira_asks(crisis, place=place(OBERKAMPF))
    hear_all()
    assert Match.objects.get().need_id == lone.pk
    for _each in range(3):
        amira_asks(crisis, place=place(OBERKAMPF))
    assert newcomer_left_to_a_round(crisis), "three newcomers are a crowd"


@pytest.mark.django_db(transaction=True)
def test_rounds_and_single_proposals_at_once_never_exceed_a_door():
    crisis, needs = a_crowd(doors=6, needs=16, places=2)
    start = threading.Barrier(4)
    broken: list[BaseException] = []

    def rival(turn: int) -> None:
        try:
            start.wait()
            if turn < 2:
                propose_waiting(crisis=crisis, at=now())
            for need in needs[turn::2] if turn >= 2 else ():
                need.refresh_from_db()
                propose_matches(need=need, at=now())
        except BaseException as failure:  # noqa: BLE001  seen by the assertion below
            broken.append(failure)
        finally:
            connection.close()

    rivals = [threading.Thread(target=rival, args=(turn,)) for turn in range(4)]
    for each in rivals:
        each.start()
    for each in rivals:
        each.join(60)
    assert broken == [] and not any(each.is_alive() for each in rivals)
    places_add_up()
    active = Hold.objects.filter(state__in=ACTIVE_HOLDS)
    assert active.count() == active.values("need").distinct().count() == 12
