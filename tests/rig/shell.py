"""Python with Django set up on one site's database, in a process of its own that waits for the next piece of code.

For `Site.python`: a start costs more than a second of a core, and twenty files have a site. Hence one process sets
Django up, asks no database, and is forked for each site, whose environment the child takes on. Each piece of code
finds fresh names and no open connection, as a process of its own would. A line of JSON in: the code; a line out:
[said, traceback].
"""

import atexit
import contextlib
import importlib
import io
import json
import os
import signal
import socket
import subprocess
import sys
import traceback
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import IO, TextIO

import django
from django.conf import settings

ROOT = Path(__file__).resolve().parents[2]
MOST_BYTES = 200_000  # of an environment


def shell(env: Mapping[str, str], log: IO) -> TextIO:
    """A new one for this site: write a line, flush, read a line. It ends when this is closed."""
    ours, theirs = socket.socketpair()
    with theirs:
        words = json.dumps({"DJANGO_SETTINGS_MODULE": "config.settings", **env}).encode()
        socket.send_fds(_forking("REDIS_URL" in env), [words], [theirs.fileno(), log.fileno()])
    return ours.makefile("rw")


@cache
def _forking(distributed: bool) -> socket.socket:
    """To a process that waits to be forked; one for each set-up, since what is set up hangs on it."""
    ours, theirs = socket.socketpair(type=socket.SOCK_SEQPACKET)  # an order is one message
    env = {"DJANGO_SETTINGS_MODULE": "config.settings", "VAR_DIR": os.environ["VAR_DIR"]}
    if distributed:
        env |= {"DATABASE_URL": "postgres://127.0.0.1:1/none", "REDIS_URL": "redis://127.0.0.1:1/0"}
    elsewhere = {key: value for key, value in os.environ.items() if key not in ("DATABASE_URL", "REDIS_URL")}
    with theirs:
        waiting = subprocess.Popen(
            [sys.executable, "-m", __name__], cwd=ROOT, env=elsewhere | env, stdin=theirs
        )
    atexit.register(lambda: (ours.close(), waiting.wait()))
    return ours


def main() -> None:
    django.setup()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for the children
    orders = socket.socket(fileno=os.dup(sys.stdin.fileno()))
    while True:
        env, fds, _flags, _address = socket.recv_fds(orders, MOST_BYTES, 2)
        if not env:
            return
        if os.fork() == 0:
            orders.close()
            _serve(json.loads(env), *fds)
            os._exit(0)
        for fd in fds:
            os.close(fd)


def _serve(env: dict[str, str], asked: int, log: int) -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.dup2(log, sys.stdout.fileno())
    os.dup2(log, sys.stderr.fileno())
    _become(env)
    with socket.socket(fileno=asked).makefile("rw") as asking:
        for line in asking:
            asking.write(json.dumps(_run(json.loads(line))) + "\n")
            asking.flush()


def _become(env: dict[str, str]) -> None:
    """This site's process: what was read of the environment is read again, and nothing is connected yet."""
    from django.core.cache import caches
    from django.db import connections

    os.environ.clear()
    os.environ.update(env)
    importlib.reload(sys.modules["config.settings"])
    settings._setup()
    for handler in (connections, caches):
        for alias in handler:
            with contextlib.suppress(AttributeError):
                delattr(handler._connections, alias)
        handler.__dict__.pop("settings", None)
        handler._settings = None


def _run(code: str) -> tuple[str, str]:
    said, failed = io.StringIO(), ""
    with contextlib.redirect_stdout(said):
        try:
            exec(compile(code, "<site.python>", "exec"), {"__name__": "__main__"})
        except BaseException:
            failed = traceback.format_exc()
        finally:
            _hang_up()
    return said.getvalue(), failed


def _hang_up() -> None:
    from django.db import connections

    for connection in connections.all():
        connection.close()
        if hasattr(connection, "close_pool"):
            connection.close_pool()


if __name__ == "__main__":
    main()
