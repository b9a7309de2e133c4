"""The way on foot, asked of a router that speaks OSRM's table protocol: a real one here, over HTTP."""

import json
import re
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.db import transaction

from matching import walking
from matching.engine.soft import WALKING_METRES_PER_SECOND
from matching.gather import party_of
from matching.models import Match
from matching.weighing import best_few
from tests import cast
from tests.api.test_journey import settle

ASKED = re.compile(
    r"^/table/v1/foot/(?P<points>[-\d.,;]+)\?sources=0&destinations=(?P<to>[\d;]+)&annotations=duration$"
)
HERE, NEAR, FAR = (48.8649, 2.3734), (48.8712, 2.3672), (48.9362, 2.3574)


class Router(BaseHTTPRequestHandler):
    """Says `server.seconds` for each destination, or what `server.says` makes of it."""

    def do_GET(self):
        self.server.heard.append(self.path)
        asked = ASKED.match(self.path)
        time.sleep(self.server.slow)
        points = [pair.split(",") for pair in asked["points"].split(";")]
        ends = [int(number) for number in asked["to"].split(";")]
        told = {"code": "Ok", "durations": [[self.server.seconds(points[end]) for end in ends]]}
        body = self.server.says or json.dumps(told).encode()
        with suppress(OSError):  # whoever asked has given up
            self.send_response(self.server.status)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(body)

    def log_message(self, *_told):
        pass


@pytest.fixture
def router(settings) -> Iterator[ThreadingHTTPServer]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Router)
    server.heard, server.slow, server.status, server.says = [], 0, 200, b""
    server.seconds = lambda point: float(point[1]) * 10
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    settings.WALKING, settings.ROUTER_TIMEOUT = "matching.walking.Osrm", 0.3
    settings.ROUTER_URL = f"http://127.0.0.1:{server.server_port}/"
    walking._provider.cache_clear()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()
    walking._provider.cache_clear()


def test_the_straight_line_is_walked_at_the_engines_pace():
    (seconds,) = walking.StraightLine().walking_seconds(HERE, [NEAR])
    assert seconds * WALKING_METRES_PER_SECOND == pytest.approx(838, abs=3)


def test_the_router_is_asked_once_for_all_longitude_first(router):
    seconds = walking.Osrm().walking_seconds(HERE, [NEAR, FAR])
    assert seconds == [pytest.approx(488.712), pytest.approx(489.362)]
    assert router.heard == [
        "/table/v1/foot/2.37340,48.86490;2.36720,48.87120;2.35740,48.93620"
        "?sources=0&destinations=1;2&annotations=duration"
    ]


def test_where_there_is_no_way_it_says_so(router):
    router.seconds = lambda point: None if float(point[1]) > 48.9 else 600
    assert walking.Osrm().walking_seconds(HERE, [NEAR, FAR]) == [600, None]


@pytest.mark.parametrize(
    "broken",
    [
        {"slow": 1},
        {"status": 500},
        {"says": b"<html>"},
        {"says": b'{"code": "NoTable"}'},
        {"says": b'{"code": "Ok", "durations": [[1, 2, 3]]}'},
    ],
)
def test_a_router_that_fails_is_given_up_on_and_left_alone_for_a_minute(router, broken):
    for name, value in broken.items():
        setattr(router, name, value)
    osrm = walking.Osrm()
    assert osrm.walking_seconds(HERE, [NEAR]) == [None]
    assert osrm.walking_seconds(HERE, [NEAR]) == [None]
    assert len(router.heard) == 1


def ask_for(need) -> None:
    party = party_of(need)
    walking.ask(need, (party.lat, party.lon), best_few(need, party, at=cast.now()))


@pytest.fixture
def across_the_canal() -> dict:
    """Two doors, the nearer one behind a detour."""
    paris = cast.active_crisis()
    near = cast.boris_opens(paris, place=cast.place((48.8660, 2.3734)))
    far = cast.boris_opens(paris, place=cast.place((48.8690, 2.3734)), contact="carl@example.org")
    settle()  # the doors' own news: nobody waits yet
    return {"need": cast.amira_asks(paris), "near": near.pk, "far": far.pk}


@pytest.mark.django_db(transaction=True)
class TestADetour:
    def test_puts_the_nearer_door_behind(self, router, across_the_canal):
        need = across_the_canal["need"]
        order = lambda: [c.door.id for c in best_few(need, party_of(need), at=cast.now())]  # noqa: E731
        assert order() == [across_the_canal["near"], across_the_canal["far"]]
        router.seconds = lambda point: 1_800 if point[1].startswith("48.866") else 400
        settle()
        assert len(router.heard) == 1 and order() == [across_the_canal["far"], across_the_canal["near"]]
        assert Match.objects.get().offer_id == across_the_canal["far"]
        assert "way" not in str(Match.objects.get().reasons)

    def test_is_never_asked_for_inside_a_transaction(self, router, across_the_canal):
        with transaction.atomic(), pytest.raises(RuntimeError):
            ask_for(across_the_canal["need"])
        assert router.heard == []

    def test_is_never_asked_for_in_an_exercise(self, router):
        drill = cast.active_crisis(is_drill=True)
        cast.boris_opens(drill)
        need = cast.amira_asks(drill)
        settle()
        assert router.heard == [] and walking.remembered(need) == {}

    def test_is_nobodys_business_by_default(self, across_the_canal):
        assert not walking.asks_somebody(across_the_canal["need"])
