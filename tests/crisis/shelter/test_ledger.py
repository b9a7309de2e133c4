"""A place is never given twice: the ledger under every order of events, and under real rivals."""

import threading
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import F, Q, Sum
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as HypothesisTestCase
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from accounts.errors import TooLate
from crisis.shelter.ledger import NoRoom, extend_hold, hold_places, release_places, take_places
from crisis.shelter.models import Hold, Offer
from crisis.shelter.vocabulary import ACTIVE_HOLDS, HoldState
from tests.cast import WEB, active_crisis, amira_asks, boris_opens, now


def places_add_up() -> None:
    """What is given and what is left is exactly what was offered, for every door."""
    given = Sum("holds__places", filter=Q(holds__state__in=ACTIVE_HOLDS), default=0)
    wrong = Offer.objects.annotate(given=given).exclude(places=F("places_left") + F("given"))
    assert not wrong.exists(), list(wrong.values("pk", "places", "places_left", "given"))


@pytest.mark.django_db
def test_a_hold_that_ran_out_can_be_neither_taken_nor_extended():
    crisis = active_crisis()
    hold = hold_places(offer=boris_opens(crisis), need=amira_asks(crisis), places=1, until=now(), at=now())
    for step in (take_places, lambda **at: extend_hold(until=now() + timedelta(hours=1), **at)):
        with pytest.raises(TooLate):
            step(hold=hold, at=now() + timedelta(seconds=1))


@pytest.mark.django_db
def test_a_hold_still_running_cannot_lapse():
    crisis = active_crisis()
    until = now() + timedelta(minutes=15)
    hold = hold_places(offer=boris_opens(crisis), need=amira_asks(crisis), places=1, until=until, at=now())
    assert not release_places(hold=hold, to=HoldState.LAPSED, origin=WEB, at=now())
    assert release_places(hold=hold, to=HoldState.LAPSED, origin=WEB, at=until)
    assert not release_places(hold=hold, to=HoldState.RELEASED, origin=WEB, at=until)
    places_add_up()


@pytest.mark.django_db
def test_a_need_holds_one_place_at_a_time_even_at_two_doors():
    crisis = active_crisis()
    need, until = amira_asks(crisis), now() + timedelta(minutes=15)
    hold_places(offer=boris_opens(crisis), need=need, places=1, until=until, at=now())
    second = boris_opens(crisis)
    with pytest.raises(NoRoom):
        hold_places(offer=second, need=need, places=1, until=until, at=now())
    places_add_up()


@pytest.mark.django_db
def test_the_database_itself_refuses_a_place_too_many():
    offer = boris_opens(active_crisis(), places=1)
    for impossible in (-1, 2):
        with pytest.raises(IntegrityError), transaction.atomic():
            Offer.objects.filter(pk=offer.pk).update(places_left=impossible)


@pytest.mark.django_db(transaction=True)
def test_of_many_who_want_the_last_place_exactly_one_gets_it():
    crisis = active_crisis()
    offer = boris_opens(crisis, places=1)
    needs = [amira_asks(crisis) for _ in range(8)]
    start = threading.Barrier(len(needs))
    won, lost = [], []

    def want(need) -> None:
        start.wait()
        try:
            with transaction.atomic():
                won.append(
                    hold_places(offer=offer, need=need, places=1, until=now() + timedelta(hours=1), at=now())
                )
        except NoRoom:
            lost.append(need)
        finally:
            connection.close()

    rivals = [threading.Thread(target=want, args=(need,)) for need in needs]
    for rival in rivals:
        rival.start()
    for rival in rivals:
        rival.join()
    assert (len(won), len(lost)) == (1, 7)
    places_add_up()


class Night(RuleBasedStateMachine):
    """Any order of holding, taking, extending, lapsing and releasing, with a clock that moves on."""

    def __init__(self):
        super().__init__()
        crisis = active_crisis(name="Night")
        self.at = now()
        self.offers = [boris_opens(crisis, places=places) for places in (1, 2, 4)]
        self.needs = [amira_asks(crisis, adults=adults) for adults in (1, 1, 2, 3)]

    @rule(offer=st.integers(0, 2), need=st.integers(0, 3), minutes=st.integers(1, 30))
    def hold(self, offer, need, minutes):
        need = self.needs[need]
        try:
            with transaction.atomic():
                until = self.at + timedelta(minutes=minutes)
                hold_places(offer=self.offers[offer], need=need, places=need.people, until=until, at=self.at)
        except NoRoom:
            pass

    @precondition(lambda self: Hold.objects.exists())
    @rule(which=st.integers(0, 50), step=st.sampled_from(["take", "extend", *HoldState.values[2:]]))
    def change(self, which, step):
        holds = list(Hold.objects.order_by("pk").select_related("offer__crisis"))
        hold = holds[which % len(holds)]
        try:
            with transaction.atomic():
                if step == "take":
                    take_places(hold=hold, at=self.at)
                elif step == "extend":
                    extend_hold(hold=hold, until=self.at + timedelta(minutes=15), at=self.at)
                else:
                    release_places(hold=hold, to=step, origin=WEB, at=self.at)
        except TooLate:
            pass

    @rule(minutes=st.integers(1, 20))
    def time_passes(self, minutes):
        self.at += timedelta(minutes=minutes)

    @invariant()
    def nothing_is_given_twice(self):
        places_add_up()
        active = Hold.objects.filter(state__in=ACTIVE_HOLDS)
        assert active.count() == active.values("need").distinct().count()


class NightTest(Night.TestCase, HypothesisTestCase):
    settings = settings(
        max_examples=15, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck)
    )
