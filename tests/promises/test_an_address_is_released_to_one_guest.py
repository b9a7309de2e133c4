"""Promise 3, by every door: what Boris typed is nowhere before Amira sets out, then with her alone, and logged."""

import asyncio
import contextlib
import json
import urllib.request

import pytest
import websockets

from tests.rig import loops
from tests.rig.processes import Site

STEPS = ("proposed", "accepted", "coming")
SECRETS = ("Canaryaddress", "Canarydoor4812", "698765432", "canary.host@example.org")
RELEASED = {"Canaryaddress", "Canarydoor4812"}
BUILD = """
import json
from django.db import transaction
from accounts.links.actions import issue_api_key, issue_manage_link
from accounts.people.models import ContactPoint
from tests import cast
from tests.trust.world import BACKEND
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore

def session(person):
    store = SessionStore()
    store[SESSION_KEY], store[BACKEND_SESSION_KEY] = str(person.pk), BACKEND
    store[HASH_SESSION_KEY] = person.get_session_auth_hash()
    store.create()
    return store.session_key

def link(posted, kind):
    about = {"subject_kind": kind, "subject": posted.public_id, "crisis_id": posted.crisis_id}
    return issue_manage_link(person=posted.owner, **about)

with transaction.atomic():
    crisis = cast.active_crisis(cast.chen(email="chen@example.org"))
    match = cast.proposed(
        crisis, places=1, contact="canary.host@example.org", entry="Canarydoor4812", first_name="Boris",
        place=cast.place(label="12 rue Canaryaddress"),
    )
    ContactPoint.objects.create(person=match.offer.owner, kind="phone", value="+33698765432", verified_at=cast.now())
    other = cast.amira_asks(crisis, adults=9)
    print(json.dumps({
        "slug": crisis.slug, "match": str(match.public_id), "boris": link(match.offer, "offer"),
        "chen": session(crisis.declared_by),
        "amira": link(match.need, "need"), "other": link(other, "need"),
        "need": str(match.need.public_id), "offer": str(match.offer.public_id),
        "key": issue_api_key(person=crisis.declared_by, name="feed", crisis_id=crisis.pk, scopes=[
            "crises:read", "offers:read", "changes:read", "desk:read"]),
    }))
"""
RELEASES = "SELECT count(*) FROM accounts_disclosure WHERE what = 'address'"
# {step: (whose button, which, the event both sockets hear of)}
PRESSED = {"accepted": ("boris", "accept", "MatchAccepted"), "coming": ("amira", "coming", "GuestComing")}
QUIET_SECONDS = 0.7
# {door: (address, whose)}; "amira" is the one guest, everybody else is not.
DOORS = {
    "guest's page": ("/en/m/{amira}/", ""),
    "guest's API": ("/api/v1/own", "Manage {amira}"),
    "another guest's page": ("/en/m/{other}/", ""),
    "another guest's API": ("/api/v1/own", "Manage {other}"),
    "crisis page": ("/en/c/{slug}/", ""),
    "list of doors": ("/en/c/{slug}/doors/", ""),
    "map of doors": ("/en/c/{slug}/doors.json", ""),
    "drawing of doors": ("/en/c/{slug}/doors.svg", ""),
    "API's doors": ("/api/v1/crises/{slug}/doors", ""),
    "API's changes": ("/api/v1/crises/{slug}/changes", ""),
    "desk's changes": ("/api/v1/crises/{slug}/desk/changes", "Key {key}"),
    "desk's offers": ("/api/v1/crises/{slug}/desk/offers", "Key {key}"),
    "desk's matches": ("/api/v1/crises/{slug}/desk/matches", "Key {key}"),
    "desk's map": ("/en/desk/{slug}/", "chen"),
    "desk's layer of doors": ("/en/desk/{slug}/layers/doors.json?bbox=2.2,48.8,2.5,48.95&zoom=16", "chen"),
    "desk's layer of matches": (
        "/en/desk/{slug}/layers/matches.json?bbox=2.2,48.8,2.5,48.95&zoom=16",
        "chen",
    ),
    "desk's waiting list": ("/en/desk/{slug}/waiting/", "chen"),
    "desk's page of the door": ("/en/desk/{slug}/offer/{offer}/", "chen"),
    "desk's page of the need": ("/en/desk/{slug}/need/{need}/", "chen"),
    "desk's queue": ("/en/desk/{slug}/queue/", "chen"),
}
SOCKETS = ("guest's socket", "desk's socket")


