"""Sockets of the real server, moved by other processes."""

import asyncio
import contextlib
import json
import time

import pytest
import websockets

from tests.rig import loops
from tests.rig.processes import Site

SET_UP = """
import json
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from crisis.activation.models import Membership
from accounts.links.actions import issue_manage_link
from accounts.journal.sequence import last_position
from tests import cast
def session(person):
    store = SessionStore()
    store[SESSION_KEY] = str(person.pk)
    store[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
    store[HASH_SESSION_KEY] = person.get_session_auth_hash()
    store.create()
    return store.session_key
crisis = cast.active_crisis()
second = cast.chen()
Membership.objects.create(crisis=crisis, person=second)
offer = cast.boris_opens(crisis)
token = issue_manage_link(person=offer.owner, subject_kind="offer", subject=offer.public_id, crisis_id=crisis.pk)
print(json.dumps({"slug": crisis.slug, "chen": session(crisis.declared_by), "second": session(second),
    "phone": session(crisis.declared_by),
    "dana": session(cast.chen()), "token": token, "offer": str(offer.public_id)}))
"""
OPEN_A_DOOR = """
import time
from crisis.activation.models import Crisis
from tests import cast
print(time.time())
cast.boris_opens(Crisis.objects.get(slug="{slug}"))
"""


@pytest.fixture(scope="module")
def scene(file_site):
    return file_site, json.loads(file_site.python(SET_UP))


def socket(site: Site, path: str, session: str = "", origin: str = ""):
    headers = {"Cookie": f"sessionid={session}"} if session else {}
    return websockets.connect(
        site.ws_url + path, additional_headers=headers, origin=origin or site.url, open_timeout=5
    )


async def news(live, seconds: float = 8) -> dict:
    """The next message that carries entries."""
    async with asyncio.timeout(seconds):
        while True:
            told = json.loads(await live.recv())
            if told.get("entries") or told.get("resync"):
                return told


async def closed(live, seconds: float) -> int:
    async with asyncio.timeout(seconds):
        try:
            while True:
                await live.recv()
        except websockets.ConnectionClosed as end:
            return end.rcvd.code


def test_a_door_opened_by_another_process_reaches_an_idle_desk_by_itself(scene):
    site, told = scene

    async def timed():
        async with socket(site, f"/ws/desk/{told['slug']}/", told["chen"]) as live:
            hello = json.loads(await live.recv())
            await asyncio.sleep(2)  # idle: nothing may hang on traffic of its own
            opening = asyncio.create_task(asyncio.to_thread(site.python, OPEN_A_DOOR.format(**told)))
            heard, at = await news(live), time.time()
            return hello, heard, at - float((await opening).strip())

    hello, heard, seconds = loops.run(timed())
    assert heard["from"] <= hello["to"]
    assert "OfferOpened" in [entry["event"] for entry in heard["entries"]]
    assert seconds < 1.5


def test_a_stranger_is_refused(scene):
    site, told = scene

    async def play(path, session):
        async with socket(site, path, session) as live:
            with contextlib.suppress(websockets.ConnectionClosed):  # a cookie is judged before the first word
                await live.send(json.dumps({"after": 0}))
            return await closed(live, 5)

    assert loops.run(play(f"/ws/desk/{told['slug']}/", told["dana"])) == 4403
    assert loops.run(play(f"/ws/desk/{told['slug']}/", "")) == 4403
    assert loops.run(play("/ws/desk/nowhere/", told["chen"])) == 4403


def test_another_site_may_not_open_a_socket_with_chens_cookie(scene):
    site, told = scene

    async def play():
        async with socket(site, f"/ws/desk/{told['slug']}/", told["chen"], origin="https://evil.example"):
            pass

    with pytest.raises(websockets.InvalidStatus):
        loops.run(play())


def program(site: Site, path: str, **headers):
    """As a native app opens a socket: no Origin."""
    return websockets.connect(site.ws_url + path, open_timeout=5, additional_headers=headers)


def test_a_program_without_an_origin_hears_by_its_token(scene):
    site, told = scene
    desk = f"/ws/desk/{told['slug']}/"

    async def hello(path, token):
        async with program(site, path) as live:
            await live.send(json.dumps({"token": token, "after": 0}))
            return json.loads(await live.recv()), await news(live)

    for path, token in (("/ws/own/", told["token"]), (desk, told["chen"])):
        first, missed = loops.run(hello(path, token))
        assert set(first) == {"to"} and missed["from"] == 0


