"""How the suite runs: which backend, what is skipped and why, and that no listener fails in silence."""

import logging
import os
import re
import shutil
import tempfile
from collections import Counter
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import transaction
from django.test import TransactionTestCase
from django.utils import timezone
from hypothesis import settings as examples

from accounts import throttle
from tests.rig import backend, emptying, prepared
from tests.rig.browser import browser_context_args, browser_type_launch_args, chromium  # noqa: F401
from tests.rig.sites import (  # noqa: F401
    file_site,
    live_site,
    private_postgres,
    private_redis,
    site_factory,
)
from tests.rig.wanting import MARK, required

MARKERS = (
    "browser: drives a real Chromium",
    "distributed: needs PostgreSQL and Redis (runs with BACKEND=postgres only)",
    "sqlite_only: says something about the embedded set-up alone",
    "listener_failures_expected: a failing listener is what this test is about",
)
SITES = {"live_site", "file_site", "site_factory"}
TOUCHES_THE_DATABASE = {"db", "transactional_db", "live_server", *SITES}
TAKES_LONG = {"kept", "small_night", *SITES}
# Pages, replays, answers: what they ask the database others ask it too, on both. docs/decisions/0008-what-runs-twice.md
RENDERED = re.compile(r"/(web|posters|drill)/|/test_\w*pages\.py$|/tests/api/test_(?!journey|repeats)")
PLAIN_STATIC_FILES = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}

# How long an example takes says how busy the machine is.
examples.register_profile("patient", deadline=None)
examples.load_profile("patient")


def pytest_configure(config: pytest.Config) -> None:
    for marker in MARKERS:
        config.addinivalue_line("markers", marker)
    config.option.importmode = "importlib"  # tests mirror the code, so their file names repeat
    on_postgres = "postgres" in settings.DATABASES["default"]["ENGINE"]
    controller = config.getoption("numprocesses", None)
    if backend.BACKEND == "postgres" and not (on_postgres or backend.missing or controller):
        raise pytest.UsageError("BACKEND=postgres needs: python -m pytest -p tests.rig.backend …")
    settings.WHITENOISE_AUTOREFRESH = (
        True  # each client would list every file first, one test's second in ten
    )
    TransactionTestCase._fixture_teardown = emptying.empty_what_was_written
    settings.STORAGES = {**settings.STORAGES, "staticfiles": PLAIN_STATIC_FILES}  # no collectstatic needed


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Keep what this backend is asked to prove, and mark what cannot be."""
    kept = [item for item in items if _belongs_here(item)]
    here = set(kept)
    config.hook.pytest_deselected(items=[item for item in items if item not in here])
    items[:] = _long_files_first(kept)
    for item in kept:
        item.add_marker(pytest.mark.usefixtures("_machine_has_what_it_takes"))


def _long_files_first(items: list[pytest.Item]) -> list[pytest.Item]:
    """A process takes a file at a time: first servers and nights, then many tests; small files fill the end."""
    size = Counter(item.path for item in items)
    long = {
        item.path for item in items if TAKES_LONG & set(getattr(item, "fixturenames", ())) or _walks(item)
    }
    return sorted(items, key=lambda item: (item.path not in long, -size[item.path], item.path))


def _belongs_here(item: pytest.Item) -> bool:
    """SQLite: all that isn't distributed. PostgreSQL: what is, and whatever else touches the database but RENDERED."""
    distributed = item.get_closest_marker("distributed") is not None
    if backend.BACKEND != "postgres":
        return not distributed
    if item.get_closest_marker("sqlite_only"):
        return False
    if distributed or _commits(item):
        return True
    path = item.path.relative_to(item.config.rootpath).as_posix()  # where the checkout lies says nothing
    rendered = item.get_closest_marker("browser") or RENDERED.search(f"/{path}")
    return not rendered and _touches_the_database(item)


def _commits(item: pytest.Item) -> bool:
    """For real, so that others see it: what locks and rivals are about."""
    marker = item.get_closest_marker("django_db")
    return "transactional_db" in getattr(item, "fixturenames", ()) or bool(
        marker and marker.kwargs.get("transaction")
    )


