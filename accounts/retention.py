"""What piles up is thrown away by the clock: each room says which rows and after how many days, one task asks all."""

import time
from collections.abc import Callable
from datetime import datetime, timedelta

from celery import shared_task
from django.conf import settings
from django.db import connection
from django.db.models import Model, QuerySet
from django.utils import timezone

from accounts.journal.schedule import every

BATCH = 500  # rows a commit: nobody else waits long for SQLite's one writer
SECONDS = 45  # a run; what it leaves, the next takes
PAUSE_SECONDS = 0.05
WAIT_MS = 200

Old = Callable[[datetime], QuerySet[Model]]
_rooms: list[tuple[str, Old]] = []


def forgets(after: str):
    """Register `function(before) -> rows to delete`; `after` names the setting that says how many days they are kept.

    Rows that others point at go with what points at them.
    """

    def register(old: Old) -> Old:
        _rooms.append((after, old))
        return old

    return register


def days_ago(setting: str) -> datetime:
    """The moment before which what `setting` speaks of is no longer kept. Real time, also for exercises."""
    return timezone.now() - timedelta(days=getattr(settings, setting))


@every(seconds=3600)
@shared_task(ignore_result=True)
def clean_up(**_later) -> None:
    """Delete what every room says is old. Harmless to run twice, or to stop in the middle."""
    ends = time.monotonic() + SECONDS
    for after, old in _rooms:
        while _delete_some(old(days_ago(after))) == BATCH and time.monotonic() < ends:
            time.sleep(PAUSE_SECONDS)
    empty_the_log()


def empty_the_log(of=connection) -> None:
    """SQLite's write-ahead log holds what was wiped until it is written over, and a copy of the files takes it along.

    Nobody is kept waiting: while somebody reads, the next run does it. PostgreSQL: docs/trust.md.
    """
    if of.vendor != "sqlite" or of.in_atomic_block:
        return
    with of.cursor() as cursor:
        usual = cursor.execute("PRAGMA busy_timeout").fetchone()[0]
        cursor.execute(f"PRAGMA busy_timeout={WAIT_MS}")
        try:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        finally:
            cursor.execute(f"PRAGMA busy_timeout={usual}")


def _delete_some(rows: QuerySet[Model]) -> int:
    pks = list(rows.order_by("pk").values_list("pk", flat=True)[:BATCH])
    rows.model.objects.filter(pk__in=pks).delete()
    return len(pks)
