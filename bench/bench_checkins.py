"""Check-ins a second by the express lane, beside a plain create by DRF and pgbench's single-row INSERT, in one run.

    .venv/bin/python bench/bench_checkins.py [--seconds 8] [--connections 1024] [--workers 2] [--contacts 0]

Everything on this machine, load generator and a durable PostgreSQL (fsync, synchronous_commit) included. Each check-in
has a name, a message, a point and an Idempotency-Key; `--contacts 40`: that many in a hundred a phone number too.
Counts afterwards whether every acknowledged one is there, once, with its key and its link.

All three write the row of a check-in. Its copy `plain` has the columns, checks and indexes of crisis_checkin, but no
foreign key:

pgbench_tps: one row an INSERT, each its own commit, 32 clients, pgbench's default protocol; half before the lane and
half after it. Printed beside it: prepared statements, and a row of five short texts with no index but its key.
drf_per_s: bench/plain_drf.py, a ModelSerializer and CreateAPIView without authentication, throttle, key, journal or
middleware but Django's own CommonMiddleware, by the command of the project's own web server, two workers.
checkins_per_s: the lane, all that a check-in is. What its listeners do afterwards is timed apart ("owed").
"""

import argparse
import json
import os
import random
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from config import fleet  # noqa: E402
from config.private_servers import PrivatePostgres, PrivateRedis, find_program, free_port  # noqa: E402
from tests.rig.processes import Site  # noqa: E402

SAID = "'safe', 'Amira', 'Haddad', 'I am at a friend''s, near the station.', 'anyone'"
BARE = (
    "CREATE TABLE plain (id bigserial PRIMARY KEY, status varchar(10), given_name varchar(60), "
    "family_name varchar(60), message varchar(200), audience varchar(8))",
    f"INSERT INTO plain (status, given_name, family_name, message, audience) VALUES ({SAID});\n",
)
ROW = (
    "CREATE TABLE plain (LIKE crisis_checkin INCLUDING ALL)",
    "INSERT INTO plain (status, given_name, family_name, message, audience, public_id, reference, crisis_id, owner_id, "
    "door, language, life, cell, say_where, nearness, voice, said_by, token_hash, posted_at, said_at, expires_at) "
    f"VALUES ({SAID}, gen_random_uuid(), left(encode(uuid_send(gen_random_uuid()), 'base64'), 9), 1, 1, 'api', 'fr', "
    "'active', '881fb46625fffff', true, 'perimeter', 'own', '', '', now(), now(), now());\n",
)
DECLARE = "from tests.cast import *\nprint(active_crisis(name='Paris').slug)"
COUNT = """
from crisis.checkin.models import CheckIn
from accounts.idempotency.models import ClaimedKey
print(CheckIn.objects.count(), len({*CheckIn.objects.values_list("token_hash", flat=True)}), ClaimedKey.objects.count())
"""
OWED = """
import time
from accounts.journal.announce import listener
from accounts.journal.events import event_of
from accounts.journal.models import Entry
owed = [event_of(entry) for entry in Entry.objects.filter(kind="NamesOwed").order_by("-id")[:40]]
began = time.process_time()
for each in owed:
    listener("crisis.checkin.listeners.index_owed_names")(each)
print(time.process_time() - began, sum(len(each.check_ins) for each in owed))
"""
FAMILIES = ["Haddad", "Martin", "Nguyen", "Diallo", "Lefèvre", "O'Brien", "García", "Dupont-Moretti"]


def main(options: argparse.Namespace) -> None:
    with (
        tempfile.TemporaryDirectory(prefix="bench-check-ins-") as directory,
        PrivatePostgres(durable=True) as postgres,
        PrivateRedis() as redis,
    ):
        site = _site(Path(directory), DATABASE_URL=postgres.url, REDIS_URL=redis.url)
        site.manage("migrate", "-v", "0")
        slug = site.python(DECLARE).strip().splitlines()[-1]
        try:
            compare(site, postgres, slug, options)
        finally:
            site.stop()


def compare(site: Site, postgres: PrivatePostgres, slug: str, options: argparse.Namespace) -> None:
    if options.quick:
        print(express(site, postgres, slug, options))
        return
    half = options.seconds / 2
    before = pgbench(postgres, site.directory, half)
    drf = plain_drf(site, half)
    lane = express(site, postgres, slug, options)
    pgbench_tps = (before + pgbench(postgres, site.directory, half)) / 2
    others = [
        pgbench(postgres, site.directory, half / 2, *how) for how in ((ROW, "prepared"), (BARE, "prepared"))
    ]
    rate = lane["answered"] / lane["seconds"]
    print(f"{os.cpu_count()} cores; {options.workers} express processes, {options.connections} connections")
    print(f"CPU a check-in, µs: {lane['cpu']}")
    print(f"owed to listeners, µs a check-in: {lane['owed']}")
    print(f"pgbench, prepared: {others[0]:.0f} of the same row, {others[1]:.0f} of five short texts")
    print(f"{rate / pgbench_tps:.2f} times pgbench, {rate / drf:.1f} times DRF; p50 {lane['p50_ms']} ms")
    print(f"embedded, SQLite: {embedded(options):.0f} a second")
    print(
        f"checkins_per_s={rate:.0f} drf_per_s={drf:.0f} pgbench_tps={pgbench_tps:.0f} p99_ms={lane['p99_ms']}"
    )


