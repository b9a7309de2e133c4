"""Numbers entries, hands out what is owed, and in the embedded set-up runs the tasks itself.

Any number may run: positions are given under a lock and deliveries are claimed one by one.
"""

import logging
import threading
import time
from concurrent.futures import Future, ThreadPoolExecutor

from django.conf import settings
from django.db import close_old_connections, connections
from django.utils import timezone

from accounts.disk import named
from accounts.journal.deliver import claim_due, deliver_all, park_spent
from accounts.journal.hints import hint
from accounts.journal.models import Heartbeat
from accounts.journal.schedule import scheduled
from accounts.journal.sequence import sequence
from accounts.journal.wake import wait_until_woken, wake

log = logging.getLogger("accounts.journal")

POLL_SECONDS = 0.2
HEARTBEAT_SECONDS = 5
# Distributed, from one turn to the next: many are handed over, and heard, together.
GATHER_SECONDS = 0.1
# Deliveries a worker is handed at least: a task of its own for each costs as much as the listener.
HANDFUL = 5
SHARES = 2  # tasks a turn's deliveries make where they are more
BEHIND_THE_CLOCK = 6  # Redis: 0 goes first, and is what a sweep or a round has
CLOCK_THREADS = 5  # embedded: three slow carriers hold up neither a sweep nor a delivery


class Dispatcher:
    """`start()` and `stop()` a background thread, or `run()` in this one until `stop()`."""

    def __init__(self, *, embedded: bool | None = None):
        self.embedded = settings.EMBEDDED if embedded is None else embedded
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self.run, name="dispatcher", daemon=True)
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="deliver") if self.embedded else None
        self._clock = ThreadPoolExecutor(CLOCK_THREADS, thread_name_prefix="clock") if self.embedded else None
        self._delivering: Future | None = None
        self._running: dict[object, Future] = {}
        self._last_run: dict[object, float] = {}
        self._beaten = 0.0

    def start(self) -> None:
        self._thread.start()

    def stop(self, timeout: float = 5) -> None:
        self._stopping.set()
        wake()
        if self._thread.is_alive():
            self._thread.join(timeout)
        if self._pool:
            self._pool.shutdown(wait=True, cancel_futures=True)
            self._clock.shutdown(wait=True, cancel_futures=True)

    def run(self) -> None:
        while not self._stopping.is_set():
            try:
                busy = self.turn()
            except Exception as failure:  # noqa: BLE001  the database may be away; the loop must outlive it
                log.warning("dispatcher turn failed: %s", named(failure))
                close_old_connections()
                busy = False
                time.sleep(1)
            if not busy:
                wait_until_woken(POLL_SECONDS)
            elif not self.embedded:
                self._stopping.wait(GATHER_SECONDS)
        connections.close_all()

    def turn(self) -> bool:
        """One round; True when there was something to do."""
        numbered = sequence()
        if numbered:
            hint()
        owed = claim_due() if self._delivering is None or self._delivering.done() else []
        if owed:
            self._hand_over(owed)
        self._beat()
        return bool(numbered or owed)

    def _hand_over(self, owed: list[int]) -> None:
        """Embedded: one batch at a time, for what waits in a queue would outlive its lease and be lost to it."""
        if self._pool:
            self._delivering = self._pool.submit(_in_thread, deliver_all, owed)
        else:
            from accounts.journal.tasks import deliver_entries

            size = max(HANDFUL, -(-len(owed) // SHARES))
            for first in range(0, len(owed), size):
                handful = {"deliveries": owed[first : first + size]}
                deliver_entries.apply_async(kwargs=handful, priority=BEHIND_THE_CLOCK)

    def _beat(self) -> None:
        now = time.monotonic()
        if now - self._beaten > HEARTBEAT_SECONDS:
            self._beaten = now
            Heartbeat.objects.update_or_create(name="dispatcher", defaults={"at": timezone.now()})
            park_spent()
        if self._clock:
            self._run_scheduled(now)

    def _run_scheduled(self, now: float) -> None:
        for entry in scheduled():
            last = self._running.get(entry)
            if now - self._last_run.get(entry, 0.0) >= entry.seconds and (last is None or last.done()):
                self._last_run[entry] = now
                self._running[entry] = self._clock.submit(_in_thread, entry.task)


def _in_thread(function, *args) -> None:
    """A thread keeps its connection until a failure reaches it: opening one twice a second was half of idling."""
    try:
        function(*args)
    except Exception as failure:  # noqa: BLE001  a task that fails is run again by its schedule
        log.error("%s failed with %s", getattr(function, "name", function), named(failure))
        close_old_connections()
    finally:
        wake()
