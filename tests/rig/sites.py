"""Fixtures for whole deployments: `live_site` (one per test), `file_site` (one per file)."""

import contextlib
import os
import shutil
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from config.private_servers import PrivatePostgres, PrivateRedis, ServerMissing, free_port
from tests.rig import backend, prepared
from tests.rig.chaos import short_or_long
from tests.rig.processes import Site
from tests.rig.wanting import lacking

# What the caller's shell may hold and a test must not inherit.
FOREIGN = (
    "DATABASE_URL",
    "REDIS_URL",
    "VAR_DIR",
    "PORT",
    "HOST",
    "PUBLIC_URL",
    "DRILL",
    "DEBUG",
    "GEOCODERS",
)


def _site(directory: Path, **env: str) -> Site:
    directory.mkdir(parents=True, exist_ok=True)
    port = free_port()
    own = {key: value for key, value in os.environ.items() if key not in FOREIGN}
    own |= {"VAR_DIR": str(directory / "var"), "PORT": str(port), "PUBLIC_URL": f"http://localhost:{port}"}
    return Site(directory, port, {**own, "PYTHONUNBUFFERED": "1", "TERM": "dumb", **env})


@pytest.fixture(scope="session")
def private_postgres() -> Iterator[PrivatePostgres]:
    """A PostgreSQL for this run's sites; fsync off, but where it is killed, too."""
    try:
        with PrivatePostgres(
            durable=short_or_long(False, True), copy_of=prepared.prepared("postgres")
        ) as server:
            yield server
    except ServerMissing:
        lacking("PostgreSQL")


@pytest.fixture(scope="session")
def private_redis() -> Iterator[PrivateRedis]:
    try:
        with PrivateRedis() as server:
            yield server
    except ServerMissing:
        lacking("Redis")


@pytest.fixture(scope="session")
def site_factory(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Callable[..., Site]:
    """`site_factory(distributed=…)` → a Site with no process yet; on a copy of the run's migrated database."""
    makers: dict[bool, Callable[[], Site]] = {}

    def make(*, distributed: bool = backend.BACKEND == "postgres") -> Site:
        if distributed not in makers:
            build = _distributed_maker if distributed else _embedded_maker
            makers[distributed] = build(request, tmp_path_factory.mktemp("sites"))
        return makers[distributed]()

    return make


def _embedded_maker(request: pytest.FixtureRequest, directory: Path) -> Callable[[], Site]:
    def make() -> Site:
        site = _site(directory / uuid.uuid4().hex[:8])
        var = Path(site.env["VAR_DIR"])
        var.mkdir()
        shutil.copy(prepared.prepared("sqlite") / "secret_key", var)
        prepared.copy_sqlite(var / "db.sqlite3")
        return site

    return make


def _distributed_maker(request: pytest.FixtureRequest, directory: Path) -> Callable[[], Site]:
    postgres: PrivatePostgres = request.getfixturevalue("private_postgres")
    redis: PrivateRedis = request.getfixturevalue("private_redis")
    served = prepared.prepared("static")

    def make() -> Site:
        database = f"site_{uuid.uuid4().hex[:8]}"
        postgres.execute(f"CREATE DATABASE {database} TEMPLATE {prepared.TEMPLATE}")
        site = _site(directory / database, DATABASE_URL=postgres.url_of(database), REDIS_URL=redis.url)
        var = Path(site.env["VAR_DIR"])
        var.mkdir()
        shutil.copy(served / "secret_key", var)
        (var / "static").symlink_to(served / "static")
        _empty(redis)
        return site

    return make


def _empty(redis: PrivateRedis) -> None:
    """Sites share the Redis and follow one another: the next must not inherit the last one's tasks."""
    import redis as client

    client.Redis.from_url(redis.url).flushall()


@pytest.fixture
def live_site(site_factory: Callable[..., Site]) -> Iterator[Site]:
    """The real server on its own migrated database: `.url`, `.ws_url`, `.env`, `.manage("command", …)`.

    Embedded: one uvicorn. BACKEND=postgres: uvicorn, a Celery worker and the dispatcher.
    """
    with _served(site_factory()) as site:
        yield site
    _no_listener_failed(site)


@pytest.fixture(scope="module")
def file_site(site_factory: Callable[..., Site]) -> Iterator[Site]:
    """As `live_site`, one for the whole file: its tests declare a crisis each and ask for no rows but that one's.

    A start costs five seconds of a core, and standing idle a twelfth of one: hence not one for the whole run.
    """
    with _served(site_factory()) as site:
        yield site
    _no_listener_failed(site)


@contextlib.contextmanager
def _served(site: Site) -> Iterator[Site]:
    try:
        site.start_asgi()
        if "REDIS_URL" in site.env:
            site.start_worker()
            site.start_dispatch()
        yield site
    finally:
        site.stop()


def _no_listener_failed(site: Site) -> None:
    failures = [
        line
        for process in site.processes
        for line in process.text.splitlines()
        if " ERROR accounts.journal" in line
    ]
    assert not failures, "listeners failed in the live site:\n" + "\n".join(failures)