def test_a_programs_cookie_counts_for_nothing_and_neither_does_anothers_token(scene):
    site, told = scene
    desk, cookie = f"/ws/desk/{told['slug']}/", f"sessionid={told['chen']}"

    async def play(token, **headers):
        async with program(site, desk, **headers) as live:
            await live.send(json.dumps({"token": token}))
            return await closed(live, 5)

    assert loops.run(play("", Cookie=cookie)) == 4403
    for token in (told["dana"], told["token"], "nonsense", 7, None):
        assert loops.run(play(token)) == 4403


def test_a_signed_out_token_loses_its_socket(scene):
    site, told = scene
    sign_out = (
        "from django.contrib.sessions.models import Session; import time\n"
        f"Session.objects.filter(session_key='{told['phone']}').delete(); print(time.time())"
    )

    async def play():
        async with program(site, f"/ws/desk/{told['slug']}/") as live:
            await live.send(json.dumps({"token": told["phone"]}))
            await live.recv()
            ended = asyncio.create_task(closed(live, 20))
            done = float((await asyncio.to_thread(site.python, sign_out)).strip())
            return await ended, time.time() - done

    code, seconds = loops.run(play())
    assert code == 4403 and seconds < 5


def test_a_wrong_link_is_refused_and_boris_hears_of_his_door(scene):
    site, told = scene
    pause = (
        "from crisis.shelter.models import Offer; from crisis.shelter.actions.offers import pause_offer\n"
        "from tests import cast\n"
        f"pause_offer(offer=Offer.objects.get(public_id='{told['offer']}'), origin=cast.WEB, at=cast.now())"
    )

    async def wrong():
        async with socket(site, "/ws/own/") as live:
            await live.send(json.dumps({"token": "not-a-token"}))
            return await closed(live, 5)

    async def right():
        async with socket(site, "/ws/own/") as live:
            await live.send(json.dumps({"token": told["token"]}))
            await live.recv()
            _, heard = await asyncio.gather(asyncio.to_thread(site.python, pause), news(live, 15))
            return heard

    assert loops.run(wrong()) == 4401
    assert [entry["event"] for entry in loops.run(right())["entries"]] == ["OfferPaused"]


def test_a_revoked_link_closes_its_socket(scene):
    site, told = scene
    revoke = (
        "from accounts.links.actions import revoke_links; from tests import cast; import time\n"
        f"revoke_links(subject='{told['offer']}', at=cast.now()); print(time.time())"
    )
    code, seconds = loops.run(_ended_by(site, "/ws/own/", "", {"token": told["token"]}, revoke))
    assert code == 4401
    assert seconds < 5


def test_a_removed_coordinators_socket_closes(scene):
    site, told = scene
    remove = (
        "from crisis.activation.models import Crisis, Membership; from tests import cast; import time\n"
        "from crisis.activation.actions import remove_colleague\n"
        "crisis = Crisis.objects.get(); chen = crisis.declared_by\n"
        "second = Membership.objects.exclude(person=chen).get().person\n"
        "remove_colleague(crisis=crisis, person=second, origin=cast.at_the_desk(chen), at=cast.now())\n"
        "print(time.time())"
    )
    path = f"/ws/desk/{told['slug']}/"
    code, seconds = loops.run(_ended_by(site, path, told["second"], {}, remove))
    assert code == 4403
    assert seconds < 5


async def _ended_by(site, path, session, first_word, code):
    async with socket(site, path, session) as live:
        await live.send(json.dumps(first_word))
        await live.recv()
        ended = asyncio.create_task(closed(live, 20))
        done = float((await asyncio.to_thread(site.python, code)).strip())
        return await ended, time.time() - done


def test_who_was_away_resumes_and_a_gap_means_fetch_afresh(scene):
    site, told = scene

    async def play(after):
        async with socket(site, f"/ws/desk/{told['slug']}/", told["chen"]) as live:
            await live.send(json.dumps({"after": after}))
            return await news(live)

    resumed = loops.run(play(0))
    assert resumed["from"] == 0
    assert "CrisisActivated" in [entry["event"] for entry in resumed["entries"]]
    assert loops.run(play(10**9))["resync"]
