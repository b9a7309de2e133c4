"""One run of a kind at a time, across processes: so that a slow carrier keeps one worker, and no more."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from accounts.journal.models import Heartbeat

LONGEST = timedelta(seconds=60)  # a run whose process died is over after this
_BEFORE_ALL = timezone.datetime(2000, 1, 1, tzinfo=timezone.get_default_timezone())


@dataclass
class Turn:
    """`mine`: this run may go on. `rest`: seconds to leave the carrier alone afterwards."""

    mine: bool
    rest: float = 0


def resting(names: Iterable[str]) -> dict[str, datetime]:
    """Those that a provider asked to leave alone, and until when."""
    late = Heartbeat.objects.filter(name__in=list(names), at__gt=timezone.now() + LONGEST)
    return dict(late.values_list("name", "at"))


@contextmanager
def turn(name: str) -> Iterator[Turn]:
    """Its row in Heartbeat says until when nobody else may begin."""
    now = timezone.now()
    Heartbeat.objects.get_or_create(name=name, defaults={"at": _BEFORE_ALL})
    until = now + LONGEST
    taken = Turn(bool(Heartbeat.objects.filter(name=name, at__lte=now).update(at=until)))
    try:
        yield taken
    finally:
        if taken.mine:
            free = timezone.now() + timedelta(seconds=taken.rest)
            Heartbeat.objects.filter(name=name, at=until).update(at=free)
