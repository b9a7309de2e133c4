"""How the night's clock goes: with real time, many times as fast; or from deed to deed, for tests."""

import threading
import time
from datetime import datetime, timedelta

from accounts.journal.deliver import claim_due, deliver_all
from accounts.journal.sequence import sequence
from crisis.activation.clock import crisis_now, real_time, set_clock
from crisis.activation.models import Crisis
from crisis.shelter.tasks import sweep_shelter
from matching.tasks import sweep_matches

LOOK_SECONDS = 0.1  # real; how often new proposals are looked for
STEP = timedelta(minutes=1)
ALMOST_STILL = 0.001  # a clock must run; between two steps it all but stands


class Running:
    """The crisis's own clock, at `speed` times real time. The journal's dispatcher delivers meanwhile."""

    def __init__(self, crisis: Crisis, *, begins_at: datetime, speed: float, stopping: threading.Event):
        self._crisis, self._stopping = crisis, stopping
        self._looked = 0.0
        set_clock(crisis, epoch=begins_at, speed=speed)

    def now(self) -> datetime:
        return crisis_now(self._crisis)

    def may_look(self) -> bool:
        """True at most every LOOK_SECONDS."""
        if time.monotonic() - self._looked < LOOK_SECONDS:
            return False
        self._looked = time.monotonic()
        return True

    def wait(self, until: datetime | None) -> None:
        """Until something is due, or it is time to look again, or the night is stopped."""
        seconds = LOOK_SECONDS
        if until:
            now = real_time(self._crisis, self.now())
            seconds = min(seconds, (real_time(self._crisis, until) - now).total_seconds())
        if seconds > 0:
            self._stopping.wait(seconds)


class Stepping:
    """The clock jumps to what is due next, at least once a minute; deliveries and sweeps run here, in order."""

    def __init__(self, crisis: Crisis, *, begins_at: datetime):
        self._crisis = crisis
        self._swept = begins_at
        self._jump(begins_at)

    def now(self) -> datetime:
        return self._now

    def may_look(self) -> bool:
        """Always, once everything that was announced is heard."""
        hear_all()
        return True

    def wait(self, until: datetime | None) -> None:
        next_sweep = self._swept + STEP
        self._jump(max(self._now, min(until or next_sweep, next_sweep)))
        if self._now >= next_sweep:
            self._swept = self._now
            sweep_matches()
            sweep_shelter()

    def _jump(self, to: datetime) -> None:
        self._now = to
        set_clock(self._crisis, epoch=to, speed=ALMOST_STILL)


def hear_all() -> int:
    """Number and deliver what the journal owes, in this thread; how many deliveries were run."""
    heard = 0
    sequence()
    while owed := claim_due():
        deliver_all(owed)
        heard += len(owed)
        sequence()
    return heard
