"""The whole life of doors and needs, in any order, through everybody's own actions.

After every step nothing is given twice. Whenever all that was announced has been heard, nothing contradicts; once
the clock has moved on, nobody is forgotten. CHAOS=1 (`make chaos`) walks much farther.
"""

import sys
from contextlib import suppress
from datetime import timedelta

from django import conf
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as HypothesisTestCase
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from accounts.errors import Refused
from accounts.journal.announce import listener
from accounts.journal.deliver import deliver_all
from accounts.journal.events import event_of
from accounts.journal.models import Delivery
from accounts.people.suspending import lift_suspension
from crisis.activation.actions import activate_crisis, stand_down_crisis
from crisis.activation.clock import set_clock
from crisis.activation.vocabulary import Phase
from crisis.closures import actions as closures
from crisis.closures.drafts import ClosureDraft
from crisis.closures.models import Closure
from crisis.desk.suspending import standing_suspension, suspend_owner
from crisis.shelter.actions import needs, offers
from crisis.shelter.models import Need, Offer
from crisis.shelter.vocabulary import NeedState
from matching.actions import by_desk, handshake, parting
from matching.actions.by_hand import propose_by_hand
from matching.actions.extending import give_more_time
from matching.actions.rounds import propose_waiting
from matching.drill.pace import ALMOST_STILL
from matching.models import Match
from matching.vocabulary import GUEST_REASONS, HOST_REASONS, LIVE, MatchState, Side
from tests import cast
from tests.cast import VOUCHED, WEB
from tests.matching import standing
from tests.rig.chaos import short_or_long

HERE, NEAR, FAR = (48.8649, 2.3734), (48.8712, 2.3672), (48.8400, 2.3000)  # the last 6 km off
POINTS = st.sampled_from([HERE, NEAR, FAR])
HOSTS = st.sampled_from(["boris@example.org", "bella@example.org", "bruno@example.org"])
SIDES = st.sampled_from([Side.HOST, Side.GUEST])
WHICH = st.integers(0, 30)
SOMETIMES = st.sampled_from([False, False, False, True])
MINUTES = st.sampled_from([1, 6, 16, 40, 80, 190, 400])

DOOR = {
    "pause": offers.pause_offer,
    "resume": offers.resume_offer,
    "withdraw": offers.withdraw_offer,
    "confirm": offers.confirm_offer,
    "hide": offers.hide_offer,
    "show": offers.show_offer,
}
NEED = {
    "withdraw": needs.withdraw_need,
    "found": needs.find_elsewhere,
    "reopen": needs.reopen_need,
}
ANSWERS = {
    "accept": handshake.accept_match,
    "set out": handshake.set_out,
    "no show": handshake.report_no_show,
}
SIDED = {
    "cancel": handshake.cancel_match,
    "arrive": handshake.confirm_arrival,
    "leave": handshake.end_stay,
    "more time": give_more_time,
    "cut contact": parting.cut_contact,
}


