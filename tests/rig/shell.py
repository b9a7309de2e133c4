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
from typing import IO

import django
from django.conf import settings

from tests.rig.prepared import NO_POSTGRES, NO_REDIS, ROOT

MOST_BYTES = 65_536  # at once


class Shell:
    """A new one for this site, until `end()`."""

    def __init__(self, env: Mapping[str, str], log: IO) -> None:
        ours, theirs = socket.socketpair()
        with ours, theirs:
            words = json.dumps({"DJANGO_SETTINGS_MODULE": "config.settings", **env})
            fds = [theirs.fileno(), log.fileno()]
            socket.send_fds(_forking("REDIS_URL" in env), [f"{words}\n".encode()], fds)
            self._asking = ours.makefile("rw")
        self._pid = int(self._asking.readline())

    def ask(self, code: str) -> str:
        """The line it answers with; "" when it has ended."""
        self._asking.write(json.dumps(code) + "\n")
        self._asking.flush()
        return self._asking.readline()

    def end(self) -> None:
        """Whatever it is doing."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(self._pid, signal.SIGKILL)
        with contextlib.suppress(OSError):
            self._asking.close()


@cache
def _forking(distributed: bool) -> socket.socket:
    """To a process that waits to be forked; one for each set-up, since what is set up hangs on it."""
    ours, theirs = socket.socketpair()
    env = {"DJANGO_SETTINGS_MODULE": "config.settings", "VAR_DIR": os.environ["VAR_DIR"]}
    if distributed:
        env |= {"DATABASE_URL": NO_POSTGRES, "REDIS_URL": NO_REDIS}
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
    os.dup2(os.open(os.devnull, os.O_RDONLY), sys.stdin.fileno())
    while True:
        env, fds = _order(orders)
        if not env:
            return
        if os.fork() == 0:
            try:
                orders.close()
                _serve(json.loads(env), *fds)
            except BaseException:
                traceback.print_exc()  # into the site's shell.log
            finally:
                os._exit(0)
        for fd in fds:
            os.close(fd)


def _order(orders: socket.socket) -> tuple[bytes, list[int]]:
    words, fds, _flags, _address = socket.recv_fds(orders, MOST_BYTES, 2)
    while words and not words.endswith(b"\n"):
        words += orders.recv(MOST_BYTES)
    return words, fds


def _serve(env: dict[str, str], asked: int, log: int) -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.dup2(log, sys.stdout.fileno())
    os.dup2(log, sys.stderr.fileno())
    _become(env)
    with socket.socket(fileno=asked) as ours, ours.makefile("rw") as asking:
        asking.write(f"{os.getpid()}\n")
        asking.flush()
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
