"""Replays a night through the same actions as everyone's: what was planned, and how people react to it."""

import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import nullcontext
from datetime import UTC, datetime, timedelta
from heapq import heappop, heappush
from itertools import count

from django.db import OperationalError, connection, transaction

from accounts.errors import Refused
from crisis.activation.clock import crisis_now
from crisis.activation.models import Crisis
from matching.drill.company import Company, Reaction
from matching.drill.deeds import Deed, Scene, portion_of, sorted_out
from matching.drill.families import Families
from matching.drill.mornings import with_morning
from matching.drill.pace import Running, Stepping, oldest_unheard
from matching.drill.planned import Planned
from matching.drill.scenario import Scenario
from matching.drill.stage import beat, calm, coordinator_of
from matching.drill.tally import Tally

BEAT_SECONDS = 2
WATCH_SECONDS = 1
EASE_SECONDS = 1
ASK_SECONDS = 1
SLICE_SECONDS = 0.05  # real; what is due together is committed together, for no longer than this
BUSY_DELAY = timedelta(seconds=30)  # drill time until an act is tried again that met a busy database
FOREVER = datetime.max.replace(tzinfo=UTC)

TOGETHER = 40  # posts, or a whole portion of a lighter kind; what is due together is sorted by kind
MOMENT = timedelta(microseconds=1)


class Plan:
    """What is planned, in time order, and what had to be put back."""

    def __init__(self, planned: Iterator[Planned]):
        self._planned = planned
        self._waiting: deque[Planned] = deque()

    def next_before(self, until: datetime) -> Planned | None:
        if not self._waiting:
            self._waiting.extend(each for each in [next(self._planned, None)] if each)
        return self._waiting[0] if self._waiting and self._waiting[0].at < until else None

    def take_due(self, until: datetime) -> list[Planned]:
        """What is planned before `until`, the first TOGETHER of it; more of what is done in greater portions."""
        taken: list[Planned] = []
        room = float(TOGETHER)
        while room > 0 and self.next_before(until):
            taken.append(self._waiting.popleft())
            room -= min(1, TOGETHER / portion_of(taken[-1]))
        return taken

    def put_back(self, taken: list[Planned]) -> None:
        self._waiting.extendleft(reversed(taken))


