"""The hub against real entries: what it says, to whom, and that it outlives what is away."""

import asyncio
import json
import threading
from datetime import timedelta

import pytest
from channels.layers import get_channel_layer
from django.db import DatabaseError, connections

from accounts.journal import hints
from accounts.journal.sequence import last_position, sequence
from accounts.links.models import ManageLink
from crisis.activation.actions import remove_colleague
from crisis.activation.models import Membership
from crisis.livemap import hub as hub_module
from crisis.livemap import sockets
from crisis.livemap.guards import DeskGuard, LinkGuard, refused
from crisis.livemap.hub import QUEUE, SLOW, Hub
from crisis.livemap.replay import MOST_REPLAYED, replay
from crisis.livemap.streams import MOST_ENTRIES, desk_stream, message, own_stream
from crisis.shelter.actions.offers import pause_offer
from tests import cast
from tests.rig import loops

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def crisis():
    return cast.active_crisis()


@pytest.fixture
def chens_session(crisis, client) -> DeskGuard:
    client.force_login(crisis.declared_by)
    return DeskGuard(crisis.declared_by.pk, client.session.session_key, crisis.pk)


def listening(scene, *, tick: float = 0.05) -> None:
    """Run `scene(hub)` beside a running hub."""

    async def play():
        hub = Hub()
        running = asyncio.create_task(hub.run())
        try:
            await scene(hub)
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)

    before, hub_module.TICK_SECONDS = hub_module.TICK_SECONDS, tick
    try:
        loops.run(play())
    finally:
        hub_module.TICK_SECONDS = before


async def beside(function, *args):
    """Run in a thread, and give its connection back: a pool has only ten."""

    def run():
        try:
            return function(*args)
        finally:
            connections.close_all()

    return await asyncio.to_thread(run)


async def heard(listener, seconds: float = 3) -> dict:
    return json.loads(await asyncio.wait_for(listener.queue.get(), seconds))


def test_the_desk_hears_of_a_door_with_ids_only_and_where_it_resumes(crisis, chens_session):
    async def scene(hub):
        listener, start = await hub.join(desk_stream(crisis.pk), chens_session)
        offer = await beside(_opened, crisis)
        told = await heard(listener)
        assert told["from"] == start
        assert told["to"] > start
        (entry,) = [e for e in told["entries"] if e["event"] == "OfferOpened"]
        assert (entry["id"], entry["layers"]) == (str(offer.public_id), ["doors"])
        words = json.dumps(told)
        assert not any(secret in words for secret in ("Boris", "Alibert", "4812B", "example.org", "48.87"))

    listening(scene)


def _opened(crisis):
    offer = cast.boris_opens(crisis)
    sequence()
    return offer


def test_a_burst_is_one_message_and_the_next_joins_on_without_a_gap(crisis, chens_session):
    async def scene(hub):
        listener, start = await hub.join(desk_stream(crisis.pk), chens_session)
        await beside(lambda: [cast.boris_opens(crisis) for _ in range(5)] and sequence())
        first = await heard(listener)
        assert len([e for e in first["entries"] if e["event"] == "OfferOpened"]) == 5
        await beside(_opened, crisis)
        assert (await heard(listener))["from"] == first["to"]

    listening(scene)


def test_boris_hears_of_his_own_door_only(crisis):
    his, other = cast.boris_opens(crisis), cast.boris_opens(crisis)
    link = ManageLink.objects.filter(subject=his.public_id).first()

    async def scene(hub):
        listener, _ = await hub.join(own_stream("offer", his.public_id), LinkGuard(link.pk))
        await beside(_paused, other)
        await beside(_paused, his)
        told = await heard(listener)
        assert [e["id"] for e in told["entries"]] == [str(his.public_id)]

    sequence()
    listening(scene)


def _paused(offer):
    pause_offer(offer=offer, origin=cast.WEB, at=cast.now())
    sequence()


def test_a_hint_from_a_plain_thread_wakes_an_idle_hub_at_once(crisis, chens_session):
    async def scene(hub):
        hints.speak_through(asyncio.get_running_loop())
        listener, _ = await hub.join(desk_stream(crisis.pk), chens_session)
        await asyncio.sleep(0.2)
        thread = threading.Thread(target=lambda: (_opened(crisis), hints.hint(), connections.close_all()))
        thread.start()
        assert (await heard(listener, 2))["entries"]
        await beside(thread.join)

    try:
        listening(scene, tick=60)
    finally:
        hints.speak_through(None)


def test_a_removed_colleague_hears_nothing_of_what_follows(crisis, chens_session):
    chen = crisis.declared_by
    other = cast.chen(email="second@example.org")
    Membership.objects.create(crisis=crisis, person=other)

    async def scene(hub):
        listener, _ = await hub.join(desk_stream(crisis.pk), chens_session)
        await beside(_removed_then_opened, crisis, chen, other)
        await asyncio.wait_for(listener.closed.wait(), 3)
        assert listener.code == 4403
        assert listener.queue.empty()

    listening(scene)


def _removed_then_opened(crisis, chen, by):
    remove_colleague(crisis=crisis, person=chen, origin=cast.at_the_desk(by), at=cast.now())
    cast.boris_opens(crisis)
    sequence()


