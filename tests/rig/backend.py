"""A pytest plugin for `-p tests.rig.backend`: starts private servers *before* Django reads its settings.

BACKEND=sqlite (or nothing) forgets any DATABASE_URL of the caller; BACKEND=postgres starts a PostgreSQL and a
Redis for this process (each xdist worker gets its own) and points DATABASE_URL and REDIS_URL at them.
"""

import atexit
import contextlib
import gc
import os
import re
import shutil
import sys
import tempfile

from config.private_servers import PrivatePostgres, PrivateRedis, ServerMissing
from tests.rig.prepared import begin_run, prepared

BACKEND = os.environ.get("BACKEND") or "sqlite"
_servers = contextlib.ExitStack()
missing: str = ""


def _point_at(database_url: str, redis_url: str) -> None:
    for name, value in (("DATABASE_URL", database_url), ("REDIS_URL", redis_url)):
        if value:
            os.environ[name] = value
        else:
            os.environ.pop(name, None)


def _is_xdist_controller() -> bool:
    """The controller only hands out work; it needs no servers of its own."""
    words = " ".join(sys.argv)
    return "PYTEST_XDIST_WORKER" not in os.environ and bool(
        re.search(r" (-n|--numprocesses)[ =]?[1-9al]", words)
    )


def _start() -> None:
    global missing
    _servers.enter_context(begin_run())
    var = tempfile.mkdtemp(prefix="porte-ouverte-test-")
    _servers.callback(shutil.rmtree, var, ignore_errors=True)
    os.environ["VAR_DIR"] = var
    _point_at("", "")
    if BACKEND != "postgres" or _is_xdist_controller():
        return
    try:
        postgres = _servers.enter_context(PrivatePostgres(copy_of=prepared("postgres")))
        redis = _servers.enter_context(PrivateRedis())
    except ServerMissing as lack:
        missing = str(lack)
    else:
        _point_at(postgres.url, redis.url)


def pytest_collection_finish() -> None:
    """What is imported and collected stays until the end: looking through it for garbage is a tenth of all the time."""
    gc.freeze()
    gc.enable()


atexit.register(_servers.close)
if not _is_xdist_controller():
    gc.disable()
_start()
