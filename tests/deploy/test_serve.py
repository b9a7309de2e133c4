"""The two commands that serve: what they print, what they refuse, what they survive."""

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError

from config.management.commands.serve import address, listen
from config.private_servers import free_port
from tests.rig.processes import ROOT, Process, Site, answers, wait_until

SERVE = [sys.executable, "manage.py", "serve"]


@pytest.fixture
def house(site_factory: Callable[..., Site]) -> Iterator[Site]:
    """A migrated embedded site with nothing running; no exercise unless a test asks for it."""
    site = site_factory(distributed=False)
    site.env["DRILL"] = "none"
    yield site
    site.stop()


def serve(site: Site) -> Process:
    process = site.start("serve", SERVE)
    wait_until(lambda: answers(f"{site.url}/ready") or not process.alive, what="serve")
    assert process.alive, process.text
    return process


@pytest.mark.sqlite_only
def test_serve_prints_a_way_in_that_works_and_serves_with_its_dispatcher(house: Site) -> None:
    process = serve(house)
    wait_until(lambda: answers(f"{house.url}/ready"), what="the dispatcher's first heartbeat")
    link = re.search(rf"{house.url}/fr/sign-in/\S+", process.text)
    assert link and answers(link[0])


@pytest.mark.sqlite_only
def test_a_busy_port_is_said_in_words_and_nothing_is_touched(house: Site) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", house.port))
        taken.listen()
        done = house.manage("serve", check=False)
    assert done.returncode == 1
    assert f"port {house.port} is busy" in done.stderr
    assert f"PORT={house.port + 1} make run" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_port_that_is_none_is_said_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "abc")
    with pytest.raises(ImproperlyConfigured, match="PORT=abc is no whole number"):
        address()
    with pytest.raises(CommandError, match="port 99999 is busy or not allowed"):
        listen("127.0.0.1", 99_999)


@pytest.mark.sqlite_only
def test_a_var_dir_that_cannot_be_made_is_said_in_words(tmp_path: Path) -> None:
    file = tmp_path / "a-file"
    file.touch()
    env = {**os.environ, "VAR_DIR": str(file)}
    done = subprocess.run([*SERVE], cwd=ROOT, env=env, capture_output=True, text=True)
    assert done.returncode == 1
    assert f"VAR_DIR={file} cannot be made a directory" in done.stderr and "nommez-en" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.sqlite_only
def test_serve_ends_at_the_first_ctrl_c_and_starts_again(house: Site) -> None:
    for _ in range(2):
        process = serve(house)
        os.killpg(process.popen.pid, signal.SIGINT)
        assert process.popen.wait(15) == 0
        assert "Traceback" not in process.text and "Warning" not in process.text


@pytest.mark.sqlite_only
def test_serve_all_without_its_servers_says_what_to_set(house: Site) -> None:
    done = house.manage("serve_all", check=False)
    assert done.returncode == 1
    assert "DATABASE_URL and REDIS_URL must be set" in done.stderr


@pytest.mark.distributed
def test_serve_all_runs_everything_and_starts_again_what_dies(site_factory: Callable[..., Site]) -> None:
    site = site_factory(distributed=True)
    site.port = free_port()
    site.env |= {"PORT": str(site.port), "PUBLIC_URL": site.url}
    process = site.start("all", [sys.executable, "manage.py", "serve_all", "--web", "1", "--worker", "1"])
    try:
        wait_until(lambda: answers(f"{site.url}/ready") or not process.alive, seconds=60, what="serve_all")
        assert process.alive, process.text
        wait_until(lambda: "/fr/sign-in/" in process.text, what="the way in")
        web = _child(process, "granian")
        os.kill(web, signal.SIGKILL)
        wait_until(lambda: "web started again" in process.text, what="the runner to notice")
        wait_until(lambda: answers(f"{site.url}/live"), what="web to answer again")
        children = _children(process)
        assert len(children) >= 5
    finally:
        process.stop(seconds=25)
    wait_until(lambda: not any(_lives(pid) for pid in children), what="every child to be gone")


def _children(process: Process) -> list[int]:
    with open(f"/proc/{process.popen.pid}/task/{process.popen.pid}/children") as file:
        return [int(pid) for pid in file.read().split()]


def _child(process: Process, word: str) -> int:
    return next(pid for pid in _children(process) if word in _command_line(pid))


def _command_line(pid: int) -> str:
    with open(f"/proc/{pid}/cmdline") as file:
        return file.read()


def _lives(pid: int) -> bool:
    return os.path.exists(f"/proc/{pid}")
