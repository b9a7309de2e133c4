"""Runs one delivery. Its effect and its "done" are one transaction, so a second delivery changes nothing."""

import logging
import time
from collections import defaultdict, deque
from collections.abc import Sequence
from datetime import timedelta

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from accounts.journal.announce import Together, forerunner, heard_together, listener
from accounts.journal.events import event_of
from accounts.journal.models import Delivery

log = logging.getLogger("accounts.journal")

MAX_ATTEMPTS = 8
SHARED_SECONDS = 0.04  # how long deliveries that share a commit may keep SQLite's one writer
AT_ONCE = 200  # deliveries a dispatcher takes
MOST_TOGETHER = 50  # deliveries one listener hears in one transaction
PAUSE_SECONDS = 0.01  # so that a page's own write gets its turn in between


def due() -> list[int]:
    """Ids of deliveries owed now, oldest first."""
    return list(_due().order_by("next_attempt_at", "id").values_list("pk", flat=True)[:AT_ONCE])


def claim_due() -> list[int]:
    """Claim what is owed now until a lease ends, in one commit; the ids that are mine, and nobody else's."""
    owed = due()
    lease = timezone.now() + timedelta(seconds=settings.DELIVERY_LEASE_SECONDS)
    return _take(_due().filter(pk__in=owed), next_attempt_at=lease) if owed else []


def start(pks: list[int]) -> list[int]:
    """Count a try of each, committed before it runs, so that one that kills its worker is noticed in the end.

    Waiting in a broker is no try: workers that are away for an hour must not use up anybody's tries.
    """
    return _count_a_try(_owed().filter(pk__in=pks, attempts__lt=MAX_ATTEMPTS))


def _count_a_try(rows: QuerySet[Delivery]) -> list[int]:
    return _take(rows, attempts=F("attempts") + 1)


def _owed() -> QuerySet[Delivery]:
    return Delivery.objects.filter(done_at__isnull=True, stuck_at__isnull=True)


def _due() -> QuerySet[Delivery]:
    """The spent ones are park_spent's."""
    return _owed().filter(attempts__lt=MAX_ATTEMPTS, next_attempt_at__lte=timezone.now())


def _take(rows: QuerySet[Delivery], **changes) -> list[int]:
    """Change rows that nobody else is at, in two statements however many they are; their ids, in order."""
    with transaction.atomic():
        free = rows.select_for_update(skip_locked=True, no_key=True)
        mine = list(free.order_by("id").values_list("pk", flat=True))
        Delivery.objects.filter(pk__in=mine).update(**changes)
    return mine


def deliver_all(pks: list[int]) -> None:
    """Start and run these. What was tried before starts alone: others must not pay for one that kills its worker."""
    fresh = _count_a_try(_owed().filter(pk__in=pks, attempts=0))
    _deliver_started(fresh)
    for pk in sorted(set(pks) - set(fresh)):
        _deliver_started(start([pk]))


def _deliver_started(pks: list[int]) -> None:
    """On SQLite they share commits, each in a savepoint: a flush costs more than a listener."""
    started = list(Delivery.objects.select_related("entry").filter(pk__in=pks).order_by("id")) if pks else []
    for delivery in started:
        run_ahead(delivery)
    waiting = deque(_one_by_one(started))
    while waiting and connection.vendor == "sqlite":
        ends = time.monotonic() + SHARED_SECONDS
        with transaction.atomic():
            while waiting and time.monotonic() < ends:
                deliver(waiting.popleft())
        time.sleep(PAUSE_SECONDS if waiting else 0)
    for delivery in waiting:
        deliver(delivery)


def _one_by_one(started: list[Delivery]) -> list[Delivery]:
    """What is left once the listeners that can have heard theirs together."""
    alike: dict[str, list[Delivery]] = defaultdict(list)
    for delivery in started:
        alike[delivery.listener].append(delivery)
    left: list[Delivery] = []
    for name, several in alike.items():
        together = heard_together(name) if len(several) > 1 else None
        for first in range(0, len(several), MOST_TOGETHER):
            some = several[first : first + MOST_TOGETHER]
            left += _left_by(together, some) if together else some
    return sorted(left, key=lambda delivery: delivery.pk)


def _left_by(together: Together, several: Sequence[Delivery]) -> Sequence[Delivery]:
    """Those still to be heard. What was heard together and its "done" are one transaction, as for one alone."""
    of = {delivery.pk: delivery for delivery in several}
    try:
        with transaction.atomic():
            events = {
                pk: event_of(of[pk].entry) for pk in _take(_owed().filter(pk__in=of), done_at=timezone.now())
            }
            unheard = {id(each) for each in together(list(events.values()))}
            left = [pk for pk, each in events.items() if id(each) in unheard]
            Delivery.objects.filter(pk__in=left).update(done_at=None)
    except Exception as failure:  # noqa: BLE001  one of them may be at fault: each by itself will tell
        log.warning("%s not heard together: %s", several[0].listener, type(failure).__name__)
        return several
    return [of[pk] for pk in left]


def run_ahead(delivery: Delivery) -> None:
    """What the listener wants done outside its transaction. Best effort."""
    if ahead := forerunner(delivery.listener):
        try:
            ahead(event_of(delivery.entry))
        except Exception as failure:  # noqa: BLE001  the listener does without
            log.warning("ahead of %s: %s", delivery.listener, type(failure).__name__)


def deliver(delivery: Delivery) -> None:
    """Let the listener hear; on failure leave the delivery owed, later each time, and stuck in the end."""
    try:
        with transaction.atomic():
            if Delivery.objects.filter(pk=delivery.pk, done_at__isnull=True).update(done_at=timezone.now()):
                listener(delivery.listener)(event_of(delivery.entry))
    except Exception as failure:  # noqa: BLE001  a listener may fail in any way; the delivery stays owed
        _put_off(delivery, failure)


def _put_off(delivery: Delivery, failure: Exception) -> None:
    now = timezone.now()
    delivery.error = type(failure).__name__
    delivery.next_attempt_at = now + timedelta(seconds=min(2**delivery.attempts, 300))
    delivery.stuck_at = now if delivery.attempts >= MAX_ATTEMPTS else None
    delivery.save(update_fields=["error", "next_attempt_at", "stuck_at"])
    # The traceback's last line may quote a value, so only places and the class are logged.
    log.error("%s failed with %s (try %s)", delivery.listener, delivery.error, delivery.attempts)


def retry_stuck(pk: int) -> bool:
    """Give a stuck delivery a new life; False when it was not stuck."""
    stuck = Delivery.objects.filter(pk=pk, stuck_at__isnull=False)
    return bool(stuck.update(stuck_at=None, attempts=0, next_attempt_at=timezone.now()))


def park_spent() -> int:
    """Deliveries whose worker died at every try never reach _put_off: mark them stuck, so that they are seen."""
    spent = Delivery.objects.filter(
        done_at__isnull=True,
        stuck_at__isnull=True,
        attempts__gte=MAX_ATTEMPTS,
        next_attempt_at__lte=timezone.now(),
    )
    return spent.update(stuck_at=timezone.now(), error="WorkerLost")
