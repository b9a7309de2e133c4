"""The first minutes of a night, with two who joined from outside: what everybody who only looks at it finds."""

from datetime import timedelta
from uuid import UUID

import pytest

from accounts.journal.models import Heartbeat
from accounts.origin import Door, Origin
from accounts.permissions import can
from accounts.sign_in.link import first_coordinator
from crisis.activation.access import COORDINATE
from crisis.activation.clock import crisis_now
from crisis.desk.models import Case
from crisis.shelter.actions.needs import post_need
from crisis.shelter.drafts import NeedDraft, PlaceDraft
from crisis.shelter.models import OfficialShelter
from matching.models import Match
from tests.matching.drill.conftest import PARIS, small_night_of

REPUBLIQUE = PlaceDraft(lat=48.8672, lon=2.3641, label="métro République")


class Evening:
    """The first 25 minutes, played once for all who only look, with Amira and Ari who joined from outside."""

    def __init__(self):
        self.replay = small_night_of(minutes=25)
        self.amira = self.asks(Door.WEB, adults=1, first_name="Amira")
        self.ari = self.asks(Door.DRILL, adults=0, children=1, first_name="Ari")
        self.replay.run()
        self.replay.crisis.refresh_from_db()
        self.shown = crisis_now(self.replay.crisis)

    def asks(self, door: Door, **who) -> UUID:
        crisis, draft = self.replay.crisis, NeedDraft(place=REPUBLIQUE, **who)
        return post_need(crisis=crisis, draft=draft, origin=Origin(door=door), at=crisis_now(crisis)).subject


@pytest.fixture(scope="module")
def played(kept) -> Evening:
    return Evening()


@pytest.fixture
def evening(played, db) -> Evening:
    return played


def test_official_shelters_open_at_their_hour(evening):
    """At 22:34 and at 22:52; the third would at 23:15."""
    shelters = OfficialShelter.objects.order_by("pk").values_list("name", flat=True)
    assert list(shelters) == ["Mairie du 11e (exercice)", "Mairie du 10e (exercice)"]


def test_afterwards_the_clock_goes_as_fast_as_ours_from_where_it_was(evening):
    crisis = evening.replay.crisis
    assert crisis.clock_speed == 1
    assert timedelta(minutes=25) <= evening.shown - PARIS.begins_at < timedelta(minutes=27)
    assert crisis.is_active


def test_the_first_coordinator_finds_it_on_their_desk(evening):
    assert can(first_coordinator(), COORDINATE, evening.replay.crisis.pk)
    assert Heartbeat.objects.filter(name="drill").exists()


def test_invented_hosts_answer_a_newcomer_and_never_act_for_them(evening):
    hers = Match.objects.filter(need__public_id=evening.amira)
    assert hers.filter(accepted_at__isnull=False).exists()
    assert not hers.filter(coming_at__isnull=False).exists()
    assert Match.objects.filter(coming_at__isnull=False).exists()  # others had set out by then


def test_a_minor_alone_is_left_to_a_coordinator(evening):
    assert Case.objects.filter(subject=evening.ari, closed_at__isnull=True).exists()
    assert not Match.objects.filter(need__public_id=evening.ari).exists()
