"""A need alone is answered at once; where many wait they are matched all together, once, by one runner."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.journal.models import Delivery
from crisis.desk.models import Case
from crisis.shelter.actions.needs import withdraw_need
from crisis.shelter.models import Need
from crisis.shelter.vocabulary import NeedState
from matching.actions import rounds
from matching.actions.handshake import cancel_match, decline_match
from matching.actions.proposing import propose_matches
from matching.actions.rounds import left_to_a_round, propose_waiting, run_rounds
from matching.drill.pace import hear_all
from matching.engine.values import MOST_IN_VAIN
from matching.models import Match, Round
from matching.vocabulary import EndReason, Side
from tests.cast import OBERKAMPF, WEB, active_crisis, amira_asks, boris_opens, now, place
from tests.crisis.shelter.test_ledger import places_add_up

pytestmark = pytest.mark.django_db

NORTH = (OBERKAMPF[0] + 0.004, OBERKAMPF[1])
FAR_NORTH = (OBERKAMPF[0] + 0.012, OBERKAMPF[1])


@pytest.fixture
def crowd_of_three(settings):
    settings.BATCH_FROM = 3


def waits(crisis, **changes) -> Need:
    return amira_asks(crisis, place=place(OBERKAMPF), **changes)


def sheltered() -> int:
    return sum(match.need.people for match in Match.objects.select_related("need"))


def the_scarce_night() -> tuple:
    """One alone and a family of four, who came later: a door for one a walk away, one for four close by."""
    crisis, at = active_crisis(), now()
    needs = [waits(crisis, at=at), waits(crisis, at=at + timedelta(seconds=1), adults=4)]
    boris_opens(crisis, places=4, place=place(NORTH))
    boris_opens(crisis, places=1, place=place(FAR_NORTH), contact="walk@example.org", step_free=True)
    return crisis, needs, at + timedelta(seconds=2)


def test_a_need_alone_is_asked_for_at_once():
    crisis = active_crisis()
    boris_opens(crisis)
    waits(crisis)
    hear_all()
    assert Match.objects.count() == 1 and not Round.objects.exists()


def test_where_many_wait_their_listeners_leave_them_to_one_round(crowd_of_three):
    crisis = active_crisis()
    for number in range(4):
        waits(crisis)
        boris_opens(crisis, contact=f"{number}@example.org", places=1)
    hear_all()
    first = Match.objects.count()
    assert first < 4 and run_rounds() == 4 - first
    assert Match.objects.values("need").distinct().count() == Match.objects.count() == 4
    assert not Delivery.objects.filter(done_at=None).exclude(entry__kind="MatchProposed").exists()
    places_add_up()


def test_all_at_once_shelters_whom_one_by_one_leaves_outside():
    crisis, needs, at = the_scarce_night()
    alone = [propose_matches(need=need, at=at) for need in needs]
    assert alone[1] is None and sheltered() == 1
    crisis, _needs, at = the_scarce_night()
    made = propose_waiting(crisis=crisis, at=at)
    assert sum(match.need.people for match in made) == 5
    places_add_up()


def test_the_same_night_gives_the_same_pairs():
    told = []
    for _night in range(2):
        crisis, at = active_crisis(), now()
        for number in range(6):
            boris_opens(
                crisis, contact=f"{number}@example.org", place=place((NORTH[0] + number / 2e4, NORTH[1]))
            )
            waits(crisis, adults=1 + number % 2)
        made = propose_waiting(crisis=crisis, at=at)
        first = Need.objects.filter(crisis=crisis).earliest("pk").pk
        door = min(match.offer_id for match in made)
        told.append([(match.need_id - first, match.offer_id - door) for match in made])
    assert told[0] == told[1] and len(told[0]) == 6


def test_whoever_finds_nothing_hides_nobody_behind_them(monkeypatch):
    monkeypatch.setattr(rounds, "MOST_AT_ONCE", 2)
    crisis, at = active_crisis(), now()
    for wait in range(5):
        waits(crisis, at=at + timedelta(seconds=wait), adults=6)
    alone = waits(crisis, at=at + timedelta(seconds=9))
    boris_opens(crisis, places=1)
    (match,) = propose_waiting(crisis=crisis, at=at + timedelta(seconds=10))
    assert match.need == alone


def test_a_second_runner_finds_the_crisis_taken(crowd_of_three, monkeypatch):
    crisis = wanted()
    inside = []
    monkeypatch.setattr(
        rounds, "propose_waiting", lambda **_at: inside.append(run_rounds(rested=False)) or []
    )
    run_rounds()
    assert inside == [0]
    assert Round.objects.get(crisis=crisis).leased_until is None


def test_a_runner_that_was_killed_gives_the_crisis_back_by_its_age(crowd_of_three, monkeypatch):
    crisis = wanted()

    def killed(**_at):
        raise KeyboardInterrupt

    with monkeypatch.context() as broken, pytest.raises(KeyboardInterrupt):
        broken.setattr(rounds, "propose_waiting", killed)
        run_rounds()
    assert run_rounds() == 0, "the lease still stands"
    Round.objects.filter(crisis=crisis).update(leased_until=timezone.now())
    boris_opens(crisis, places=3)
    assert run_rounds() > 0


def wanted():
    crisis = active_crisis()
    for _each in range(3):
        waits(crisis)
    assert left_to_a_round(crisis)
    return crisis


def test_a_runner_that_lost_its_lease_stops_asking(crowd_of_three, monkeypatch):
    crisis = wanted()
    boris_opens(crisis, places=3)
    pairs = rounds._pairs

    def slow(*args):
        Round.objects.filter(crisis=crisis).update(leased_until=timezone.now() + timedelta(hours=1))
        return pairs(*args)

    monkeypatch.setattr(rounds, "LEASE", timedelta(0))
    monkeypatch.setattr(rounds, "_pairs", slow)
    assert run_rounds() == 0 and not Match.objects.exists()


def test_rounds_rest_a_second_and_who_asks_meanwhile_is_not_forgotten(crowd_of_three):
    crisis = wanted()
    run_rounds()
    assert left_to_a_round(crisis)
    boris_opens(crisis, places=3)
    assert run_rounds() == 0
    Round.objects.filter(crisis=crisis).update(rests_until=timezone.now())
    assert run_rounds() == 3


def test_a_round_asks_no_host_at_rest_and_whoever_was_asked_for_nothing_later(crowd_of_three):
    crisis, at = active_crisis(), now()
    tired = boris_opens(crisis, at=at, place=place(NORTH), places=1)
    for _again in range(MOST_IN_VAIN):
        match = propose_matches(need=waits(crisis, at=at), at=at)
        cancel_match(match=match, side=Side.GUEST, origin=WEB, at=at)
        withdraw_need(need=match.need, origin=WEB, at=at)
    need = waits(crisis, at=at)
    assert propose_waiting(crisis=crisis, at=at) == []
    Match.objects.filter(pk__in=Match.objects.values("pk")[:8]).update(proposed_at=at - timedelta(hours=2))
    rested = boris_opens(
        crisis, at=at, place=place((NORTH[0] + 0.001, NORTH[1])), places=1, contact="carl@example.org"
    )
    (match,) = propose_waiting(crisis=crisis, at=at)
    assert (match.need, match.offer) == (need, rested) and tired.pk != rested.pk


def test_a_round_says_of_what_it_did_not_weigh_that_it_counted_nothing(crowd_of_three):
    crisis = active_crisis()
    boris_opens(crisis, languages=["en"], step_free=True)
    waits(crisis, languages=["en"])
    (match,) = propose_waiting(crisis=crisis, at=now() + timedelta(hours=1))
    felt = {reason["code"]: reason["felt"] for reason in match.reasons}
    assert felt["common_language"] == felt["unasked_step_free"] == felt["fits"] == 0
    assert felt["confirmed"] < 0 < felt["waited"]


@pytest.mark.parametrize("batch_from", [1, 100])
def test_what_a_no_frees_is_matched_again_at_both_speeds(settings, batch_from):
    settings.BATCH_FROM = batch_from
    crisis = active_crisis()
    boris_opens(crisis, place=place(NORTH), places=1)
    boris_opens(crisis, place=place(FAR_NORTH), places=1, contact="far@example.org")
    need = waits(crisis)
    settle()
    decline_match(match=Match.objects.get(), reason=EndReason.OTHER, origin=WEB, at=now())
    settle()
    need.refresh_from_db()
    assert need.state == NeedState.PROPOSED and Match.objects.filter(need=need).count() == 2


@pytest.mark.parametrize("batch_from", [1, 100])
def test_a_new_door_goes_to_whoever_waits_at_both_speeds(settings, batch_from):
    settings.BATCH_FROM = batch_from
    crisis = active_crisis()
    waits(crisis)
    settle()
    boris_opens(crisis)
    settle()
    assert Match.objects.count() == 1


def settle() -> None:
    hear_all()
    while run_rounds(rested=False):
        hear_all()


def test_children_alone_go_to_a_coordinator_whatever_the_crowd(crowd_of_three):
    crisis = wanted()
    boris_opens(crisis, places=6)
    children = waits(crisis, adults=0, children=2)
    settle()
    assert Case.objects.filter(subject=children.public_id).exists()
    assert not Match.objects.filter(need=children).exists()
