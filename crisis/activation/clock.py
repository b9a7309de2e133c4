"""What time it is in a crisis: the database's time, or the drill's own."""

from datetime import UTC, datetime

from django.db import connection
from django.utils import timezone

from crisis.activation.models import Crisis


def database_now() -> datetime:
    """One clock for all processes: PostgreSQL's; with SQLite there is one machine, so its own."""
    if connection.vendor != "postgresql":
        return timezone.now()
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return cursor.fetchone()[0].astimezone(UTC)


def crisis_now(crisis: Crisis) -> datetime:
    """Asked once at each door, sweep and page, and handed down as `at`."""
    return crisis_time(crisis, database_now())


def crisis_time(crisis: Crisis, real: datetime) -> datetime:
    """The crisis's time at the real moment `real`."""
    if not crisis.clock_epoch:
        return real
    return crisis.clock_epoch + (real - crisis.clock_started_at) * crisis.clock_speed


def real_time(crisis: Crisis, at: datetime) -> datetime:
    """The real moment at which the crisis's clock shows `at`."""
    if not crisis.clock_epoch:
        return at
    return crisis.clock_started_at + (at - crisis.clock_epoch) / crisis.clock_speed


def set_clock(crisis: Crisis, *, epoch: datetime, speed: float) -> None:
    """From now on the drill's clock shows `epoch` and runs `speed` times real time. Raises ValueError if real."""
    if not crisis.is_drill:
        raise ValueError("only a drill has a clock of its own")
    started = database_now()
    crisis.clock_epoch, crisis.clock_started_at, crisis.clock_speed = epoch, started, speed
    Crisis.objects.filter(pk=crisis.pk).update(clock_epoch=epoch, clock_started_at=started, clock_speed=speed)
