"""Gathers what arrives within a few milliseconds, and has it written in one transaction by a thread."""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from django.db import Error, InterfaceError, OperationalError, close_old_connections, connection

from accounts.disk import is_full, named
from accounts.errors import Invalid, NotThere
from accounts.origin import Door, Origin
from crisis.activation.access import public_crisis
from crisis.activation.clock import crisis_now
from crisis.activation.models import Crisis
from crisis.checkin.actions.checking_in import CheckedIn, arrival, check_in_each
from crisis.checkin.actions.recording import Arrival
from crisis.checkin.drafts import CheckInDraft
from crisis.ground.api.codes import BUSY, STORAGE_FULL

log = logging.getLogger("crisis.checkin.express")

GATHER_SECONDS = 0.004
GATHER_TURNS = 5  # at most, while more and more come
ENOUGH = 400  # nobody waits for more company than this
MOST_AT_ONCE = 600  # a transaction: longer ones let everybody wait
MOST_WAITING = 4_000  # half a second's worth; whoever comes then is asked to come again
_BY_API = Origin(door=Door.API)


class Busy(Exception):
    """Too many wait, or the database is away. Nothing was acknowledged."""

    code = BUSY


class Full(Busy):
    """So is the disk."""

    code = STORAGE_FULL


@dataclass(frozen=True, slots=True)
class Asked:
    """One check-in as it arrived. `ref`: its Idempotency-Key."""

    slug: str
    draft: CheckInDraft
    ref: str | None


Answer = CheckedIn | type[Busy] | None  # None: the ordinary door answers


class Batches:
    """`ask()` answers once what was asked is committed. Lives in one event loop; `write` works in a thread.

    One at a time, while the next gathers: a transaction costs some 4 ms by itself, however many share it.
    `rest` runs in the same thread when nobody waits any more.
    """

    def __init__(self, write: Callable[[list[Asked]], list[Answer]], rest: Callable[[], None]):
        self._write, self._rest = write, rest
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="express")
        self._waiting: list[tuple[Asked, asyncio.Future]] = []
        self._task: asyncio.Task | None = None

    async def ask(self, asked: Asked) -> CheckedIn | None:
        """None: nothing was done, the ordinary door is to answer. Raises Busy."""
        if len(self._waiting) >= MOST_WAITING:
            raise Busy
        loop = asyncio.get_running_loop()
        future = loop.create_future()
        self._waiting.append((asked, future))
        if self._task is None or self._task.done():
            self._task = loop.create_task(self._empty())
        answer = await future
        if isinstance(answer, type):
            raise answer
        return answer

    async def _empty(self) -> None:
        while self._waiting:
            await self._gather()
            batch, self._waiting = self._waiting[:MOST_AT_ONCE], self._waiting[MOST_AT_ONCE:]
            await self._settle(batch)

    async def _gather(self) -> None:
        """Wait for company for as long as it keeps coming."""
        for _turn in range(GATHER_TURNS):
            so_far = len(self._waiting)
            if so_far >= ENOUGH:
                return
            await asyncio.sleep(GATHER_SECONDS)
            if len(self._waiting) == so_far:
                return

    async def _settle(self, batch: list[tuple[Asked, asyncio.Future]]) -> None:
        loop, asked = asyncio.get_running_loop(), [each for each, _future in batch]
        try:
            answers = await loop.run_in_executor(self._thread, self._written, asked)
        except Exception as failure:  # noqa: BLE001  nobody may wait for ever
            log.error("a batch was not written: %s", type(failure).__name__)
            answers = [Busy] * len(batch)
        for (_asked, future), answer in zip(batch, answers, strict=True):
            if not future.done():
                future.set_result(answer)

    def _written(self, asked: list[Asked]) -> list[Answer]:
        try:
            return self._write(asked)
        finally:
            if not self._waiting:
                self._rest()


def write(asked: list[Asked]) -> list[Answer]:
    """Check all of them in, those of one crisis in one transaction; in their order.

    The connection stays for the next batch, unless it failed: a fresh one costs as much as a statement.
    """
    by_crisis = defaultdict(list)
    for number, each in enumerate(asked):
        by_crisis[each.slug].append(number)
    answers: dict[int, Answer] = {}
    try:
        for slug, numbers in by_crisis.items():
            answers |= _of_one_crisis(slug, {number: asked[number] for number in numbers})
    finally:
        if connection.errors_occurred:
            close_old_connections()
    return [answers.get(number) for number in range(len(asked))]


def _of_one_crisis(slug: str, asked: dict[int, Asked]) -> dict[int, Answer]:
    try:
        crisis = public_crisis(slug)
        arrivals = {number: arrived for number, each in asked.items() if (arrived := _arrived(crisis, each))}
        done = _together(crisis, list(arrivals.values()))
    except NotThere:
        return {}
    except (OperationalError, InterfaceError) as away:
        return dict.fromkeys(asked, _refusal(away))
    return dict(zip(arrivals, done, strict=True))


def _arrived(crisis: Crisis, asked: Asked) -> Arrival | None:
    try:
        return arrival(asked.draft, crisis=crisis, ref=asked.ref)
    except Invalid:
        return None


def _together(crisis: Crisis, arrivals: list[Arrival]) -> list[Answer]:
    """One that cannot be stored stops the others for as long as it takes to find it."""
    if not arrivals:
        return []
    try:
        done = check_in_each(
            crisis=crisis, arrivals=arrivals, origin=_BY_API, at=crisis_now(crisis), later=True
        )
        return [each if isinstance(each, CheckedIn) else None for each in done]
    except (OperationalError, InterfaceError) as away:
        log.warning("%s check-ins asked to come again: %s", len(arrivals), named(away))
        return [_refusal(away)] * len(arrivals)
    except (Error, ValueError, OverflowError) as wrong:
        log.warning("a batch of %s is halved: %s", len(arrivals), type(wrong).__name__)
    if len(arrivals) == 1:
        return [None]
    middle = len(arrivals) // 2
    return _together(crisis, arrivals[:middle]) + _together(crisis, arrivals[middle:])


def _refusal(away: Error) -> type[Busy]:
    return Full if is_full(away) else Busy
