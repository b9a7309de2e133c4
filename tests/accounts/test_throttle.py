"""Throttles count what happened, not what a header claims."""

import socket
import time
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import pytest
from django.test import RequestFactory

from accounts import throttle
from accounts.errors import TooMany


@pytest.fixture(autouse=True)
def fresh(monkeypatch):
    monkeypatch.setitem(throttle.RATES, "tiny", "3/minute")


def test_the_fourth_of_three_is_refused_and_says_when_to_come_back():
    for _try in range(3):
        throttle.throttle("tiny", "a network")
    with pytest.raises(TooMany) as refused:
        throttle.throttle("tiny", "a network")
    assert 0 < refused.value.retry_after <= 60


def test_in_memory_one_thread_counts_at_a_time(monkeypatch):
    limiter, counting, at_once = throttle._limiter(), [], []

    def hit(*_asked):
        counting.append("one")
        at_once.append(len(counting))
        time.sleep(0.01)
        counting.pop()
        return True

    monkeypatch.setattr(limiter, "hit", hit)
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda n: throttle.spend("tiny", f"network {n}"), range(16)))
    assert at_once == [1] * 16


def test_another_network_has_its_own_allowance():
    for _try in range(3):
        throttle.throttle("tiny", "busy")
    assert throttle.spend("tiny", "quiet").allowed


@pytest.mark.parametrize(
    "scope, longest_wait, within, most",
    [("contact_code", 30, 60, 6), ("invited_unchecked", 150, 24 * 60, 12), ("told", 60, 60, 13)],
)
def test_however_fast_strangers_use_it_up_the_next_is_never_far(
    scope, longest_wait, within, most, monkeypatch
):
    """Minutes of a day in which somebody tries every five of them, and how many pass in any hour, or in the day."""
    began, passed = time.time(), []
    for minute in range(0, 24 * 60, 5):
        monkeypatch.setattr(time, "time", lambda now=began + minute * 60: now)
        if throttle.spend(scope, "a number").allowed:
            passed.append(minute)
        else:
            assert 0 < throttle.look(scope, "a number").reset <= longest_wait * 60
    assert max(later - one for one, later in pairwise(passed)) <= longest_wait + 5
    assert max(sum(at <= each < at + within for each in passed) for at in passed) <= most


def request(**meta):
    return RequestFactory().get("/", **meta)


def test_a_forged_header_does_not_change_the_network(settings):
    settings.TRUSTED_PROXIES = 0
    asked = [request(REMOTE_ADDR="192.0.2.7", HTTP_X_FORWARDED_FOR=f"10.0.0.{n}") for n in range(9)]
    assert {throttle.network_of(each) for each in asked} == {"192.0.2.7"}


def test_behind_one_proxy_only_what_that_proxy_wrote_counts(settings):
    settings.TRUSTED_PROXIES = 1
    header = "6.6.6.6, 198.51.100.9"
    assert (
        throttle.network_of(request(REMOTE_ADDR="127.0.0.1", HTTP_X_FORWARDED_FOR=header)) == "198.51.100.9"
    )


def test_an_ipv6_network_is_its_64_prefix(settings):
    settings.TRUSTED_PROXIES = 0
    a, b = (throttle.network_of(request(REMOTE_ADDR=f"2001:db8:1:2::{n}")) for n in (1, 2))
    assert a == b == "2001:db8:1:2::/64"


def test_a_throttle_whose_redis_is_away_lets_help_through_and_says_so(monkeypatch, caplog, settings):
    settings.THROTTLE_STORAGE = "redis://127.0.0.1:1"
    throttle._build.cache_clear()
    try:
        assert throttle.spend("tiny", "a network").allowed
        assert "lets pass" in caplog.text
    finally:
        throttle._build.cache_clear()


def test_a_redis_that_hangs_holds_up_one_caller_a_moment_and_the_next_not_at_all(settings):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings.THROTTLE_STORAGE = f"redis://127.0.0.1:{silent.getsockname()[1]}"
        throttle._build.cache_clear()
        try:
            began = time.monotonic()
            assert throttle.spend("tiny", "a network").allowed
            assert time.monotonic() - began < 2, "six seconds, before: three tries of two"
            began = time.monotonic()
            assert all(throttle.spend("tiny", "a network").allowed for _each in range(20))
            assert time.monotonic() - began < throttle.SLOW
            assert not throttle.counts()
        finally:
            throttle._build.cache_clear()
