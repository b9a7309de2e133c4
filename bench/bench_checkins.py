"""Check-ins a second by the express lane, beside a plain create by DRF and pgbench's single-row INSERT, in one run.

    .venv/bin/python bench/bench_checkins.py [--seconds 9] [--connections 1024] [--contacts 0] [--searches 0] [--hours]

Everything on this machine, load generator and a durable PostgreSQL (fsync, synchronous_commit) included. Each check-in
has a name, a message, a point and an Idempotency-Key; `--contacts 40`: that many in a hundred a phone number too.
Counts afterwards whether every acknowledged one is there, once, with its key and its link.

All three write the row of a check-in. Its copy `plain` has the columns, checks and indexes of crisis_checkin, but no
foreign key:

pgbench_tps: one row an INSERT, each its own commit, 32 clients, pgbench's default protocol; half before the lane and
half after it. Printed beside it: prepared statements, and a row of five short texts with no index but its key.
drf_per_s: bench/plain_drf.py, a ModelSerializer and CreateAPIView without authentication, throttle, key, journal or
middleware but Django's own CommonMiddleware, by the command of the project's own web server, two workers. The median
of three rounds, in turn with the lane's, once both are warm: a port answers seconds before its workers know Django.
checkins_per_s: the lane, all that a check-in is, of its three rounds together; p99_ms: of the slowest of them.

What its listeners owe then is not in it. "for hours" has a database of its own, the dispatcher and a worker beside the
same load, and is over when nothing is owed: all that was answered, by the seconds from the first to the last of it.
`--searches`: open searches of other names that each check-in is compared with.
"""

import argparse
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bench.crowd import crowd, searched  # noqa: E402
from bench.lane_site import Server, cpu_of, declared, load, start_drf, start_express, wait  # noqa: E402
from config import fleet  # noqa: E402
from config.private_servers import PrivatePostgres, PrivateRedis, find_program  # noqa: E402
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
COUNT = """
from crisis.checkin.models import CheckIn
from accounts.idempotency.models import ClaimedKey
print(CheckIn.objects.count(), len({*CheckIn.objects.values_list("token_hash", flat=True)}), ClaimedKey.objects.count())
"""
DONE = """
from accounts.journal.models import Delivery
from crisis.checkin.models import CheckIn, CheckInName, FindableCheckIn
print(Delivery.objects.filter(stuck_at__isnull=False).count(), CheckIn.objects.count(), FindableCheckIn.objects.count(),
      CheckInName.objects.values("check_in").distinct().count())
"""
SEARCHED = """
from crisis.activation.models import Crisis
from tests import cast
for given, family in {names}:
    cast.esma_searches(Crisis.objects.get(slug="{slug}"), given_name=given, family_name=family)
"""
PLAIN = {
    "status": "safe",
    "given_name": "Amira",
    "family_name": "Haddad",
    "message": "I am at a friend's, near the station.",
    "audience": "anyone",
    "cell": "881fb46625fffff",
    "say_where": True,
}
ROUNDS = 3


def main(options: argparse.Namespace) -> None:
    with (
        tempfile.TemporaryDirectory(prefix="bench-check-ins-") as directory,
        PrivatePostgres(durable=True) as postgres,
        PrivateRedis() as redis,
    ):
        site, slug = declared(Path(directory), DATABASE_URL=postgres.url, REDIS_URL=redis.url)
        try:
            compare(site, postgres, slug, options)
        finally:
            site.stop()


