"""Promises 1 and 2 together: web, worker and dispatcher are killed with -9 at random points and started again by the
fleet's own watch, while hosts and guests go on. CHAOS=1 (`make chaos`) goes on for minutes, and kills Redis and
PostgreSQL too.
"""

import contextlib
import http.client
import json
import os
import random
import signal
import threading
import time
import urllib.error
import urllib.request
import uuid
from collections import defaultdict
from collections.abc import Iterator

import pytest

from config import fleet
from tests.rig.chaos import short_or_long
from tests.rig.processes import ROOT, Site, answers, wait_until

pytestmark = pytest.mark.distributed

HOSTS, GUESTS = 4, 6
KILLS = short_or_long(3, 150)
BETWEEN = (0.8, 2.2)  # seconds from one kill to the next
SET_UP = """
import json
from accounts.links.actions import issue_manage_link
from tests import cast
crisis = cast.active_crisis(is_drill=True, profile="open")
def door(n):
    offer = cast.boris_opens(crisis, places=1 + n % 2, contact=f"boris.{n}@example.org")
    return issue_manage_link(person=offer.owner, subject_kind="offer", subject=offer.public_id, crisis_id=crisis.pk)
print(json.dumps({"slug": crisis.slug, "doors": [door(n) for n in range(HOSTS)]}))
"""
OWED = "SELECT count(*) FROM accounts_delivery WHERE done_at IS NULL"
KEPT = """
import json
from collections import defaultdict
from datetime import timedelta
from accounts.journal.models import Entry
from crisis.activation.clock import crisis_now, set_clock
from crisis.activation.models import Crisis
from tests.matching import standing

kept = defaultdict(list)
for kind, subject in Entry.objects.values_list("kind", "subject"):
    kept[kind].append(str(subject))
standing.nothing_is_given_twice()
standing.nothing_contradicts()
crisis = Crisis.objects.get()
for minutes in (0, 20, 20, 90):
    set_clock(crisis, epoch=crisis_now(crisis) + timedelta(minutes=minutes), speed=1)
    standing.settle(crisis)
    standing.nothing_is_given_twice()
    standing.nothing_contradicts()
    standing.nobody_is_forgotten(crisis, crisis_now(crisis))
print(json.dumps(kept))
"""


class Somebody(threading.Thread):
    """Asks until answered: where an answer was lost, again with the same key. `told`: what was acknowledged."""

    def __init__(self, site: Site, dice: random.Random, ends: threading.Event):
        super().__init__(daemon=True)
        self.site, self.dice, self.ends = site, dice, ends
        self.told: dict[str, set[str]] = defaultdict(set)

    def send(self, method: str, path: str, body: dict | None = None, token: str = "") -> tuple[int, dict]:
        headers = {"Content-Type": "application/json", "Idempotency-Key": str(uuid.uuid4())}
        headers |= {"Authorization": f"Manage {token}"} if token else {}
        data = None if method == "GET" else json.dumps(body or {}).encode()
        request = urllib.request.Request(f"{self.site.url}/api/v1{path}", data, headers, method=method)
        patience = time.monotonic() + 90
        while time.monotonic() < patience:
            with contextlib.suppress(OSError, http.client.HTTPException):  # it died under us
                try:
                    with urllib.request.urlopen(request, timeout=10) as answer:
                        return answer.status, json.loads(answer.read())
                except urllib.error.HTTPError as refusal:
                    if refusal.code < 500:
                        return refusal.code, {}
            time.sleep(0.2)
        raise AssertionError(f"nobody answered {method} {path} for 90 s")

    def press(self, kind: str, match: dict, verb: str, token: str, body: dict | None = None) -> None:
        status, _page = self.send("POST", f"/own/matches/{match['id']}/{verb}", body, token)
        if status == 200:
            self.told[kind].add(match["id"])

    def matches(self, token: str) -> list[dict]:
        return self.send("GET", "/own", token=token)[1]["matches"]

    def run(self) -> None:
        while not self.ends.is_set():
            self.turn()
            time.sleep(self.dice.uniform(0.1, 0.4))


