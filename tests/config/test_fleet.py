"""The runner that keeps processes alive: real children, really killed."""

import os
import signal
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from config.fleet import Fleet
from config.private_servers import free_port
from tests.rig.processes import answers, wait_until

# A server with a child of its own that holds the port, as granian's workers do.
FORKING_SERVER = """
import os, sys
from http.server import HTTPServer, SimpleHTTPRequestHandler
server = HTTPServer(("127.0.0.1", int(sys.argv[1])), SimpleHTTPRequestHandler)
os.fork() or server.serve_forever()
os.wait()
"""


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def crew(tmp_path: Path, said: list[str]) -> Iterator[Fleet]:
    """A fleet whose watch runs in a thread; signals stay the test runner's."""
    fleet = Fleet(tmp_path, os.environ, said.append)
    watch = threading.Thread(target=fleet.watch)
    watch.start()
    yield fleet
    fleet.stopping = True
    watch.join()


def test_a_killed_child_is_started_again_even_if_its_own_child_held_the_port(crew: Fleet, said: list) -> None:
    port = free_port()
    crew.start("web", [sys.executable, "-c", FORKING_SERVER, str(port)])
    wait_until(lambda: answers(f"http://127.0.0.1:{port}/"), what="web")
    os.kill(crew.children[0].process.pid, signal.SIGKILL)
    wait_until(lambda: "web started again" in said, what="the runner to notice")
    wait_until(lambda: answers(f"http://127.0.0.1:{port}/"), what="web to answer again")
    assert crew.children[0].process.poll() is None


def test_a_child_that_keeps_dying_is_tried_ever_more_slowly(crew: Fleet, said: list) -> None:
    crew.start("broken", [sys.executable, "-c", "raise SystemExit(3)"])
    wait_until(lambda: len([line for line in said if "died" in line]) >= 2, what="two deaths")
    assert said[0] == "broken died (3); again in 2 s"
    assert said[2] == "broken died (3); again in 4 s"


def test_stopping_leaves_no_process(crew: Fleet) -> None:
    crew.start("sleeper", ["sleep", "600"])
    child = crew.children[0].process
    crew.stopping = True
    wait_until(lambda: child.poll() is not None, what="the sleeper to be gone")
