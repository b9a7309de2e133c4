"""A night played to its end once: what all who only look at it find."""

from datetime import timedelta

import pytest
from django.db.models import F, Sum

from accounts.journal.models import Delivery, Entry
from accounts.origin import Door
from accounts.people.models import ContactPoint
from accounts.reach.models import Message
from accounts.reach.vocabulary import MessageState
from crisis.activation.models import Crisis
from crisis.closures.models import Closure
from crisis.shelter.models import Hold, Need, Offer
from crisis.shelter.vocabulary import ACTIVE_HOLDS, NeedState
from matching.drill.replay import Replay
from matching.drill.tally import summary_of
from matching.engine.closed import ClosedAreas
from matching.models import Match
from tests.matching.drill.conftest import PARIS, small_night_of


@pytest.fixture(scope="module")
def whole_night(kept) -> Replay:
    """Played to its end once; kept as it was for every test that only looks."""
    replay = small_night_of()
    replay.run()
    return replay


@pytest.fixture
def played(whole_night, db) -> Replay:
    return whole_night


def test_people_ask_are_matched_and_arrive(played):
    told = summary_of(played.crisis, played.tally)
    assert told.doors >= 15 and told.parties >= 5
    assert told.arrived >= 2
    assert 0 < told.metres < 5000 and told.minutes > 0
    assert Need.objects.filter(state=NeedState.SHELTERED).count() == told.arrived


def test_no_place_is_given_twice(played):
    for offer in Offer.objects.all():
        standing = offer.holds.filter(state__in=ACTIVE_HOLDS).aggregate(n=Sum("places"))["n"] or 0
        assert standing == offer.places - offer.places_left
        assert 0 <= offer.places_left <= offer.places
    assert Hold.objects.exists()


def test_an_area_is_closed_at_its_hour_and_from_then_on_nobody_is_led_through_it(played):
    closure = Closure.objects.get()
    assert closure.name == "Autour du 50 boulevard Voltaire (exercice)"
    assert timedelta(minutes=30) <= closure.declared_at - PARIS.begins_at < timedelta(minutes=31)
    closed = ClosedAreas([closure.area])
    later = Match.objects.filter(proposed_at__gt=closure.declared_at).select_related(
        "offer__place", "need__place"
    )
    ends = [(match.offer.place, match.need.place) for match in later]
    assert ends and not any(closed.between((a.lat, a.lon), (b.lat, b.lon)) for a, b in ends)


def test_everything_is_marked_as_an_exercise(played):
    assert played.crisis.is_drill
    assert set(Offer.objects.values_list("door", flat=True)) == {Door.DRILL}
    assert set(Need.objects.values_list("door", flat=True)) == {Door.DRILL}
    assert set(Entry.objects.values_list("door", flat=True)) <= {Door.DRILL, Door.SYSTEM}
    assert set(Message.objects.values_list("drill", "state")) == {(True, MessageState.ON_SCREEN)}
    for value in ContactPoint.objects.values_list("value", flat=True):
        assert value.endswith("@example.org") or value.startswith("+3363998")


def test_the_journal_counts_without_a_gap_and_owes_nothing(played):
    positions = sorted(Entry.objects.values_list("position", flat=True))
    assert positions == list(range(positions[0], positions[0] + len(positions)))
    assert not Delivery.objects.filter(done_at__isnull=True).exists()


def test_what_was_planned_is_done_at_its_hour_by_the_drills_own_clock(played):
    early = PARIS.begins_at + timedelta(seconds=30)
    assert Offer.objects.order_by("posted_at").first().posted_at < early
    assert not Match.objects.filter(host_confirmed_at__lt=F("coming_at")).exists()
    assert Crisis.objects.get(pk=played.crisis.pk).declared_at == PARIS.begins_at
