"""What follows when an area closes is done in small transactions, once, whoever else is at it at the same time."""

import threading

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.journal.models import Entry
from crisis.closures.actions import lift_closure
from crisis.desk.actions import open_case
from crisis.desk.models import Case
from crisis.desk.vocabulary import Why
from crisis.shelter.actions import setting_aside
from crisis.shelter.actions.setting_aside import follow_closures
from crisis.shelter.models import Offer, OfferPlace
from crisis.shelter.tasks import sweep_shelter
from matching import listeners
from matching.actions import clearing
from matching.actions.clearing import clear_ways
from matching.actions.rounds import run_rounds
from matching.models import Match
from matching.tasks import sweep_closed_ways
from matching.vocabulary import MatchState
from tests import cast
from tests.api.test_journey import settle
from tests.matching.test_closed_areas import BETWEEN, FAR_OFF

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def paris():
    return cast.active_crisis()


@pytest.mark.parametrize("follow", [follow_closures, clear_ways])
def test_it_refuses_to_become_part_of_a_longer_transaction(paris, follow):
    cast.coming(paris)
    cast.chen_closes(paris)
    with transaction.atomic(), pytest.raises(RuntimeError):
        follow(crisis=paris, at=cast.now())
    assert follow(crisis=paris, at=cast.now()) >= 1


def test_the_listeners_do_a_portion_at_once_and_the_sweeps_the_rest(paris, monkeypatch):
    monkeypatch.setattr(setting_aside, "PORTION", 2)
    monkeypatch.setattr(listeners, "AT_ONCE", 1)
    for _match in range(3):
        cast.coming(paris)
    settle()
    cast.chen_closes(paris, radius_m=100)
    settle()
    told = Entry.objects.filter(kind="WayClosed")
    aside = Offer.objects.filter(set_aside_at__isnull=False)
    assert (told.count(), aside.count()) == (1, 2)
    sweep_closed_ways()
    sweep_shelter()
    assert (told.count(), aside.count()) == (3, 3)


def test_a_worker_that_dies_before_it_has_looked_loses_nobody(paris, monkeypatch):
    cast.boris_opens(paris)
    closure = cast.chen_closes(paris, BETWEEN, radius_m=100)
    amira = cast.amira_asks(paris)
    settle()
    monkeypatch.setattr(listeners, "propose_matches", lambda **_asked: None)
    lift_closure(closure=closure, origin=cast.at_the_desk(paris.declared_by), at=cast.now())
    settle()
    assert not Match.objects.exists()
    run_rounds(rested=False)
    assert Match.objects.get().need == amira


def test_a_door_moved_away_meanwhile_stops_nobody(paris, monkeypatch):
    """Neither the sweep, as it did, nor a guest whose way is free by now."""
    moved, kept = cast.coming(paris), cast.coming(paris)
    asked = cast.proposed(paris)
    cast.chen_closes(paris, radius_m=100)
    known_since = clearing._known_since

    def and_the_hosts_move(crisis):
        gone = OfferPlace.objects.filter(offer__in=[moved.offer_id, asked.offer_id])
        gone.update(lat=cast.OBERKAMPF[0], lon=cast.OBERKAMPF[1])
        return known_since(crisis)

    monkeypatch.setattr(clearing, "_known_since", and_the_hosts_move)
    assert clear_ways(crisis=paris, at=cast.now()) == 1
    assert Case.objects.get(why=Why.CLOSED_WAY).subject == kept.need.public_id
    asked.refresh_from_db()
    assert asked.state == MatchState.PROPOSED


def test_who_is_known_costs_no_lock_and_no_query_of_their_own(paris):
    def queries_of_a_second_run() -> list[str]:
        clear_ways(crisis=paris, at=cast.now())
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert clear_ways(crisis=paris, at=cast.now()) == 0
        return [query["sql"] for query in captured.captured_queries]

    cast.chen_closes(paris, radius_m=100)
    cast_on_their_way(paris, 1)
    one = queries_of_a_second_run()
    cast_on_their_way(paris, 3)
    several = queries_of_a_second_run()
    assert len(several) == len(one) <= 8
    assert not any(" FOR " in sql or sql.startswith(("UPDATE", "INSERT")) for sql in several)


def cast_on_their_way(crisis, how_many: int) -> None:
    """Past what is closed: doors that came to stand in it afterwards."""
    for _match in range(how_many):
        cast.boris_opens(crisis, place=cast.place(FAR_OFF))
        match = cast.coming(crisis)
        OfferPlace.objects.filter(offer=match.offer_id).update(lat=cast.ALIBERT[0], lon=cast.ALIBERT[1])


def test_a_case_opened_while_we_looked_is_not_closed_as_over(paris, monkeypatch):
    amira = cast.amira_asks(paris)
    each_closed = clearing.each_closed

    def and_somebody_opens_a_case(crisis_id):
        about = {"subject_kind": "need", "subject": amira.public_id}
        open_case(crisis=paris, why=Why.CLOSED_WAY, origin=cast.WEB, at=cast.now(), **about)
        return each_closed(crisis_id)

    monkeypatch.setattr(clearing, "each_closed", and_somebody_opens_a_case)
    clear_ways(crisis=paris, at=cast.now())
    assert Case.objects.get().closed_at is None
    monkeypatch.undo()
    clear_ways(crisis=paris, at=cast.now())
    assert Case.objects.get().closed_at


def test_however_many_follow_at_once_everybody_is_told_once(paris):
    for _match in range(4):
        cast.coming(paris)
    asked = [cast.proposed(paris) for _match in range(4)]
    settle()
    cast.chen_closes(paris, radius_m=100)
    start, broken = threading.Barrier(4), []

    def run(follow):
        try:
            start.wait(10)
            follow(crisis=paris, at=cast.now())
        except BaseException as failure:  # noqa: BLE001  seen by the assertion below
            broken.append(failure)
        finally:
            connection.close()

    at_once = [
        threading.Thread(target=run, args=(f,)) for f in (clear_ways, follow_closures) for _two in range(2)
    ]
    for each in at_once:
        each.start()
    for each in at_once:
        each.join(60)
    assert broken == []
    for kind, how_many in (("WayClosed", 4), ("MatchClosed", len(asked)), ("OfferSetAside", 8)):
        assert Entry.objects.filter(kind=kind).count() == how_many
