"""The processes of a distributed installation: how each is started, and who starts it again when it dies.

The same commands stand in deploy/compose.yaml; a test compares them.
"""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

MODULE = (sys.executable, "-m")
CELERY = (*MODULE, "celery", "--quiet", "-A", "config.celery")
CALM_SECONDS = 10  # a child that lived this long had started well
LONGEST_PAUSE = 30  # seconds between two attempts to start a child that keeps dying


def web(*, host: str = "127.0.0.1", port: int, workers: int = 2) -> list[str]:
    """Pages and API: HTTP from WSGI workers, which costs a fifth of what Django's ASGI handler does."""
    argv = [*MODULE, "granian", "--interface", "wsgi", "config.wsgi:application"]
    argv += ["--host", host, "--port", str(port), "--workers", str(workers)]
    return [*argv, "--blocking-threads", "4", "--respawn-failed-workers", "--log-level", "warning"]


def sockets(*, host: str = "127.0.0.1", port: int) -> list[str]:
    """WebSockets (and, where nothing stands in front, everything)."""
    argv = [*MODULE, "uvicorn", "config.asgi:application", "--host", host, "--port", str(port)]
    argv += ["--lifespan", "on", "--no-access-log", "--log-level", "warning", "--no-proxy-headers"]
    argv += ["--ws-max-size", "65536", "--ws-max-queue", "16", "--ws-ping-interval", "20"]
    return [*argv, "--ws-ping-timeout", "20", "--timeout-graceful-shutdown", "5"]


def express(*, host: str = "127.0.0.1", port: int, workers: int = 2) -> list[str]:
    """Check-ins alone, beside Django; it needs two processes for two cores."""
    argv = [*MODULE, "granian", "--interface", "rsgi", "config.express:application"]
    argv += ["--host", host, "--port", str(port), "--workers", str(workers), "--loop", "uvloop", "--no-ws"]
    argv += ["--runtime-mode", "st", "--backlog", "8192", "--backpressure", "8192"]
    return [*argv, "--respawn-failed-workers", "--log-level", "warning"]


def worker(*, concurrency: int = 2) -> list[str]:
    argv = [*CELERY, "worker", "--loglevel", "WARNING", "--concurrency", str(concurrency)]
    return [*argv, "--without-gossip", "--without-mingle"]


def beat(*, schedule: str) -> list[str]:
    return [*CELERY, "beat", "--loglevel", "WARNING", "--schedule", schedule, "--pidfile", ""]


def dispatcher() -> list[str]:
    return [sys.executable, "manage.py", "dispatch"]


@dataclass
class Child:
    name: str
    argv: list[str]
    process: subprocess.Popen[bytes]
    started: float
    pause: float = 1.0
    again_at: float = 0.0


@dataclass
class Fleet:
    """Children that are started again when they die. `say` hears one line per start and per death."""

    directory: Path
    env: Mapping[str, str]
    say: Callable[[str], object]
    children: list[Child] = field(default_factory=list)
    stopping: bool = False

    def start(self, name: str, argv: list[str]) -> None:
        self.children.append(Child(name, argv, self._spawn(argv), time.monotonic()))

    def run(self) -> None:
        """Watch until SIGTERM, SIGINT or `stopping`; then stop every child."""
        for sign in (signal.SIGTERM, signal.SIGINT):
            signal.signal(sign, self._stop_soon)
        self.watch()

    def watch(self) -> None:
        """What `run` does, without the signals (which only a main thread can take)."""
        try:
            while not self.stopping:
                for child in self.children:
                    self._look_after(child)
                time.sleep(0.2)
        finally:
            self.stop()

    def stop(self) -> None:
        """All at once, latest first; what hasn't gone after 15 s is killed."""
        for child in reversed(self.children):
            _signal(child, signal.SIGTERM)
        deadline = time.monotonic() + 15
        for child in self.children:
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.process.wait(max(0.1, deadline - time.monotonic()))
            _signal(child, signal.SIGKILL)

    def _stop_soon(self, *_: object) -> None:
        self.stopping = True

    def _spawn(self, argv: list[str]) -> subprocess.Popen[bytes]:
        # A session of its own: Ctrl-C reaches only us, and a child's children go with it.
        return subprocess.Popen(argv, cwd=self.directory, env=dict(self.env), start_new_session=True)  # noqa: S603

    def _look_after(self, child: Child) -> None:
        if child.process.poll() is None:
            return
        now = time.monotonic()
        if not child.again_at:
            child.pause = 1.0 if now - child.started > CALM_SECONDS else min(child.pause * 2, LONGEST_PAUSE)
            child.again_at = now + child.pause
            self.say(f"{child.name} died ({child.process.returncode}); again in {child.pause:.0f} s")
        elif now >= child.again_at:
            _signal(child, signal.SIGKILL)  # what it may have left behind
            child.process, child.started, child.again_at = self._spawn(child.argv), now, 0.0
            self.say(f"{child.name} started again")


def _signal(child: Child, sign: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(child.process.pid, sign)
