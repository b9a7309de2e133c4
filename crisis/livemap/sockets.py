"""The two sockets, as bare ASGI: a Channels consumer would hold a Redis connection for each.

Both speak JSON. To the viewer: {"from", "to", "entries"} covering positions (from, to], sometimes with
"resync": true (fetch everything afresh); {"to"} alone at first and now and then, as a sign of life. A "from"
beyond what one has is a gap: fetch afresh. From the viewer:
{"after": position} to resume, once. The first message also carries {"token": "…"}: on /ws/own/ a manage token, on
/ws/desk/ a session token where no cookie says who it is.
Closed with 4401 (link unknown or revoked), 4403 (not this crisis's coordinator), 4408 (too slow: resume),
1013 (too many sockets here: try later), 1008 (not what was agreed).
"""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator

from accounts.api.authentication import signed_in_by
from accounts.links.actions import holder_of
from accounts.people.models import Person
from accounts.permissions import can
from crisis.activation.access import COORDINATE
from crisis.activation.models import Crisis
from crisis.livemap.guards import DeskGuard, Guard, LinkGuard, streams_of
from crisis.livemap.hub import Listener, hub
from crisis.livemap.replay import replay
from crisis.livemap.streams import desk_stream

MOST_SOCKETS = 10_000  # in one process
FIRST_WORD_SECONDS = 10
SIGN_OF_LIFE_SECONDS = 15
LONGEST_WORD = 1_000  # characters

Found = tuple[tuple[str, ...], Guard, int | None]  # streams, guard, crisis
Who = tuple[Person, str]  # and their session's key

_seats: set[object] = set()


async def desk(scope, receive, send) -> None:
    """/ws/desk/<slug>/: the whole crisis, for its coordinators."""
    async with _seat(receive, send) as seated:
        if not seated:
            return
        slug, who, word = scope["url_route"]["kwargs"]["slug"], _cookie_of(scope), None
        if who is None:
            word = await _first_word(receive)
            who = await hub.ask(_bearer_of, str(word.get("token", "")))
        found = who and await hub.ask(_desk, *who, slug)
        if not found:
            await _close(send, DeskGuard.code)
            return
        await _serve(receive, send, found, word=word)


async def own(scope, receive, send) -> None:
    """/ws/own/: one need, offer, search or check-in, for whoever holds its manage-link."""
    async with _seat(receive, send) as seated:
        if not seated:
            return
        word = await _first_word(receive)
        found = await hub.ask(_own, str(word.get("token", "")))
        if not found:
            await _close(send, LinkGuard.code)
            return
        await _serve(receive, send, found, word=word)


def _cookie_of(scope) -> Who | None:
    """Whom the cookie names; nobody where it was not looked at."""
    person = scope.get("user")
    return (person, scope["session"].session_key) if person and person.is_authenticated else None


def _bearer_of(token: str) -> Who | None:
    known = signed_in_by(token)
    return (known[0], known[1].session_key) if known else None


def _desk(person: Person, session: str, slug: str) -> Found | None:
    crisis = Crisis.objects.filter(slug=slug).values_list("pk", flat=True).first()
    if crisis is None or not can(person, COORDINATE, crisis):
        return None
    return (desk_stream(crisis),), DeskGuard(person.pk, session, crisis), crisis


def _own(token: str) -> Found | None:
    link = holder_of(token) if token else None
    if link is None:
        return None
    return streams_of(link), LinkGuard(link.pk), link.crisis_id


@contextlib.asynccontextmanager
async def _seat(receive, send) -> AsyncIterator[bool]:
    """Taken from the handshake on, so that whoever never says a first word is counted too. False when all are taken."""
    await receive()
    await send({"type": "websocket.accept"})
    seat = object()
    try:
        if len(_seats) >= MOST_SOCKETS:
            await _close(send, 1013)
            yield False
        else:
            _seats.add(seat)
            yield True
    finally:
        _seats.discard(seat)


async def _close(send, code: int) -> None:
    with contextlib.suppress(OSError, RuntimeError):
        await send({"type": "websocket.close", "code": code})


async def _first_word(receive) -> dict:
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(FIRST_WORD_SECONDS):
            return _word(await receive())
    return {}


def _word(frame: dict) -> dict:
    """What the viewer said; {} for anything that is not a short JSON object."""
    text = frame.get("text") or ""
    if len(text) > LONGEST_WORD:
        return {}
    try:
        word = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return word if isinstance(word, dict) else {}


async def _serve(receive, send, found: Found, *, word: dict | None) -> None:
    (stream, *more), guard, crisis = found
    listener, start = await hub.join(stream, guard, *more)
    tasks = []
    try:
        await send({"type": "websocket.send", "text": json.dumps({"to": start})})
        if word:
            await _resume(send, word, crisis, listener.streams)
        tasks = [
            asyncio.create_task(_write(send, listener)),
            asyncio.create_task(_read(receive, send, crisis, listener.streams)),
            asyncio.create_task(listener.closed.wait()),
        ]
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        hub.leave(listener)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    await _close(send, listener.code or 1008)


async def _write(send, listener: Listener) -> None:
    while True:
        try:
            text = await asyncio.wait_for(listener.queue.get(), SIGN_OF_LIFE_SECONDS)
        except TimeoutError:
            text = json.dumps({"to": hub.last})
        await send({"type": "websocket.send", "text": text})


async def _read(receive, send, crisis: int | None, streams: tuple[str, ...]) -> None:
    """Ends when the viewer goes, or asks to resume twice: a replay costs a query."""
    resumed = False
    while (frame := await receive())["type"] != "websocket.disconnect":
        word = _word(frame)
        if "after" not in word:
            continue
        if resumed:
            return
        resumed = True
        await _resume(send, word, crisis, streams)


async def _resume(send, word: dict, crisis: int | None, streams: tuple[str, ...]) -> None:
    after = word.get("after")
    if isinstance(after, int) and not isinstance(after, bool):
        text = await hub.ask(replay, crisis, streams[0], after, hub.last, *streams[1:])
        await send({"type": "websocket.send", "text": text})