def pgbench(postgres: PrivatePostgres, directory: Path, seconds: float, what=ROW, protocol="simple") -> float:
    """Transactions a second, one row each."""
    _fresh_table(postgres, what[0])
    script = directory / "insert.sql"
    script.write_text(what[1])
    done = subprocess.run(
        [find_program("pgbench"), "-n", "-M", protocol, "-c", "32", "-j", "2", "-T", str(max(1, round(seconds))),
         "-f", str(script), postgres.url],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return float(re.search(r"tps = ([\d.]+)", done.stdout)[1])


def _fresh_table(postgres: PrivatePostgres, create: str) -> None:
    import psycopg

    with psycopg.connect(postgres.url, autocommit=True) as link:
        link.execute("DROP TABLE IF EXISTS plain")
        link.execute(create.encode())


def plain_drf(site: Site, seconds: float) -> float:
    """Into the table that pgbench() left."""
    port = free_port()
    argv = fleet.web(port=port)
    argv[argv.index("config.wsgi:application")] = "bench.plain_drf:application"
    server = site.start("drf", argv)
    _wait(port)
    body = {
        "status": "safe",
        "given_name": "Amira",
        "family_name": "Haddad",
        "message": "I am at a friend's, near the station.",
        "audience": "anyone",
        "cell": "881fb46625fffff",
        "say_where": True,
    }
    done = load(site, port, "/plain", 16, seconds, [body])
    server.stop()
    assert not done["refused"], done
    return done["answered"] / done["seconds"]


def express(site: Site, postgres: PrivatePostgres, slug: str, options: argparse.Namespace) -> dict:
    port = free_port()
    server = site.start("express", fleet.express(port=port, workers=options.workers))
    _wait(port)
    path, bodies = f"/api/v1/crises/{slug}/check-ins", crowd(options.contacts)
    warm = load(site, port, path, options.connections, 4, bodies)  # until each process has started
    spent = [cpu_of(server.popen.pid), cpu_of(postgres.process.pid)]
    done = load(site, port, path, options.connections, options.seconds, bodies)
    spent = [cpu_of(server.popen.pid) - spent[0], cpu_of(postgres.process.pid) - spent[1], done["cpu"]]
    server.stop()
    owed = _owed(site, postgres)
    people, links, keys = map(int, site.python(COUNT).split()[-3:])
    assert not done["refused"], done
    acknowledged = warm["answered"] + done["answered"]
    assert people == links == keys == acknowledged, (people, links, keys, acknowledged)
    each = [round(seconds * 1e6 / done["answered"]) for seconds in spent]
    named = dict(zip(("express", "postgres", "generator"), each, strict=True))
    return done | {"cpu": named | {"all": sum(each)}, "owed": owed}


def _owed(site: Site, postgres: PrivatePostgres) -> dict[str, int]:
    """Processor time, µs a check-in, of what is left to listeners: names and the copy that look-ups read."""
    before = cpu_of(postgres.process.pid)
    seconds, count = map(float, site.python(OWED).split()[-2:])
    inside = cpu_of(postgres.process.pid) - before
    return {"listener": round(seconds * 1e6 / count), "postgres": round(inside * 1e6 / count)}


def embedded(options: argparse.Namespace) -> float:
    """The same lane inside the one process of `make run`, into SQLite."""
    with tempfile.TemporaryDirectory(prefix="bench-check-ins-") as directory:
        site = _site(Path(directory))
        site.manage("migrate", "-v", "0")
        slug = site.python(DECLARE).strip().splitlines()[-1]
        try:
            site.start("asgi", fleet.sockets(port=site.port))
            _wait(site.port)
            path = f"/api/v1/crises/{slug}/check-ins"
            done = load(site, site.port, path, options.connections, options.seconds / 2, crowd(0))
        finally:
            site.stop()
        return done["answered"] / done["seconds"]


def load(site: Site, port: int, path: str, connections: int, seconds: float, bodies: list[dict]) -> dict:
    said = site.directory / "bodies.json"
    said.write_text(json.dumps(bodies))
    argv = [sys.executable, "bench/load.py", port, path, connections, seconds, said]
    done = subprocess.run(list(map(str, argv)), cwd=ROOT, capture_output=True, text=True)
    assert not done.returncode, done.stderr
    return json.loads(done.stdout)


def crowd(contacts: int) -> list[dict]:
    chosen = random.Random(13)
    return [_body(chosen, contacts, number) for number in range(2_000)]


def _body(chosen: random.Random, contacts: int, number: int) -> dict:
    body = {
        "status": "safe" if number % 5 else "not_there",
        "given_name": chosen.choice(["Amira", "Boris", "Chloé", "Farid"]),
        "family_name": chosen.choice(FAMILIES) + "".join(chosen.choices("aeinorst", k=5)),
        "audience": "anyone",
        "message": "I am at a friend's, near the station.",
        "place": {"lat": chosen.uniform(48.82, 48.90), "lon": chosen.uniform(2.27, 2.41)},
        "say_where": bool(number % 2),
    }
    if chosen.random() * 100 < contacts:
        body |= {"audience": "contacts", "contact": f"+336{number:08d}"}
    return body


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


def _site(directory: Path, **env: str) -> Site:
    port = free_port()
    own = {"VAR_DIR": str(directory / "var"), "PORT": str(port), "PYTHONPATH": str(ROOT), **env}
    kept = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "REDIS_URL")}
    return Site(directory, port, kept | own)


def _wait(port: int) -> None:
    import socket

    for _try in range(300):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.1)
    raise SystemExit("the server did not start")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seconds", type=float, default=8)
    parser.add_argument("--connections", type=int, default=1024)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--contacts", type=int, default=0)
    parser.add_argument("--quick", action="store_true", help="the lane alone")
    main(parser.parse_args())