def test_a_revoked_link_ends_its_socket(crisis):
    offer = cast.boris_opens(crisis)
    link = ManageLink.objects.filter(subject=offer.public_id).first()

    async def scene(hub):
        listener, _ = await hub.join(own_stream("offer", offer.public_id), LinkGuard(link.pk))
        await beside(
            lambda: ManageLink.objects.filter(pk=link.pk).update(revoked_at=cast.now() - timedelta(seconds=1))
        )
        await asyncio.wait_for(listener.closed.wait(), 5)
        assert listener.code == 4401

    listening(scene)


def test_one_slow_socket_is_dropped_and_the_others_hear_on(crisis, chens_session):
    async def scene(hub):
        slow, _ = await hub.join(desk_stream(crisis.pk), chens_session)
        quick, _ = await hub.join(desk_stream(crisis.pk), chens_session)
        for _ in range(QUEUE):
            slow.hear("{}")
        await beside(_opened, crisis)
        assert (await heard(quick))["entries"]
        assert slow.code == SLOW

    listening(scene)


def test_the_hub_outlives_a_database_that_is_away(crisis, chens_session, monkeypatch):
    read, failures = hub_module._entries_after, []

    def away_twice(position):
        if len(failures) < 2:
            failures.append(position)
            raise DatabaseError
        return read(position)

    monkeypatch.setattr(hub_module, "_entries_after", away_twice)

    async def scene(hub):
        listener, _ = await hub.join(desk_stream(crisis.pk), chens_session)
        await beside(_opened, crisis)
        assert (await heard(listener, 5))["entries"]
        assert len(failures) == 2

    listening(scene)


def test_without_listeners_the_hub_only_keeps_its_place(crisis, chens_session):
    async def scene(hub):
        await beside(_opened, crisis)
        newest = await beside(last_position)
        async with asyncio.timeout(3):
            while hub.last != newest:
                await asyncio.sleep(0.02)
        _, start = await hub.join(desk_stream(crisis.pk), chens_session)
        assert start == newest

    listening(scene)


def test_a_viewer_resumes_from_the_journal(crisis):
    sequence()
    before = last_position()
    offer = _opened(crisis)
    told = json.loads(replay(crisis.pk, desk_stream(crisis.pk), before, last_position()))
    assert str(offer.public_id) in [e["id"] for e in told["entries"]]
    assert (told["from"], told["to"]) == (before, last_position())


@pytest.mark.parametrize("after", [-1, 10_000_000])
def test_a_position_nobody_knows_means_fetch_afresh(crisis, after):
    assert json.loads(replay(crisis.pk, desk_stream(crisis.pk), after, last_position()))["resync"]


def test_too_long_an_absence_means_fetch_afresh(crisis, monkeypatch):
    monkeypatch.setattr("crisis.livemap.replay.MOST_REPLAYED", 1)
    _opened(crisis)
    assert MOST_REPLAYED > 1
    assert json.loads(replay(crisis.pk, desk_stream(crisis.pk), 0, last_position()))["resync"]


def test_a_message_never_grows_beyond_its_bound():
    told = json.loads(message(1, 9, [{"id": n} for n in range(MOST_ENTRIES + 1)]))
    assert told["resync"]
    assert told["entries"] == []


def test_a_colleague_who_signed_out_is_refused(crisis, chens_session, client):
    assert refused([chens_session]) == set()
    client.logout()
    assert refused([chens_session]) == {chens_session}


def test_those_who_come_back_all_at_once_do_not_hold_up_the_news(crisis, chens_session):
    async def scene(hub):
        listener, _start = await hub.join(desk_stream(crisis.pk), chens_session)
        gate = threading.Event()
        crowd = [asyncio.create_task(hub.ask(gate.wait)) for _ in range(20)]
        try:
            await beside(_opened, crisis)
            assert (await heard(listener))["entries"]
        finally:
            gate.set()
            await asyncio.gather(*crowd)

    listening(scene)


def test_a_socket_that_never_says_a_word_takes_a_seat(monkeypatch):
    monkeypatch.setattr(sockets, "MOST_SOCKETS", 1)

    async def play():
        silent, late = _Frames(), _Frames()
        first = asyncio.create_task(sockets.own({}, silent.receive, silent.send))
        await asyncio.sleep(0.05)
        await sockets.own({}, late.receive, late.send)
        first.cancel()
        await asyncio.gather(first, return_exceptions=True)
        return silent.said, late.said, len(sockets._seats)

    silent, late, seats = loops.run(play())
    assert silent == [{"type": "websocket.accept"}]
    assert late[1:] == [{"type": "websocket.close", "code": 1013}]
    assert seats == 0, "a seat is given back"


class _Frames:
    """A socket that connects, then is silent."""

    def __init__(self):
        self.said, self.connected = [], False

    async def receive(self):
        if self.connected:
            await asyncio.sleep(60)
        self.connected = True
        return {"type": "websocket.connect"}

    async def send(self, frame):
        self.said.append(frame)


@pytest.mark.distributed
def test_a_quiet_night_is_no_error_of_redis():
    """redis-py gives up after five seconds of silence, channels-redis waits for as long: it must not be the first."""
    layer = get_channel_layer()
    assert layer.hosts[0]["socket_timeout"] >= 2 * layer.brpop_timeout