def compare(site: Site, postgres: PrivatePostgres, slug: str, options: argparse.Namespace) -> None:
    half = options.seconds / 2
    before = pgbench(postgres, site.directory, half)
    drf, lane = in_turn(site, postgres, slug, options)
    if options.quick:
        print(lane)
        return
    pgbench_tps = (before + pgbench(postgres, site.directory, half)) / 2
    others = [
        pgbench(postgres, site.directory, half / 2, *how) for how in ((ROW, "prepared"), (BARE, "prepared"))
    ]
    rate, median = lane["rate"], statistics.median(drf["rates"])
    print(f"{os.cpu_count()} cores; {options.workers} express processes, {options.connections} connections")
    print(f"CPU a check-in, µs: {lane['cpu']}; a DRF create: {drf['cpu']}")
    print(f"DRF, three rounds: {[round(each) for each in drf['rates']]}")
    print(f"pgbench, prepared: {others[0]:.0f} of the same row, {others[1]:.0f} of five short texts")
    print(f"{rate / pgbench_tps:.2f} times pgbench, {rate / median:.1f} times DRF; p50 {lane['p50_ms']} ms")
    print(f"embedded, SQLite: {embedded(options):.0f} a second")
    for_hours(options)
    print(
        f"checkins_per_s={rate:.0f} drf_per_s={median:.0f} pgbench_tps={pgbench_tps:.0f} p99_ms={lane['p99_ms']}"
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


def in_turn(
    site: Site, postgres: PrivatePostgres, slug: str, options: argparse.Namespace
) -> tuple[dict, dict]:
    """DRF and the lane, a round of one and a round of the other; DRF into the table that pgbench() left."""
    drf, lane = start_drf(site), start_express(site, options)
    path, bodies = f"/api/v1/crises/{slug}/check-ins", crowd(options.contacts)
    plain = (site, drf.port, "/plain", 16, options.seconds / ROUNDS, [PLAIN])
    checked_in = (site, lane.port, path, options.connections, options.seconds / ROUNDS, bodies)
    warm = [load(*each[:4], 4, each[5]) for each in (plain, checked_in)]
    rounds = []
    for _round in range(ROUNDS):
        rounds += [measured(drf, postgres, plain), measured(lane, postgres, checked_in)]
    drf.process.stop()
    lane.process.stop()
    acknowledged = warm[1]["answered"] + sum(each["answered"] for each in rounds[1::2])
    people, links, keys = map(int, site.python(COUNT).split()[-3:])
    assert people == links == keys == acknowledged, (people, links, keys, acknowledged)
    return together(rounds[::2]), together(rounds[1::2])


def measured(server: Server, postgres: PrivatePostgres, asked: tuple) -> dict:
    """load(), and the seconds of processor time it took, by whom."""
    pids = {"server": server.process.popen.pid, "postgres": postgres.process.pid}
    before = {name: cpu_of(pid) for name, pid in pids.items()}
    done = load(*asked)
    assert not done["refused"], done
    return done | {
        "cpu": {name: cpu_of(pid) - before[name] for name, pid in pids.items()} | {"generator": done["cpu"]}
    }


def together(rounds: list[dict]) -> dict:
    """The rounds as one; processor time in µs an answer."""
    answered = sum(each["answered"] for each in rounds)
    cpu = {
        name: round(sum(each["cpu"][name] for each in rounds) * 1e6 / answered) for name in rounds[0]["cpu"]
    }
    return {
        "rate": answered / sum(each["seconds"] for each in rounds),
        "rates": [each["answered"] / each["seconds"] for each in rounds],
        "cpu": cpu | {"all": sum(cpu.values())},
        "p50_ms": statistics.median(each["p50_ms"] for each in rounds),
        "p99_ms": max(each["p99_ms"] for each in rounds),
    }


def for_hours(options: argparse.Namespace) -> None:
    """What all of it takes, that which is owed a moment later too, until nothing is."""
    with (
        tempfile.TemporaryDirectory(prefix="bench-check-ins-") as directory,
        PrivatePostgres(durable=True) as postgres,
        PrivateRedis() as redis,
    ):
        site, slug = declared(Path(directory), DATABASE_URL=postgres.url, REDIS_URL=redis.url)
        try:
            _say_for_hours(_for_hours(site, postgres, slug, options), options)
        finally:
            site.stop()


def _for_hours(site: Site, postgres: PrivatePostgres, slug: str, options: argparse.Namespace) -> dict:
    site.python(SEARCHED.format(slug=slug, names=searched(options.searches)))
    lane, beside = start_express(site, options), [site.start_worker(), site.start_dispatch()]
    asked = (site, lane.port, f"/api/v1/crises/{slug}/check-ins", options.connections)
    warm = load(*asked, 4, crowd(options.contacts))
    _until_nothing_is_owed(site)
    pids = {"listeners": [each.popen.pid for each in beside], "postgres": [postgres.process.pid]}
    before = {name: sum(map(cpu_of, each)) for name, each in pids.items()}
    began = time.perf_counter()
    done = load(*asked, options.seconds, crowd(options.contacts))
    stopped = time.perf_counter()
    _until_nothing_is_owed(site)
    drained = time.perf_counter()
    stuck, *written = map(int, site.python(DONE).split()[-4:])
    assert not stuck and {*written} == {warm["answered"] + done["answered"]}, (stuck, written, warm, done)
    cpu = {
        name: round((sum(map(cpu_of, each)) - before[name]) * 1e6 / done["answered"])
        for name, each in pids.items()
    }
    rate = done["answered"] / (drained - began)
    return done | {"cpu": cpu, "drain": drained - stopped, "for_hours": rate}


def _say_for_hours(done: dict, options: argparse.Namespace) -> None:
    rate, seconds = done["answered"] / done["seconds"], done["seconds"]
    print(
        f"with listeners beside, {options.searches} searches open: {rate:.0f} a second answered for {seconds:.0f} s, "
        f"p99 {done['p99_ms']} ms; nothing owed {done['drain']:.0f} s later"
    )
    print(
        f"for hours: {done['for_hours']:.0f} a second, found by name and compared; µs a check-in: {done['cpu']}"
    )


def _until_nothing_is_owed(site: Site) -> None:
    import psycopg

    owed = "SELECT EXISTS (SELECT 1 FROM accounts_delivery WHERE done_at IS NULL AND stuck_at IS NULL)"
    with psycopg.connect(site.env["DATABASE_URL"], autocommit=True) as link:
        while link.execute(owed).fetchone()[0]:
            time.sleep(0.1)


def embedded(options: argparse.Namespace) -> float:
    """The same lane inside the one process of `make run`, into SQLite."""
    with tempfile.TemporaryDirectory(prefix="bench-check-ins-") as directory:
        site, slug = declared(Path(directory))
        try:
            site.start("asgi", fleet.sockets(port=site.port))
            wait(site.port)
            path = f"/api/v1/crises/{slug}/check-ins"
            done = load(site, site.port, path, options.connections, options.seconds / 2, crowd(0))
        finally:
            site.stop()
        return done["answered"] / done["seconds"]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seconds", type=float, default=9)
    parser.add_argument("--connections", type=int, default=1024)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--contacts", type=int, default=0)
    parser.add_argument("--searches", type=int, default=0)
    parser.add_argument("--quick", action="store_true", help="the lane alone")
    parser.add_argument("--hours", action="store_true", help="what it takes for hours, alone")
    given = parser.parse_args()
    (for_hours if given.hours else main)(given)