class Host(Somebody):
    def __init__(self, *args, token: str):
        super().__init__(*args)
        self.token = token

    def turn(self) -> None:
        for match in self.matches(self.token):
            if match["state"] == "proposed" and self.dice.random() < 0.7:
                self.press("MatchAccepted", match, "accept", self.token)
            elif match["state"] == "proposed":
                self.press("MatchClosed", match, "decline", self.token, {"reason": "other"})
            elif match["state"] == "coming" and not match["host_confirmed_at"]:
                self.press("ArrivalConfirmed", match, "arrived", self.token)
            elif match["state"] == "arrived" and self.dice.random() < 0.5:
                self.press("MatchClosed", match, "left", self.token)


class Guest(Somebody):
    def __init__(self, *args, slug: str):
        super().__init__(*args)
        self.slug, self.token, self.asked = slug, "", 0

    def turn(self) -> None:
        if not self.token:
            self.ask()
        for match in self.matches(self.token):
            if match["state"] == "accepted" and self.dice.random() < 0.8:
                self.press("GuestComing", match, "coming", self.token)
            elif match["state"] == "accepted":
                self.press("MatchClosed", match, "cancel", self.token, {"reason": "other"})
            elif match["state"] == "coming" and not match["guest_confirmed_at"]:
                self.press("ArrivalConfirmed", match, "arrived", self.token)
            elif match["state"] == "arrived":
                self.token = ""
        if self.dice.random() < 0.05:
            self.token = ""  # somebody else asks; this one goes on waiting

    def ask(self) -> None:
        place = {"lat": 48.8649, "lon": 2.3734}
        status, told = self.send("POST", f"/crises/{self.slug}/needs", {"place": place, "adults": 1})
        assert status in (200, 201), status
        self.told["NeedPosted"].add(told["id"])
        self.token, self.asked = told["manage_token"], self.asked + 1


@contextlib.contextmanager
def service(site: Site) -> Iterator[fleet.Fleet]:
    """Web, worker, dispatcher; whichever dies is started again by the watch that runs in life."""
    crew = fleet.Fleet(ROOT, site.env, say=lambda _line: None)
    crew.start("web", fleet.web(port=site.port, workers=1))
    crew.start("worker", fleet.worker(concurrency=1))
    crew.start("dispatcher", fleet.dispatcher())
    watch = threading.Thread(target=crew.watch)
    watch.start()
    try:
        wait_until(lambda: answers(f"{site.url}/live"), what="the first answer")
        yield crew
    finally:
        crew.stopping = True
        watch.join(30)


def kill(dice: random.Random, crew: fleet.Fleet, servers: list) -> None:
    """One of ours; in a long run now and then Redis or PostgreSQL, which come back with what they keep."""
    if servers and dice.random() < 0.1:
        server = dice.choice(servers)
        server.stop(signal.SIGKILL)
        server.start()
        return
    with contextlib.suppress(ProcessLookupError):
        os.killpg(dice.choice(crew.children).process.pid, signal.SIGKILL)


def test_killed_at_any_moment_it_keeps_what_it_acknowledged_and_leaves_nobody_stuck(
    site_factory, private_postgres, private_redis
):
    site: Site = site_factory()
    servers = short_or_long([], [private_postgres, private_redis])
    site.env["DELIVERY_LEASE_SECONDS"] = "3"
    dice = random.Random(short_or_long(4, None))
    night = json.loads(site.python(f"HOSTS = {HOSTS}" + SET_UP))
    ends = threading.Event()
    people: list[Somebody] = [
        Host(site, random.Random(n), ends, token=t) for n, t in enumerate(night["doors"])
    ]
    people += [Guest(site, random.Random(-n), ends, slug=night["slug"]) for n in range(1, GUESTS + 1)]
    with service(site) as crew:
        for each in people:
            each.start()
        for _kill in range(KILLS):
            time.sleep(dice.uniform(*BETWEEN))
            kill(dice, crew, servers)
        came = {each: len(each.told["GuestComing"]) for each in people}
        wait_until(
            lambda: any(len(each.told["GuestComing"]) > came[each] for each in people), what="life going on"
        )
        ends.set()
        for each in people:
            each.join(100)
        assert not any(each.is_alive() for each in people)
        wait_until(
            lambda: site.value(OWED) == 0, seconds=short_or_long(60, 400), what="everything to be heard"
        )
    kept = json.loads(site.python(KEPT))
    for each in people:
        for kind, acknowledged in each.told.items():
            assert acknowledged <= set(kept[kind]), f"acknowledged and lost: {kind}"
    asked = sum(each.asked for each in people if isinstance(each, Guest))
    assert len(kept["NeedPosted"]) == asked > 0, "sent again with its key, a need is one need"
