"""No secret, phone or address of anybody in a log line."""

import logging
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis
from django.conf import settings
from django.urls import get_resolver

from accounts.links.paths import holds_a_key
from config import ready
from config.logs import OnceAMinute, Redact
from crisis.shelter.api import views
from tests import cast
from tests.rig.processes import wait_until


@pytest.mark.parametrize(
    "said",
    [
        "Forbidden (CSRF cookie not set.): /fr/m/66fnvbedwggj3o5a5f4r4tr46m/accept/",
        "Gone: /en/sign-in/66fnvbedwggj3o5a5f4r4tr46m/?next=/fr/desk/",
        "550 no such mailbox boris@example.org",
        "undeliverable to +33612345678 (21211)",
    ],
)
def test_a_line_that_would_tell_is_cut(said):
    record = logging.LogRecord("x", logging.WARNING, "", 0, "%s", (said,), None)
    assert Redact().filter(record)
    for secret in ("66fnvbed", "boris", "3361234"):
        assert secret not in record.getMessage()


@pytest.mark.parametrize("typed", ["a" * 60_000, "a@" * 30_000, "+1" * 30_000, "a.b@c-" * 10_000])
def test_a_header_as_long_as_a_book_is_read_once_and_cut(typed):
    record = logging.LogRecord(
        "x", logging.ERROR, "", 0, "Invalid HTTP_HOST header: %r.", (typed + "boris@example.org",), None
    )
    assert Redact().filter(record)
    assert len(record.getMessage()) <= 2_000 and "boris" not in record.getMessage()


@pytest.mark.django_db
@pytest.mark.parametrize(("path", "name"), [("/ready", "ready"), ("/api/v1/crises/{}/doors", "v1:doors")])
def test_what_nobody_caught_is_named_and_quotes_nobody(client, caplog, monkeypatch, path, name):
    def fail(*_args, **_named):
        raise ValueError("no such mailbox boris@example.org")

    path = path.format(cast.active_crisis().slug)
    monkeypatch.setattr(ready, "not_set", fail)
    monkeypatch.setattr(views, "public_doors", fail)
    client.raise_request_exception = False
    assert client.get(path).status_code == 500
    [told] = [each.getMessage() for each in caplog.records if each.name == "config.logs"]
    assert told == f"unhandled ValueError at {name}"


def test_a_traceback_quotes_nobody():
    """psycopg's errors hold the row that was refused; ours may hold what was typed."""
    typed = "no such mailbox boris@example.org at /fr/m/66fnvbedwggj3o5a5f4r4tr46m/"
    refused = "duplicate key\nDETAIL:  Key (name)=(Amira Haddad) already exists."
    try:
        try:
            raise ValueError(typed)
        except ValueError as before:
            raise RuntimeError(refused) from before
    except RuntimeError as failure:
        info = (type(failure), failure, failure.__traceback__)
    record = logging.LogRecord("x", logging.ERROR, "", 0, "Internal Server Error", (), info)
    assert Redact().filter(record)
    line = logging.Formatter().format(record)
    assert "duplicate key" in line and "test_logs.py" in line
    for secret in ("Amira", "boris", "66fnvbed"):
        assert secret not in line


def failed(name: str, failure: BaseException) -> logging.LogRecord:
    info = (type(failure), failure, None)
    return logging.LogRecord(name, logging.ERROR, "", 0, "Message Error: %s\n%s", (failure, "stack"), info)


def test_while_redis_is_away_a_logger_says_so_once_a_minute_and_anything_else_is_said_each_time():
    now, beat = [0.0], RuntimeError("Couldn't apply scheduled task")
    beat.__context__ = redis.exceptions.ConnectionError("refused")
    calm = OnceAMinute(clock=lambda: now[0])
    first = failed("celery.beat", beat)
    assert calm.filter(first) and not first.exc_info and "ConnectionError" in first.getMessage()
    assert not calm.filter(failed("celery.beat", beat))
    assert calm.filter(failed("celery.worker", beat)), "another place says it, too"
    ours = failed("celery.beat", ValueError("a mistake of ours"))
    assert calm.filter(ours) and ours.exc_info and calm.filter(failed("celery.beat", ValueError("again")))
    now[0] = 61.0
    assert calm.filter(failed("celery.beat", beat))


SECRET = "66fnvbedwggj3o5a5f4r4tr46m"
PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>|\(\?P<(\w+)>[^)]*\)")


def routes(patterns, before: str = "/") -> Iterator[str]:
    for each in patterns:
        path = before + str(each.pattern).strip("^$")
        yield from routes(each.url_patterns, path) if hasattr(each, "url_patterns") else [path]


def paths_with_a_key() -> list[str]:
    """Every route that takes a token, in a crisis called "a", as one key is."""
    found = []
    for route in routes(get_resolver().url_patterns):
        names = {one or other for one, other in PARAMETER.findall(route)}
        if names & {"token", "uidb36"}:
            filled = PARAMETER.sub(lambda name: {"slug": "a"}.get(name[1] or name[2], "x1"), route)
            found.append(filled.replace("x1", SECRET, 1))
    return found


def test_no_route_that_takes_a_token_puts_it_into_a_log_line_or_a_cache():
    """In ours or in nginx's: a route under a new name must be told to both."""
    [pattern] = re.findall(
        r'"~(\^\(\?<before>.*)" "', Path(settings.BASE_DIR, "deploy/nginx.conf").read_text()
    )
    masked = re.compile(pattern.replace("?<before>", "?P<before>").replace("?<after>", "?P<after>"))
    paths = paths_with_a_key()
    for part in ("/told/", "/a/", "/news/push/", "/stop/", "/c/a/named/"):
        assert any(part in path for path in paths), "the walk sees them"
    for path in paths:
        record = logging.LogRecord("x", logging.WARNING, "", 0, "Gone: %s", (path,), None)
        assert Redact().filter(record) and SECRET not in record.getMessage(), path
        assert SECRET not in masked.sub(r"\g<before>***\g<after>", path), path
        assert holds_a_key(path)


def test_a_page_behind_a_key_is_kept_by_nobody(client, db):
    for path in ("/en/told/", "/en/a/", "/en/stop/", "/en/named/", "/en/news/"):
        answer = client.get(f"{path}{SECRET}/")
        assert (answer["Cache-Control"], answer["X-Robots-Tag"]) == ("no-store", "noindex"), path


@pytest.fixture
def site(site_factory):
    site = site_factory()
    yield site
    site.stop()


def test_a_refused_form_leaves_no_link_in_the_servers_output(site):
    import urllib.error
    import urllib.request

    server = site.start_asgi()
    request = urllib.request.Request(site.url + "/fr/m/66fnvbedwggj3o5a5f4r4tr46m/accept/", data=b"x=1")
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(request)
    assert refused.value.code == 403
    wait_until(lambda: "Forbidden" in server.text, seconds=5, what="the refusal in the log")
    assert "66fnvbed" not in server.text