def _walks(item: pytest.Item) -> bool:
    """Hypothesis, from one state to the next; it begins where Django's own cases do."""
    case = getattr(item, "cls", None)
    return isinstance(case, type) and issubclass(case, TransactionTestCase)


def _touches_the_database(item: pytest.Item) -> bool:
    return (
        item.get_closest_marker("django_db") is not None
        or bool(TOUCHES_THE_DATABASE & set(getattr(item, "fixturenames", ())))
        or _walks(item)
    )


@pytest.fixture(scope="session")
def _machine_has_what_it_takes() -> None:
    if backend.missing:
        (pytest.fail if required() else pytest.skip)(MARK + backend.missing.split(" (")[0])


@pytest.fixture(autouse=True)
def _reads_the_source_language(settings) -> None:
    """Texts are asserted in the language they are written in; a test of French asks for /fr/."""
    settings.LANGUAGE_CODE = "en"


@pytest.fixture(autouse=True)
def _counts_as_they_are_now(settings) -> None:
    """What tests compare is never some seconds old; that it may be is a test of its own."""
    settings.COUNTED_FOR = 0


@pytest.fixture(autouse=True)
def _fresh_allowance() -> None:
    """Throttles outlive a test, in this process's memory or in Redis; one test's tries are not another's."""
    throttle._build.cache_clear()
    if not settings.EMBEDDED:
        throttle._build().storage.reset()


@pytest.fixture
def still_minute(monkeypatch) -> None:
    """Pages say in which minute they were made: whoever compares two byte for byte lets none pass between."""
    now = timezone.now()
    monkeypatch.setattr("crisis.templatetags.clock.crisis_now", lambda _crisis: now)


@pytest.fixture(scope="session")
def django_db_modify_db_settings() -> Iterator[None]:
    """A test database in a file: in memory, SQLite's threads would not meet the locks they meet in life.

    It comes migrated, as PostgreSQL's does: django_db_keepdb takes it as it is.
    """
    database = settings.DATABASES["default"]
    if "sqlite" not in database["ENGINE"]:
        database.setdefault("TEST", {})["NAME"] = prepared.TEST_DATABASE
        yield
        return
    shared_memory = Path("/dev/shm")
    parent = shared_memory if os.access(shared_memory, os.W_OK) else None
    directory = tempfile.mkdtemp(prefix="porte-ouverte-test-", dir=parent)
    database.setdefault("TEST", {})["NAME"] = str(Path(directory) / "test.sqlite3")
    prepared.copy_sqlite(Path(directory) / "test.sqlite3")
    yield
    shutil.rmtree(directory, ignore_errors=True)


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    return True


@pytest.fixture(scope="module")
def kept(django_db_setup, django_db_blocker) -> Iterator[None]:
    """What is made with it stands until the file's last test: for what takes long to make and is only looked at."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


class _Listening(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.heard: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.heard.append(self.format(record))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, object, object]:
    """A journal swallows its listeners' failures so that nobody's post is lost; a test must not."""
    ear = _Listening()
    journal = logging.getLogger("accounts.journal")
    journal.addHandler(ear)
    try:
        result = yield
    finally:
        journal.removeHandler(ear)
    if ear.heard and item.get_closest_marker("listener_failures_expected") is None:
        pytest.fail("accounts.journal spoke at ERROR:\n" + "\n".join(ear.heard), pytrace=False)
    return result


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say loudly what was not tested for want of a server or a browser."""
    reasons: Counter[str] = Counter()
    for report in terminalreporter.stats.get("skipped", []):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        if MARK in reason:
            reasons[reason.partition(MARK)[2]] += 1
    if not reasons:
        return
    terminalreporter.section("NOT TESTED ON THIS MACHINE", sep="!", red=True, bold=True)
    for lack, count in sorted(reasons.items()):
        terminalreporter.line(f"{count} tests skipped: this machine lacks {lack}", red=True)
    terminalreporter.line("REQUIRE_SERVICES=1 makes these skips failures; sh .ci/run installs what lacks.")