@pytest.fixture(scope="module")
def night(site_factory) -> dict[str, dict[str, set[str]]]:
    """{step: {door: secrets seen}}, and `logged`: how many addresses were released by then, and to guests."""
    site = site_factory()
    try:
        site.start_asgi()
        if "REDIS_URL" in site.env:
            site.start_dispatch()  # gives the journal its positions, which sockets read by
        told = json.loads(site.python(BUILD))
        return {"told": told, **{step: _look(site, told, step) for step in STEPS}}
    finally:
        site.stop()


def _look(site: Site, told: dict, step: str) -> dict:
    seen = dict(zip(SOCKETS, loops.run(_overheard(site, told, step)), strict=True))
    seen |= {door: _fetch(site, told, *where) for door, where in DOORS.items()}
    to_guests = f"{RELEASES} AND to_role = 'guest'"
    return {"seen": seen, "logged": (site.value(RELEASES), site.value(to_guests))}


def _press(site: Site, told: dict, who: str, verb: str) -> None:
    headers = {"Authorization": f"Manage {told[who]}", "Content-Type": "application/json"}
    path = f"/api/v1/own/matches/{told['match']}/{verb}"
    request = urllib.request.Request(site.url + path, b"{}", headers)
    urllib.request.urlopen(request, timeout=30).close()


def _fetch(site: Site, told: dict, path: str, who: str) -> set[str]:
    headers = {"Cookie": f"sessionid={told['chen']}"} if who == "chen" else {}
    if " " in who:
        headers["Authorization"] = who.format(**told)
    request = urllib.request.Request(site.url + path.format(**told), headers=headers)
    with urllib.request.urlopen(request, timeout=30) as answer:
        return _secrets(answer.read().decode())


def _secrets(text: str) -> set[str]:
    return {secret for secret in SECRETS if secret in text}


async def _overheard(site: Site, told: dict, step: str) -> list[set[str]]:
    """What two sockets are told while the step is taken."""
    own, desk = f"{site.ws_url}/ws/own/", f"{site.ws_url}/ws/desk/{told['slug']}/"
    cookie = {"Cookie": f"sessionid={told['chen']}"}
    async with (
        websockets.connect(own, origin=site.url) as amira,
        websockets.connect(desk, origin=site.url, additional_headers=cookie) as chen,
    ):
        await amira.send(json.dumps({"token": told["amira"]}))
        await chen.send(json.dumps({"after": 0}))
        *button, event = PRESSED.get(step, ("",))
        listening = asyncio.gather(_all(amira, event), _all(chen, event))
        if button:
            await asyncio.to_thread(_press, site, told, *button)
        return await listening


async def _all(socket, event: str) -> set[str]:
    """Everything until `event` was told, and until the socket is quiet after it."""
    heard = ""
    while not heard or event not in heard:
        heard += await asyncio.wait_for(socket.recv(), 30)
    with contextlib.suppress(TimeoutError):
        while True:
            heard += await asyncio.wait_for(socket.recv(), QUIET_SECONDS)
    return _secrets(heard)


@pytest.mark.parametrize("door", [*DOORS, *SOCKETS])
@pytest.mark.parametrize("step", ["proposed", "accepted"])
def test_nothing_is_shown_before_the_guest_sets_out(night, step, door):
    assert night[step]["seen"][door] == set()
    assert night[step]["logged"] == (0, 0)


@pytest.mark.parametrize("door", ["guest's page", "guest's API"])
def test_the_one_guest_reads_it_then_and_neither_phone_nor_mail(night, door):
    assert night["coming"]["seen"][door] == RELEASED


@pytest.mark.parametrize(
    "door", [door for door in [*DOORS, *SOCKETS] if door not in ("guest's page", "guest's API")]
)
def test_nobody_else_reads_it_even_then(night, door):
    assert night["coming"]["seen"][door] == set()


def test_the_release_is_logged_once(night):
    assert night["coming"]["logged"] == (1, 1)
