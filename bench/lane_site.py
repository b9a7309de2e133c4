"""What bench_checkins.py starts, loads and measures: the site with its crisis, the lane, DRF."""

import argparse
import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

from config import fleet
from config.private_servers import free_port
from tests.rig.processes import Process, Site

ROOT = Path(__file__).resolve().parent.parent
DECLARE = "from tests.cast import *\nprint(active_crisis(name='Paris').slug)"


class Server(NamedTuple):
    process: Process
    port: int


def start_drf(site: Site) -> Server:
    port = free_port()
    argv = fleet.web(port=port)
    argv[argv.index("config.wsgi:application")] = "bench.plain_drf:application"
    return _started(site, "drf", argv, port)


def start_express(site: Site, options: argparse.Namespace) -> Server:
    port = free_port()
    return _started(site, "express", fleet.express(port=port, workers=options.workers), port)


def _started(site: Site, name: str, argv: list[str], port: int) -> Server:
    process = site.start(name, argv)
    wait(port)
    return Server(process, port)


def declared(directory: Path, **env: str) -> tuple[Site, str]:
    """A site with a crisis, and the crisis's name in addresses."""
    site = _site(directory, **env)
    site.manage("migrate", "-v", "0")
    return site, site.python(DECLARE).strip().splitlines()[-1]


def _site(directory: Path, **env: str) -> Site:
    port = free_port()
    own = {"VAR_DIR": str(directory / "var"), "PORT": str(port), "PYTHONPATH": str(ROOT), **env}
    kept = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "REDIS_URL")}
    return Site(directory, port, kept | own)


def wait(port: int) -> None:
    import socket

    for _try in range(300):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.1)
    raise SystemExit("the server did not start")


def load(site: Site, port: int, path: str, connections: int, seconds: float, bodies: list[dict]) -> dict:
    said = site.directory / "bodies.json"
    said.write_text(json.dumps(bodies))
    argv = [sys.executable, "bench/load.py", port, path, connections, seconds, said]
    done = subprocess.run(list(map(str, argv)), cwd=ROOT, capture_output=True, text=True)
    assert not done.returncode, done.stderr
    return json.loads(done.stdout)


def cpu_of(pid: int) -> float:
    """Seconds of processor time of a process and what it started, the ended included."""
    parents, spent = {}, {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            words = path.read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        parents[int(path.parent.name)], spent[int(path.parent.name)] = (
            int(words[1]),
            sum(map(int, words[11:15])),
        )
    family = {pid}
    for _generation in range(4):
        family |= {child for child, parent in parents.items() if parent in family}
    return sum(spent.get(each, 0) for each in family) / os.sysconf("SC_CLK_TCK")
