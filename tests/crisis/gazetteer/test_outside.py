"""The chain with real HTTP servers at its edge: they answer, are slow, break, and are left alone."""

import contextlib
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlparse

import pytest
from django.test import override_settings

from crisis.gazetteer import geocoders, queries
from crisis.gazetteer.models import GeocodeCache
from crisis.gazetteer.places import Exactness

pytestmark = pytest.mark.django_db
BAN_ANSWER = {
    "type": "FeatureCollection",
    "features": [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [2.36731, 48.86402]},
            "properties": {"label": "12 Rue Oberkampf 75011 Paris", "score": 0.97, "type": "housenumber"},
        }
    ],
}
NOMINATIM_ANSWER = [
    {
        "lat": "43.6045", "lon": "1.4440", "class": "amenity", "type": "library", "addresstype": "amenity",
        "display_name": "Médiathèque José Cabanis, Allée Jacques Chaban-Delmas, Toulouse, France",
    }
]  # fmt: skip


class Service:
    """One local server speaking BAN's /search/ and Nominatim's /search; counts what it was asked."""

    def __init__(self):
        self.asked: list[str] = []
        self.status, self.delay, self.body = 200, 0.0, None
        service = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                asked = parse_qs(urlparse(self.path).query)
                service.asked.append(asked["q"][0])
                time.sleep(service.delay)
                answer = NOMINATIM_ANSWER if "format" in asked else BAN_ANSWER
                body = service.body if service.body is not None else json.dumps(answer).encode()
                self.send_response(service.status)
                self.send_header("Content-Type", "application/json")
                self.end_headers()
                with contextlib.suppress(BrokenPipeError, ConnectionResetError):  # the asker gave up
                    self.wfile.write(body)

            def log_message(self, *args):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.domain = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


@pytest.fixture
def service():
    service = Service()
    geocoders._outsiders.cache_clear()
    yield service
    service.server.shutdown()
    service.server.server_close()
    geocoders._outsiders.cache_clear()


@pytest.fixture
def ban(service):
    with override_settings(GEOCODERS=["ban"], GEOCODER_BAN_DOMAIN=service.domain, GEOCODER_TIMEOUT=0.5):
        yield service


def test_by_default_nobody_outside_hears_an_address(service):
    with override_settings(GEOCODERS=[], GEOCODER_BAN_DOMAIN=service.domain):
        assert queries.resolve("12 rue oberkampf 75011")[0].source == "gazetteer"
        assert queries.improve("12 rue oberkampf 75011") is None
    assert service.asked == []


def test_a_house_number_is_placed_by_ban(ban):
    place = queries.resolve("12 rue oberkampf 75011")[0]
    assert (place.source, place.exactness, place.radius_m) == ("ban", Exactness.ADDRESS, 30)
    assert (place.lat, place.lon) == (48.86402, 2.36731)


def test_a_drill_asks_nobody(ban):
    assert queries.resolve("12 rue oberkampf 75011", remote=False)[0].source == "gazetteer"
    assert ban.asked == []


def test_a_station_the_gazetteer_knows_is_not_asked_for(ban):
    assert queries.resolve("metro republique")[0].source == "gazetteer"
    assert ban.asked == []


def test_an_answer_is_asked_for_once_and_the_cache_names_no_address(ban):
    first = queries.resolve("12 rue oberkampf 75011")
    assert queries.resolve("12, Rue Oberkampf 75011") == first
    assert len(ban.asked) == 1
    assert "oberkampf" not in GeocodeCache.objects.get().question


@pytest.mark.parametrize("fault", ["error", "slow", "nonsense", "gone"])
def test_whatever_fails_outside_the_offline_answer_stands(ban, fault):
    ban.status = 500 if fault == "error" else 200
    ban.delay = 8 if fault == "slow" else 0
    ban.body = {"nonsense": b"<html>", "error": b"no"}.get(fault)
    if fault == "gone":
        ban.server.shutdown()
        ban.server.server_close()
    started = time.monotonic()
    assert queries.resolve("12 rue oberkampf 75011")[0].label == "Rue Oberkampf, 75011 Paris"
    assert time.monotonic() - started < 5  # seconds; the slow service takes eight
    assert not GeocodeCache.objects.exists()


def test_after_three_failures_the_service_is_left_alone_for_a_minute(service):
    service.status = 500
    now = [0.0]
    geocoder = geocoders.BANFrance(domain=service.domain[7:], scheme="http", timeout=1)
    outsider = geocoders.Outside("ban", geocoder, geocoders.ban_place, clock=lambda: now[0])
    for _ in range(5):
        assert outsider.ask("rue alibert", None) is None
    assert len(service.asked) == 3
    service.status, now[0] = 200, 61.0
    assert outsider.ask("rue alibert", None)[0].source == "ban"


def test_nominatim_is_asked_when_ban_fails(service):
    broken = Service()
    broken.status = 500
    with override_settings(
        GEOCODERS=["ban", "nominatim"], GEOCODER_BAN_DOMAIN=broken.domain,
        GEOCODER_NOMINATIM_DOMAIN=service.domain, GEOCODER_TIMEOUT=1,
    ):  # fmt: skip
        place = queries.resolve("mediatheque cabanis", near=(43.6, 1.44))[0]
    assert (place.source, place.exactness) == ("nominatim", Exactness.SITE)
    assert broken.asked == ["mediatheque cabanis"]
    broken.server.shutdown()
    broken.server.server_close()


def test_a_coarse_point_is_improved_later_by_the_background_task(ban):
    assert queries.improve("12 rue oberkampf 75011").exactness == Exactness.ADDRESS


def test_a_log_line_carries_no_address(ban, caplog):
    ban.status = 500
    queries.resolve("12 rue oberkampf 75011")
    assert "geocoder ban failed" in caplog.text
    assert "oberkampf" not in caplog.text.lower()
