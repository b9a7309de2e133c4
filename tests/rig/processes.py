"""Starts the project's real processes for tests, each in a session of its own: kill -9 takes it whole."""

import contextlib
import json
import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

from config import fleet
from tests.rig.shell import Shell

ROOT = Path(__file__).resolve().parents[2]
READY_SECONDS = 40


def wait_until(happened: Callable[[], object], *, seconds: float = READY_SECONDS, what: str = "it") -> None:
    """Poll every 50 ms; AssertionError naming `what` when it hasn't happened in time."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if happened():
            return
        time.sleep(0.05)
    raise AssertionError(f"waited {seconds} s in vain for {what}")


def answers(url: str) -> bool:
    """Does somebody speak HTTP there, and not only to say that it is broken?"""
    try:
        urllib.request.urlopen(url, timeout=5).close()
    except urllib.error.HTTPError as refusal:
        return refusal.code < 500
    except OSError:
        return False
    return True


@dataclass
class Process:
    """One running process of the project; its output goes to `log`."""

    name: str
    popen: subprocess.Popen[bytes]
    log: Path

    @property
    def alive(self) -> bool:
        return self.popen.poll() is None

    @property
    def text(self) -> str:
        return self.log.read_text(errors="replace")

    def stop(self, seconds: float = 10) -> None:
        """Ask politely, then don't."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.popen.pid, signal.SIGTERM)
        try:
            self.popen.wait(seconds)
        except subprocess.TimeoutExpired:
            self.kill9()

    def kill9(self) -> None:
        """What a power cut looks like from inside: the whole group at once, no goodbye."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.popen.pid, signal.SIGKILL)
        self.popen.wait(10)


@dataclass
class Site:
    """One deployment: its environment, its address, its processes. `manage()` runs a command against it."""

    directory: Path
    port: int
    env: dict[str, str]
    processes: list[Process] = field(default_factory=list)
    _shell: Shell | None = None
    _asking: threading.Lock = field(default_factory=threading.Lock)

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    @property
    def ws_url(self) -> str:
        return f"ws://localhost:{self.port}"

    def manage(self, *words: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """Run `manage.py …` against this site's database; its output is in `.stdout`, `.stderr`."""
        done = subprocess.run(
            [sys.executable, "manage.py", *words], cwd=ROOT, env=self.env, capture_output=True, text=True
        )
        assert not check or done.returncode == 0, f"manage.py {' '.join(words)}:\n{done.stdout}{done.stderr}"
        return done

    def python(self, code: str) -> str:
        """Run Python with Django set up on this site's database, in another process; what it printed.

        The same process each time (tests.rig.shell), with nothing left of the time before but what modules keep.
        """
        file = self.directory / "shell.log"
        with self._asking:
            if not self._shell:
                with file.open("w") as log:
                    self._shell = Shell(self.env, log)
            answer = self._shell.ask(code)
        log = file.read_text(errors="replace")
        assert answer, f"the site's Python ended:\n{log[-4000:]}"
        said, failed = json.loads(answer)
        assert not failed, f"{code}\n{said}{failed}"
        return said

    def value(self, query: str) -> object:
        """One value by plain SQL: asked often, Django's start would cost seconds each time."""
        if url := self.env.get("DATABASE_URL"):
            with psycopg.connect(url, autocommit=True) as database:
                return database.execute(query.encode()).fetchone()[0]
        file = Path(self.env["VAR_DIR"]) / "db.sqlite3"
        with contextlib.closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as database:
            return database.execute(query).fetchone()[0]

    def start(self, name: str, argv: Sequence[str], *, env: Mapping[str, str] | None = None) -> Process:
        """Start any command in the site's environment."""
        log = self.directory / f"{name}-{len(self.processes)}.log"
        with log.open("wb") as output:
            popen = subprocess.Popen(
                argv, cwd=ROOT, env={**self.env, **(env or {})}, stdin=subprocess.DEVNULL,
                stdout=output, stderr=output, start_new_session=True,
            )  # fmt: skip
        process = Process(name, popen, log)
        self.processes.append(process)
        return process

    def start_asgi(self, *, port: int | None = None) -> Process:
        """uvicorn with the whole site: pages, API and sockets."""
        port = port or self.port
        return self._until_it_answers(self.start("asgi", fleet.sockets(port=port)), port)

    def start_worker(self, *, concurrency: int = 2) -> Process:
        """A Celery worker; returns once it says that it is ready."""
        argv = [*fleet.worker(concurrency=concurrency), "--loglevel", "INFO"]
        process = self.start("worker", argv)
        self._until(process, lambda: " ready." in process.text)
        return process

    def start_dispatch(self) -> Process:
        """The journal's dispatcher as a process."""
        return self.start("dispatch", fleet.dispatcher())

    def stop(self) -> None:
        for process in reversed(self.processes):
            process.stop()
        if self._shell:
            self._shell.end()
            self._shell = None

    def _until_it_answers(self, process: Process, port: int) -> Process:
        self._until(process, lambda: answers(f"http://127.0.0.1:{port}/live"))
        return process

    def _until(self, process: Process, ready: Callable[[], object]) -> None:
        try:
            wait_until(lambda: ready() or not process.alive, what=process.name)
        except AssertionError as late:
            raise AssertionError(f"{late}\n{process.text[-4000:]}") from None
        assert process.alive, f"{process.name} ended at once:\n{process.text[-4000:]}"
