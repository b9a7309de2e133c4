"""How the night's clock goes: with real time, many times as fast; or from deed to deed, for tests."""

import threading
import time
from datetime import datetime, timedelta

from accounts.journal.deliver import claim_due, deliver_all
from accounts.journal.models import Delivery
from accounts.journal.sequence import sequence
from crisis.activation.clock import crisis_now, real_time, set_clock
from crisis.activation.models import Crisis
from crisis.shelter.tasks import sweep_shelter
from matching.actions.rounds import run_rounds
from matching.tasks import sweep_matches

LOOK_SECONDS, CALM_LOOK_SECONDS = 0.1, 0.5  # real; how often new proposals are looked for
STEP = timedelta(minutes=2)
SLOWEST = 10  # at least this fraction of the speed asked for: a night must end
ALMOST_STILL = 0.001  # a clock must run; between two steps it all but stands

# A held place lapses after fifteen minutes: answers must not come later only because the machine is slow.
SLOW_DOWN, SPEED_UP = timedelta(minutes=3), timedelta(minutes=1)


class Running:
    """The crisis's own clock, at `speed` times real time. The journal's dispatcher delivers meanwhile.

    Where the machine cannot keep up the clock slows down, rather than running away from what is done by it.
    """

    def __init__(self, crisis: Crisis, *, begins_at: datetime, speed: float, stopping: threading.Event):
        self._crisis, self._stopping = crisis, stopping
        self._begins_at, self._speed = begins_at, speed
        self._begun = time.monotonic()
        self._looked, self._every = 0.0, LOOK_SECONDS if speed > 1 else CALM_LOOK_SECONDS
        set_clock(crisis, epoch=begins_at, speed=speed)

    def behind(self) -> timedelta:
        """How far the clock is from where `speed` would have brought it, in drill time."""
        played = timedelta(seconds=(time.monotonic() - self._begun) * self._speed)
        return max(timedelta(0), self._begins_at + played - self.now())

    def ease(self, lag: timedelta) -> None:
        """Slow down while the oldest thing undone is `lag` old, to a tenth; speed up again, to `speed` at most."""
        now = self._crisis.clock_speed
        speed = now * 0.7 if lag > SLOW_DOWN else now * 1.3 if lag < SPEED_UP else now
        speed = max(self._speed / SLOWEST, min(speed, self._speed))
        if speed != now:
            set_clock(self._crisis, epoch=self.now(), speed=speed)

    def now(self) -> datetime:
        return crisis_now(self._crisis)

    def may_look(self) -> bool:
        """True every so often, less so where the clock goes as slowly as ours."""
        if time.monotonic() - self._looked < self._every:
            return False
        self._looked = time.monotonic()
        return True

    def wait(self, until: datetime | None) -> None:
        """Until something is due, or it is time to look again, or the night is stopped."""
        seconds = self._every
        if until:
            now = real_time(self._crisis, self.now())
            seconds = min(seconds, (real_time(self._crisis, until) - now).total_seconds())
        if seconds > 0:
            self._stopping.wait(seconds)


class Stepping:
    """The clock jumps to what is due next, at least every two minutes; deliveries and sweeps run here, in order."""

    def __init__(self, crisis: Crisis, *, begins_at: datetime):
        self._crisis = crisis
        self._swept = begins_at
        self._jump(begins_at)

    def now(self) -> datetime:
        return self._now

    def behind(self) -> timedelta:
        return timedelta(0)

    def ease(self, lag: timedelta) -> None:
        """Nothing is late where the clock waits for every deed."""

    def may_look(self) -> bool:
        """Always, once everything that was announced is heard."""
        hear_all()
        while run_rounds(rested=False):
            hear_all()
        return True

    def wait(self, until: datetime | None) -> None:
        next_sweep = self._swept + STEP
        self._jump(max(self._now, min(until or next_sweep, next_sweep)))
        if self._now >= next_sweep:
            self._swept = self._now
            sweep_matches()
            sweep_shelter()
            hear_all()

    def _jump(self, to: datetime) -> None:
        self._now = to
        set_clock(self._crisis, epoch=to, speed=ALMOST_STILL)


def oldest_unheard(crisis: Crisis) -> datetime | None:
    """When the oldest thing happened in this crisis that a listener has not heard yet."""
    owed = Delivery.objects.filter(done_at__isnull=True, stuck_at__isnull=True, attempts__lte=1)
    oldest = owed.order_by("next_attempt_at").values_list("entry__crisis_id", "entry__happened_at").first()
    return oldest[1] if oldest and oldest[0] == crisis.pk else None


def hear_all() -> int:
    """Number and deliver what the journal owes, in this thread; how many deliveries were run."""
    heard = 0
    sequence()
    while owed := claim_due():
        deliver_all(owed)
        heard += len(owed)
        sequence()
    return heard
