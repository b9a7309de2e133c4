"""The live hub: one per server process. It tails the journal and hands the same message to all who listen.

Woken by the journal's hint, at the latest every half second, so that a change made by any process arrives.
Delivery is at most once; whoever missed something resumes from the journal by position.
"""

import asyncio
import contextlib
import logging
import time
from collections import defaultdict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from asgiref.sync import sync_to_async
from channels.layers import get_channel_layer
from django.db import close_old_connections

from accounts.journal.hints import GROUP
from accounts.journal.models import Entry
from accounts.journal.sequence import last_position
from crisis.livemap.guards import Guard, refused
from crisis.livemap.streams import message, told

log = logging.getLogger("crisis.livemap")

TICK_SECONDS = 0.5
ASKERS = 2  # threads for joining and resuming
BATCH = 1000  # entries read at once
GUARD_SECONDS = 2  # a right that ended is noticed within this
QUEUE = 64  # messages a slow socket may lag behind
LONGEST_WAIT = 5  # seconds between tries while the database or Redis is away
REJOIN_SECONDS = 600  # groups expire in Redis after an hour
ENDS_A_RIGHT = {"ColleagueRemoved"}  # checked before anything else is handed out
SLOW = 4408


class Listener:
    """One socket's side of the hub: messages wait in `queue`; `closed` is set when it must end, with `code`."""

    def __init__(self, streams: tuple[str, ...], guard: Guard):
        self.streams, self.guard, self.code = streams, guard, 0
        self.queue: asyncio.Queue[str] = asyncio.Queue(QUEUE)
        self.closed = asyncio.Event()

    def hear(self, text: str) -> None:
        """Take a message; one who lags too far behind is closed, and resumes from the journal."""
        if self.queue.full():
            self.close(SLOW)
        elif not self.code:
            self.queue.put_nowait(text)

    def close(self, code: int) -> None:
        self.code = self.code or code
        self.closed.set()


class Hub:
    """`run()` for as long as the server lives; sockets `join()` a stream and `leave()` it."""

    def __init__(self):
        self.last = 0
        self._streams: dict[str, set[Listener]] = defaultdict(set)
        self._covered: dict[str, int] = {}
        self._tail = ThreadPoolExecutor(1, thread_name_prefix="hub")
        self._desk = ThreadPoolExecutor(ASKERS, thread_name_prefix="hub-asks")
        self._guarded = 0.0
        self._started: asyncio.Event | None = None
        self._hinted: asyncio.Event | None = None

    async def run(self) -> None:
        """Tail until cancelled. A database or Redis that is away is waited for, never fatal."""
        self._hinted = asyncio.Event()
        await self._begin()
        ear = asyncio.create_task(self._listen_for_hints())
        wait = TICK_SECONDS
        try:
            while True:
                try:
                    busy = await self.tick()
                    wait = 0 if busy else TICK_SECONDS
                except Exception as failure:  # noqa: BLE001  the hub must outlive whatever is away
                    wait = min(max(wait, TICK_SECONDS) * 2, LONGEST_WAIT)
                    log.warning("live hub: %s, again in %s s", type(failure).__name__, wait)
                await self._pause(wait)
        finally:
            ear.cancel()

    async def join(self, stream: str, guard: Guard, *more: str) -> tuple[Listener, int]:
        """Start listening; the position from which every later entry of the stream, and of `more`, will be heard."""
        await self._ready().wait()
        listener = Listener((stream, *more), guard)
        for each in listener.streams:
            self._streams[each].add(listener)
            self._covered.setdefault(each, self.last)
        return listener, self.last

    def leave(self, listener: Listener) -> None:
        for stream in listener.streams:
            self._streams[stream].discard(listener)
            if not self._streams[stream]:
                del self._streams[stream]
                self._covered.pop(stream, None)

    @property
    def listeners(self) -> list[Listener]:
        return list({one for several in self._streams.values() for one in several})

    async def tick(self) -> bool:
        """Read what is new and hand it out; True when there may be more at once."""
        if not self._streams:
            newest = await _in(self._tail, last_position)
            if not self._streams:
                self.last = newest
            return False
        entries = await _in(self._tail, _entries_after, self.last)
        await self._end_lost_rights(now=any(entry.kind in ENDS_A_RIGHT for entry in entries))
        if entries:
            self._hand_out(entries)
        return len(entries) == BATCH

    async def ask(self, question: Callable, *args):
        """Run a socket's own database question. Ten thousand that come back at once must not hold up the tail."""
        return await _in(self._desk, question, *args)

    def _hand_out(self, entries: list[Entry]) -> None:
        self.last = entries[-1].position
        for stream, payloads in told(entries).items():
            if stream not in self._streams:
                continue
            text = message(self._covered[stream], self.last, payloads)
            self._covered[stream] = self.last
            for listener in list(self._streams[stream]):
                listener.hear(text)

    async def _end_lost_rights(self, *, now: bool) -> None:
        if not now and time.monotonic() - self._guarded < GUARD_SECONDS:
            return
        lost = await _in(self._tail, refused, [listener.guard for listener in self.listeners])
        self._guarded = time.monotonic()
        for listener in self.listeners:
            if listener.guard in lost:
                listener.close(listener.guard.code)
                for stream in listener.streams:
                    self._streams[stream].discard(listener)

    async def _begin(self) -> None:
        while True:
            try:
                self.last = await _in(self._tail, last_position)
            except Exception as failure:  # noqa: BLE001  started before its database
                log.warning("live hub waits for the database: %s", type(failure).__name__)
                await asyncio.sleep(LONGEST_WAIT)
            else:
                self._ready().set()
                return

    def _ready(self) -> asyncio.Event:
        if self._started is None:
            self._started = asyncio.Event()
        return self._started

    async def _pause(self, seconds: float) -> None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._hinted.wait(), seconds)
        self._hinted.clear()

    async def _listen_for_hints(self) -> None:
        while True:
            try:
                layer = get_channel_layer()
                channel = await layer.new_channel()
                await layer.group_add(GROUP, channel)
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(REJOIN_SECONDS):
                        while True:
                            await layer.receive(channel)
                            self._hinted.set()
            except Exception as failure:  # noqa: BLE001  without hints the tick alone carries on
                log.warning("live hub hears no hints: %s", type(failure).__name__)
                await asyncio.sleep(LONGEST_WAIT)


async def _in(threads: ThreadPoolExecutor, question: Callable, *args):
    return await sync_to_async(_fresh, thread_sensitive=False, executor=threads)(question, *args)


def _fresh(question: Callable, *args):
    close_old_connections()
    try:
        return question(*args)
    finally:
        close_old_connections()


def _entries_after(position: int) -> list[Entry]:
    return list(Entry.objects.filter(position__gt=position).order_by("position")[:BATCH])


hub = Hub()
