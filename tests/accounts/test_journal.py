"""One announcement per change: in the change's transaction, heard after it, never lost, visible when stuck."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from accounts.journal import deliver as delivering
from accounts.journal.announce import announce, listen
from accounts.journal.deliver import (
    claim_due,
    deliver,
    deliver_all,
    due,
    park_spent,
    retry_stuck,
    start,
)
from accounts.journal.dispatcher import Dispatcher, _in_thread
from accounts.journal.events import Event, event, event_of
from accounts.journal.models import Delivery, Entry
from accounts.journal.sequence import last_position, sequence
from accounts.origin import SYSTEM

pytestmark = pytest.mark.django_db


@event
class BellRung(Event):
    times: int


heard: list[int] = []
failing: list[Exception] = []


@listen(BellRung)
def hear(happened) -> None:
    if failing:
        raise failing[0]
    heard.append(happened.times)


@pytest.fixture(autouse=True)
def quiet():
    heard.clear()
    failing.clear()


def ring(times: int = 1) -> Entry:
    with transaction.atomic():
        return announce(
            BellRung(crisis_id=None, subject=uuid4(), at=timezone.now(), times=times), origin=SYSTEM
        )


def run_due() -> None:
    deliver_all(claim_due())


@pytest.mark.django_db(transaction=True)
def test_an_announcement_outside_a_transaction_is_refused():
    with pytest.raises(RuntimeError):
        announce(BellRung(crisis_id=None, subject=uuid4(), at=timezone.now(), times=1), origin=SYSTEM)


@pytest.mark.django_db(transaction=True)
def test_a_change_that_is_rolled_back_was_never_announced():
    with pytest.raises(ValueError, match="no"), transaction.atomic():
        ring()
        raise ValueError("no")
    assert not Entry.objects.exists()
    assert not Delivery.objects.exists()


def test_an_entry_is_read_back_into_the_event_it_recorded():
    entry = ring(times=3)
    assert event_of(Entry.objects.get(pk=entry.pk)).times == 3


def test_each_listener_hears_once_however_often_the_delivery_runs():
    ring()
    delivery = Delivery.objects.get()
    deliver(delivery)
    deliver(delivery)
    assert heard == [1]


def test_a_claimed_delivery_is_nobody_elses():
    ring()
    assert len(claim_due()) == 1
    assert claim_due() == due() == []


def test_a_delivery_whose_worker_died_is_owed_again_after_its_lease(monkeypatch):
    monkeypatch.setattr(settings, "DELIVERY_LEASE_SECONDS", 0)
    ring()
    assert claim_due()
    run_due()
    assert heard == [1]


@pytest.mark.listener_failures_expected
def test_a_listener_that_fails_leaves_no_half_effect_and_is_tried_again():
    failing.append(ValueError("secret@example.org"))
    ring()
    run_due()
    delivery = Delivery.objects.get()
    assert (delivery.done_at, delivery.error, delivery.attempts) == (None, "ValueError", 1)
    failing.clear()
    Delivery.objects.update(next_attempt_at=timezone.now())
    run_due()
    assert heard == [1]


@pytest.mark.listener_failures_expected
def test_a_listener_that_always_fails_gets_stuck_is_visible_and_can_be_retried():
    failing.append(ValueError())
    ring()
    for _try in range(delivering.MAX_ATTEMPTS):
        Delivery.objects.update(next_attempt_at=timezone.now())
        run_due()
    stuck = Delivery.objects.get(stuck_at__isnull=False)
    assert due() == []
    failing.clear()
    assert retry_stuck(stuck.pk)
    run_due()
    assert heard == [1]


@pytest.mark.listener_failures_expected
def test_what_a_listener_said_in_its_failure_is_not_logged(caplog):
    failing.append(ValueError("secret@example.org"))
    ring()
    run_due()
    assert "ValueError" in caplog.text
    assert "secret" not in caplog.text


def test_a_poison_delivery_that_kills_every_worker_is_handed_out_no_more_and_parked(monkeypatch):
    monkeypatch.setattr(settings, "DELIVERY_LEASE_SECONDS", 0)
    ring()
    tries = 0
    while start(claim_due()) and tries < 3 * delivering.MAX_ATTEMPTS:  # the worker dies before it delivers
        tries += 1
    assert tries == delivering.MAX_ATTEMPTS
    assert claim_due() == []
    assert park_spent() == 1


def test_waiting_in_a_broker_while_the_workers_are_away_uses_up_no_try(monkeypatch):
    monkeypatch.setattr(settings, "DELIVERY_LEASE_SECONDS", 0)
    ring()
    for _handed_out in range(3 * delivering.MAX_ATTEMPTS):
        assert claim_due()
    park_spent()
    run_due()
    assert heard == [1]


def test_entries_get_positions_without_gaps_in_the_order_of_their_ids():
    entries = [ring() for _ in range(5)]
    assert sequence() == 5
    numbered = Entry.objects.filter(pk__in=[entry.pk for entry in entries]).order_by("pk")
    positions = list(numbered.values_list("position", flat=True))
    assert positions == list(range(positions[0], positions[0] + 5))
    assert last_position() == positions[-1]
    assert sequence() == 0


@pytest.mark.distributed
@pytest.mark.django_db(transaction=True)
def test_a_late_commit_with_a_lower_id_gets_a_later_position():
    """PostgreSQL commits out of order: whoever has read up to the last position must not miss the late row."""
    written, may_commit = threading.Event(), threading.Event()

    def hesitate() -> Entry:
        try:
            with transaction.atomic():
                entry = ring()
                written.set()
                may_commit.wait(5)
                return entry
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as other:
        committing = other.submit(hesitate)
        assert written.wait(5)
        early = ring()
        assert sequence() == 1
        read_up_to = last_position()
        may_commit.set()
        late = committing.result()
    assert sequence() == 1
    late.refresh_from_db()
    assert late.pk < early.pk
    assert late.position == read_up_to + 1


@pytest.mark.sqlite_only
@pytest.mark.django_db(transaction=True)
def test_the_embedded_dispatcher_delivers_by_itself():
    dispatcher = Dispatcher(embedded=True)
    dispatcher.start()
    try:
        ring(times=7)
        deadline = timezone.now() + timedelta(seconds=5)
        while not heard and timezone.now() < deadline:
            time.sleep(0.02)
    finally:
        dispatcher.stop()
    assert heard == [7]


@pytest.mark.listener_failures_expected
@pytest.mark.django_db(transaction=True)
@pytest.mark.sqlite_only
def test_a_thread_of_the_embedded_dispatcher_keeps_its_connection_until_something_fails():
    seen = []

    def look() -> None:
        connection.ensure_connection()
        seen.append(connection.connection)

    def fail() -> None:
        raise OSError("the disk went away")

    with ThreadPoolExecutor(1) as thread:
        for work in (look, look, fail, look):
            thread.submit(_in_thread, work).result()
        thread.submit(lambda: connection.close()).result()
    before, again, after = seen
    assert before is again and after is not before