class Replay:
    """One night in one crisis. `run()` returns when everything planned before `until` is done, or when stopped.

    `speed`: drill seconds a real second; 0 goes from deed to deed, and delivers and sweeps by itself. `watch`
    is called about once a real second. Every act is done at the clock's time, also when it comes late.
    """

    def __init__(
        self,
        crisis: Crisis,
        scenario: Scenario,
        planned: Iterator[Planned],
        *,
        speed: float,
        until: datetime | None = None,
        stopping: threading.Event | None = None,
        watch: Callable[["Replay"], None] = lambda _replay: None,
    ):
        self.crisis, self.scenario = crisis, scenario
        self.until = until or scenario.ends_at
        self.tally = Tally()
        self.company = Company(crisis)
        self._plan = Plan(with_morning(planned, scenario))
        self._stopping = stopping or threading.Event()
        self._watch = watch
        self.families = Families(crisis, scenario, coordinator_of(crisis), self.company)
        self._scene = Scene(crisis, scenario, self.company, self.families)
        self._reactions: list[tuple[datetime, int, Reaction]] = []
        self._number = count()
        self._every: dict[str, float] = {}
        self._still = not speed
        self._staying = False
        self.pace = Stepping(crisis, begins_at=scenario.begins_at) if self._still else self._running(speed)

    def run(self) -> Tally:
        try:
            while not self._stopping.is_set() and not self._over():
                self._turn()
        finally:
            calm(self.crisis)
        return self.tally

    def stay(self) -> None:
        """After the night, until stopped: the cast goes on answering whoever tries things out.

        No sign of life any more: the stage is free for the next night.
        """
        self.until, self.company.hurried, self._still, self._staying = FOREVER, True, False, True
        self.pace = self._running(1, crisis_now(self.crisis))
        while not self._stopping.is_set():
            self._turn()

    def _running(self, speed: float, begins_at: datetime | None = None) -> Running:
        begins_at = begins_at or self.scenario.begins_at
        return Running(self.crisis, begins_at=begins_at, speed=speed, stopping=self._stopping)

    def _over(self) -> bool:
        return self._plan.next_before(self.until) is None and self.pace.now() >= self.until

    def _turn(self) -> None:
        self._look()
        self._react()
        self._post()
        if self._is_time("ease", EASE_SECONDS):
            self._keep_pace()
        if not self._staying and self._is_time("beat", BEAT_SECONDS):
            beat()
        if self._is_time("watch", WATCH_SECONDS):
            self._watch(self)
        self.pace.wait(self._due_next())

    def _keep_pace(self) -> None:
        """A slow machine plays slowly: the clock waits for posts, answers and matching, and says how far it is."""
        oldest = [moment for moment in (self._due_next(), oldest_unheard(self.crisis)) if moment]
        now = self.pace.now()
        self.pace.ease(now - min(oldest, default=now))
        self.tally.most_behind = max(self.tally.most_behind, self.pace.behind())

    def _look(self) -> None:
        if self.pace.may_look():
            self._expect(self.company.look())
        if self._still or self._is_time("ask", ASK_SECONDS):
            self._expect(self.company.look_at_questions(self.pace.now()))
            self._expect(self.families.look())

    def _expect(self, reactions: Iterable[Reaction]) -> None:
        for reaction in reactions:
            heappush(self._reactions, (reaction.due, next(self._number), reaction))

    def _due_next(self) -> datetime | None:
        planned = self._plan.next_before(self.until)
        moments = [planned.at] if planned else []
        return min(moments + [reaction[0] for reaction in self._reactions[:1]], default=None)

    def _is_time(self, name: str, seconds: float) -> bool:
        now = time.monotonic()
        if now - self._every.get(name, 0.0) < seconds:
            return False
        self._every[name] = now
        return True

    def _react(self) -> None:
        """Answers come before new posts: a held place does not wait."""
        if not self._due_reaction():
            return
        ends, alone = time.monotonic() + SLICE_SECONDS, connection.vendor != "sqlite"
        taken: list[Reaction] = []
        try:
            # Elsewhere each answer commits alone: rows locked longer, in any order, would lock one another out.
            with nullcontext() if alone else transaction.atomic():
                while self._due_reaction() and time.monotonic() < ends:
                    taken = [] if alone else taken
                    taken.append(heappop(self._reactions)[2])
                    self._do(taken[-1].name, taken[-1].act, self.pace.now())
        except OperationalError:
            self.tally.refused["busy"] += 1
            again = self.pace.now() + BUSY_DELAY
            self._expect(Reaction(again, reaction.name, reaction.act) for reaction in taken)

    def _due_reaction(self) -> bool:
        due = self._reactions and self._reactions[0][0] <= self.pace.now()
        return bool(due) and not self._stopping.is_set()

    def _post(self) -> None:
        """What is due, committed together: 20,000 doors need not be 20,000 flushes of a disk."""
        if not self._plan.next_before(self._now_or_end()):
            return
        ends = time.monotonic() + SLICE_SECONDS
        taken: list[Planned] = []
        try:
            with transaction.atomic():
                while time.monotonic() < ends and (due := self._plan.take_due(self._now_or_end())):
                    taken += due
                    for deed, planned in sorted_out(due):
                        self._perform(deed, planned)
        except OperationalError:
            self.tally.refused["busy"] += 1
            self._plan.put_back(taken)

    def _now_or_end(self) -> datetime:
        return min(self.until, self.pace.now() + MOMENT)

    def _perform(self, deed: Deed, planned: list[Planned]) -> None:
        """A portion of which one is refused is done one by one: the others need not stay away with it."""
        at = self.pace.now()
        try:
            deed.act(self._scene, planned, at)
            self.tally.done.update(map(deed.name, planned))
        except Refused as refusal:
            if len(planned) == 1:
                self.tally.refused[refusal.code] += 1
                return
            for one in planned:
                self._perform(deed, [one])

    def _do(self, name: str, act: Callable[[datetime], object], at: datetime) -> None:
        """One act, at the clock's time. A refusal is part of any night: counted, never the end of it."""
        try:
            act(at)
            self.tally.done[name] += 1
        except Refused as refusal:
            self.tally.refused[refusal.code] += 1