class Life(RuleBasedStateMachine):
    def __init__(self):
        super().__init__()
        self.night = transaction.atomic()  # each walk begins in an empty database
        self.night._from_testcase = True  # as Django's own: what must be no part of another may run in it
        self.night.__enter__()
        self.at, self.batch_from = cast.now(), conf.settings.BATCH_FROM
        self.crisis = cast.active_crisis(name="Life", is_drill=True, radius_m=500)
        self.chen = cast.at_the_desk(self.crisis.declared_by)
        self.later(0)

    # -- hosts and guests
    @initialize(batch_from=st.sampled_from([2, 50]))
    def two_doors_and_a_guest(self, batch_from):
        conf.settings.BATCH_FROM = batch_from
        cast.boris_opens(self.crisis, at=self.at, places=1, until=self.at + timedelta(hours=10))
        cast.boris_opens(self.crisis, at=self.at, places=3, until=self.at + timedelta(hours=3))
        cast.amira_asks(self.crisis, at=self.at)

    @rule(
        host=HOSTS,
        point=POINTS,
        places=st.integers(1, 4),
        hours=st.integers(1, 12),
        women=SOMETIMES,
        children=st.booleans(),
    )
    def open_a_door(self, host, point, places, hours, women, children):
        draft = self.door(point, places, hours, women, children, contact=host)
        self.do(offers.open_offer, crisis=self.crisis, draft=draft, origin=VOUCHED)

    @rule(point=POINTS, adults=st.integers(0, 4), children=SOMETIMES, women=SOMETIMES, split=SOMETIMES)
    def ask(self, point, adults, children, women, split):
        draft = self.party(point, adults, children, women_group=women, may_split=split)
        self.do(needs.post_need, crisis=self.crisis, draft=draft, origin=VOUCHED)

    @rule(which=WHICH, point=POINTS, places=st.integers(1, 4), hours=st.integers(1, 12), women=SOMETIMES)
    def edit_a_door(self, which, point, places, hours, women):
        draft = self.door(point, places, hours, women, children=True)
        self.do(offers.edit_offer, offer=one(Offer, which), draft=draft, origin=WEB)

    @rule(which=WHICH, point=POINTS, adults=st.integers(0, 3), children=SOMETIMES)
    def edit_a_need(self, which, point, adults, children):
        self.do(needs.edit_need, need=one(Need, which), draft=self.party(point, adults, children), origin=WEB)

    @rule(which=WHICH, verb=st.sampled_from(sorted(DOOR)))
    def change_a_door(self, which, verb):
        self.do(DOOR[verb], offer=one(Offer, which), origin=WEB)

    @rule(which=WHICH, verb=st.sampled_from(sorted(NEED)))
    def change_a_need(self, which, verb):
        self.do(NEED[verb], need=one(Need, which), origin=WEB)

    # -- the handshake
    @precondition(lambda self: Match.objects.exists())
    @rule(which=WHICH, verb=st.sampled_from(["accept", "accept", "set out", "set out", "no show"]))
    def answer(self, which, verb):
        self.do(ANSWERS[verb], match=under_way(which), origin=WEB)

    @precondition(lambda self: Match.objects.exists())
    @rule(which=WHICH, reason=st.sampled_from(HOST_REASONS))
    def decline(self, which, reason):
        self.do(handshake.decline_match, match=under_way(which), reason=reason, origin=WEB)

    @precondition(lambda self: Match.objects.exists())
    @rule(which=WHICH, verb=st.sampled_from(sorted(SIDED)), side=SIDES)
    def say(self, which, verb, side):
        self.do(SIDED[verb], match=under_way(which), side=side, origin=WEB)

    @precondition(lambda self: Match.objects.exists())
    @rule(which=WHICH, side=SIDES, reason=st.sampled_from([*HOST_REASONS, *GUEST_REASONS]))
    def step_back(self, which, side, reason):
        self.do(parting.step_back, match=under_way(which), side=side, reason=reason, origin=WEB)

    # -- the desk
    @precondition(lambda self: Match.objects.exists())
    @rule(which=WHICH, verb=st.sampled_from(sorted(by_desk.VERBS)))
    def say_by_desk(self, which, verb):
        self.do(by_desk.VERBS[verb], match=under_way(which), origin=self.chen)

    @rule(door=WHICH, need=WHICH)
    def propose_by_hand(self, door, need):
        waiting = Need.objects.filter(state=NeedState.WAITING)
        need = one(waiting if waiting.exists() else Need, need)
        self.do(propose_by_hand, offer=one(Offer, door), need=need, reason="x", origin=self.chen)

    @rule()
    def match_everybody_at_once(self):
        propose_waiting(crisis=self.crisis, at=self.at)

    @rule(point=POINTS, metres=st.sampled_from([200, 900]), hours=st.sampled_from([None, None, 1]))
    def close_an_area(self, point, metres, hours):
        until = hours and self.at + timedelta(hours=hours)
        draft = ClosureDraft(name="x", source="x", lat=point[0], lon=point[1], radius_m=metres, until=until)
        self.do(closures.declare_closure, crisis=self.crisis, draft=draft, origin=self.chen)

    @precondition(lambda self: Closure.objects.exists())
    @rule(which=WHICH)
    def open_an_area(self, which):
        areas = Closure.objects.select_related("crisis").order_by("lifted_at", "pk")
        self.do(closures.lift_closure, closure=areas[which % areas.count()], origin=self.chen)

    @rule(which=WHICH)
    def suspend_or_lift(self, which):
        door = one(Offer, which)
        if found := standing_suspension(door.owner):
            self.do(lift_suspension, suspension=found, origin=self.chen)
        else:
            self.do(suspend_owner, posted=door, reason="x", origin=self.chen)

    @rule(often=st.integers(0, 4))
    def stand_down_or_go_on(self, often):
        """Seldom: little happens in a closed crisis."""
        if self.crisis.phase != Phase.ACTIVE:
            self.do(activate_crisis, crisis=self.crisis, typed_name="", origin=self.chen)
        elif not often:
            self.do(stand_down_crisis, crisis=self.crisis, closing_message="", origin=self.chen)

    # -- time, and what is heard when
    @rule(minutes=MINUTES, swept=st.booleans())
    def time_passes(self, minutes, swept):
        self.later(minutes)
        if swept:
            standing.sweep()

    @precondition(lambda self: owed())
    @rule(which=WHICH)
    def hear_one_out_of_order(self, which):
        waiting = owed()
        deliver_all([waiting[which % len(waiting)]])

    @rule(which=WHICH)
    def hear_again(self, which):
        done = list(
            Delivery.objects.filter(done_at__isnull=False).order_by("-pk").select_related("entry")[:31]
        )
        if done:
            hear_twice(done[which % len(done)])

    @rule(swept=SOMETIMES)
    def everything_is_heard(self, swept):
        if swept:
            self.come_to_rest()
        else:
            standing.hear_all()
            standing.nothing_contradicts()

    def come_to_rest(self):
        standing.settle(self.crisis)
        standing.nothing_contradicts()
        standing.nobody_is_forgotten(self.crisis, self.at)

    @invariant()
    def nothing_is_given_twice(self):
        standing.nothing_is_given_twice()

    def teardown(self):
        try:
            if not sys.exc_info()[0]:
                self.the_morning_comes()
        finally:
            conf.settings.BATCH_FROM = self.batch_from
            transaction.set_rollback(True)
            self.night.__exit__(None, None, None)

    def the_morning_comes(self):
        self.come_to_rest()
        before = standing.picture()
        for delivery in Delivery.objects.order_by("-pk").select_related("entry"):
            hear_twice(delivery)
        standing.hear_all()
        assert standing.picture() == before, "hearing everything again, backwards, changes nothing"
        for minutes in (20, 20, 90):
            self.later(minutes)
            self.come_to_rest()
        self.later(26 * 60)
        self.come_to_rest()
        assert not Need.objects.filter(
            state__in=(NeedState.WAITING, NeedState.PROPOSED), adults__gt=0
        ).exists()
        assert not Match.objects.filter(state__in=standing.ANSWERING).exists()

    # -- how
    def later(self, minutes: int) -> None:
        self.at += timedelta(minutes=minutes)
        set_clock(self.crisis, epoch=self.at, speed=ALMOST_STILL)

    def do(self, action, **words) -> None:
        """A refusal is an answer; anything else is a bug."""
        with suppress(Refused):
            action(**words, at=self.at)

    def door(self, point, places, hours, women, children, **more):
        told = {"women_only": women, "children": children, "until": self.at + timedelta(hours=hours)}
        return cast.offer_draft(place=cast.place(point), places=places, **told, **more)

    def party(self, point, adults, children, **more):
        return cast.need_draft(place=cast.place(point), adults=adults, children=int(children), **more)


def one(rows, which: int):
    found = getattr(rows, "objects", rows).select_related("crisis", "owner").order_by("pk")
    return found[which % found.count()]


def under_way(which: int) -> Match:
    """A match to act on, as a page has it in hand; mostly one where something may still happen."""
    rows = Match.objects.select_related(
        "offer__crisis", "offer__owner", "need__crisis", "need__owner", "hold__offer__crisis", "crisis"
    )
    moving = rows.filter(state__in=(*LIVE, MatchState.ARRIVED))
    found = (moving if moving.exists() else rows).order_by("pk")
    return found[which % found.count()]


def owed() -> list[int]:
    return list(Delivery.objects.filter(done_at=None).order_by("pk").values_list("pk", flat=True))


def hear_twice(delivery: Delivery) -> None:
    """As if the first worker had died after its effect and before anybody knew."""
    with transaction.atomic():
        listener(delivery.listener)(event_of(delivery.entry))


class LifeTest(Life.TestCase, HypothesisTestCase):
    settings = settings(
        max_examples=short_or_long(6, 1500),
        stateful_step_count=short_or_long(30, 60),
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
