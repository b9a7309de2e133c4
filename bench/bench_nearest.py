"""The ten nearest open doors for one need with two hard constraints, against PostGIS in the same PostgreSQL.

    .venv/bin/python bench/bench_nearest.py [--doors 20000 1000000] [--needs 300]

A PostgreSQL of its own, thrown away. Doors thick in the middle of Paris, a third of them step-free, none to four places
left. `cells`: `matching.nearest.nearest_doors` as it runs in production, statements and ranking; `cold`: with nothing
remembered, else what 2,000 other needs left behind. `knn`: geography, a GiST index on a table of its own with nothing
but the columns asked about, `ORDER BY g <-> point LIMIT 10`, which goes by the sphere. They are asked in turn, three
times for each need, and the quickest counts; then p50 and p95 of the needs. `cpu`: this process alone, the mean.
`inside`: what PostgreSQL says that planning and running took (EXPLAIN ANALYZE), all statements of a search together.
`best`: the sixty nearest, read and ranked by the engine, as each need has it. Some answers are compared door by door
with every distance on the ellipsoid (`ST_Distance`), sorted. Says so
where PostGIS (postgresql-*-postgis-3) is not installed.
"""

import argparse
import json
import math
import os
import random
import sys
import tempfile
import time
from pathlib import Path
from types import SimpleNamespace

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bench.many_doors import many_doors  # noqa: E402

WANTED, PEOPLE, TIMES = 10, 2, 3
KNN = """SELECT id, g <-> ST_SetSRID(ST_MakePoint(%s, %s), 4326)::geography AS metres
FROM bench_doors WHERE places >= %s AND step_free ORDER BY metres LIMIT %s"""
EVERY_DOOR = """SELECT id, ST_Distance(g, ST_SetSRID(ST_MakePoint(%s, %s), 4326)::geography) AS metres
FROM bench_doors WHERE places >= %s AND step_free ORDER BY metres, id LIMIT %s"""
COMPARED, OTHERS = 20, 2_000  # needs


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--doors", type=int, nargs="+", default=[20_000, 1_000_000])
    parser.add_argument("--needs", type=int, default=300)
    options = parser.parse_args()
    print(f"{options.needs} needs; {os.cpu_count()} cores; load {os.getloadavg()[0]:.1f} at the start")
    print("doors      what     p50 ms  p95 ms  cpu ms  inside p50  p95  statements")
    found = [(doors, measured(doors, options.needs)) for doors in sorted(options.doors)]
    if len(found) > 1:
        (few, fast), (many, slow) = found[0], found[-1]
        for what in fast:
            exponent = math.log(slow[what] / fast[what]) / math.log(many / few)
            print(f"growth of {what}: p95 ~ doors^{exponent:.2f}")


def measured(doors: int, needs: int) -> dict[str, float]:
    """p95 in milliseconds of each way. A process of its own for each size, as Django has one database."""
    from config.private_servers import PrivatePostgres

    with tempfile.TemporaryDirectory(prefix="bench-nearest-") as directory, PrivatePostgres() as postgres:
        reading, writing = os.pipe()
        if not (child := os.fork()):
            os.environ |= {"VAR_DIR": directory, "DATABASE_URL": postgres.url, "REDIS_URL": ""}
            os.write(writing, json.dumps(compare(doors, needs)).encode())
            os._exit(0)
        os.close(writing)
        os.waitpid(child, 0)
        told = os.read(reading, 1000)
        if not told:
            raise SystemExit("the measuring process died")
        return json.loads(told)


class Way:
    """One way to ask, and what it took. `prepare`: the state it starts from, each time."""

    def __init__(self, name: str, ask, prepare=lambda: None) -> None:
        self.name, self.ask, self.prepare = name, ask, prepare
        self.taken, self.cpu, self.inside, self.statements = [], [], [], 0

    def once(self, party) -> tuple[float, float]:
        self.prepare()
        began, worked = time.perf_counter(), time.process_time()
        self.ask(party)
        return 1000 * (time.perf_counter() - began), 1000 * (time.process_time() - worked)

    def look_inside(self, party) -> None:
        """By PostgreSQL's own clock, the quickest of three for each statement."""
        from django.db import connection

        said = []
        self.prepare()
        with connection.execute_wrapper(lambda run, *asked: said.append(asked[:2]) or run(*asked)):
            self.ask(party)
        self.inside.append(sum(min(explained(*each) for _time in range(TIMES)) for each in said))
        self.statements += len(said)

    def tell(self, doors: int) -> None:
        print(f"{doors:9}  {self.name:7} {at(self.taken, 50):7.2f} {at(self.taken, 95):7.2f}"
              f" {sum(self.cpu) / len(self.cpu):7.2f} {at(self.inside, 50):11.2f} {at(self.inside, 95):5.2f}"
              f" {self.statements / len(self.inside):6.2f}", flush=True)  # fmt: skip


def explained(statement: str, values) -> float:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {statement}", values)
        (plan,) = cursor.fetchone()[0]
    return plan["Planning Time"] + plan["Execution Time"]


def compare(doors: int, needs: int) -> dict[str, float]:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django
    from django.core.management import call_command
    from django.db import connection

    django.setup()
    call_command("migrate", verbosity=0, skip_checks=True)
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        crisis = many_doors(doors)
        postgis = has_postgis()
        cursor.execute("VACUUM ANALYZE")
    ways, different = ways_to_ask(crisis, postgis), 0
    for number in range(needs):
        each = party(crisis, number)
        for together in (ways[:-1], ways[-1:]):
            in_turn(together, each)
        if postgis and number < COMPARED:
            found = [pk for _metres, pk in ask(each, crisis)]
            different += found != [pk for pk, _metres in ask_postgis(each, EVERY_DOOR)]
    for way in ways:
        way.tell(doors)
    if postgis:
        print(f"           {different} of {min(needs, COMPARED)} answers differ")
        against(ways)
    else:
        print("           PostGIS is not installed on this machine: nothing to compare with")
    sys.stdout.flush()
    clock = {way.name: at(way.taken, 95) for way in ways}
    return clock | {f"{way.name} inside": at(way.inside, 95) for way in ways}


def in_turn(ways: list[Way], party) -> None:
    tries = [[way.once(party) for way in ways] for _time in range(TIMES)]
    for way, took in zip(ways, zip(*tries, strict=True), strict=True):
        way.taken.append(min(clock for clock, _cpu in took))
        way.cpu.append(min(cpu for _clock, cpu in took))
        way.look_inside(party)


def ways_to_ask(crisis, postgis: bool) -> list[Way]:
    from matching import nearest
    from matching.engine.spots import _ring

    def remember(reaches: dict) -> None:
        if not reaches:
            _ring.cache_clear()
        nearest._reaches.clear()
        nearest._reaches.update(reaches)

    for number in range(OTHERS):
        ask(party(crisis, -1 - number), crisis)
        ask_for_a_need(party(crisis, -1 - number), crisis)
    remembered = dict(nearest._reaches)
    return [
        *[Way("knn", lambda party: ask_postgis(party, KNN))] * postgis,
        Way("cells", lambda party: ask(party, crisis), lambda: remember(remembered)),
        Way("cold", lambda party: ask(party, crisis), lambda: remember({})),
        Way("best", lambda party: ask_for_a_need(party, crisis), lambda: remember(remembered)),
    ]


def against(ways: list[Way]) -> None:
    knn, *ours = ways
    for way in ours:
        clock, inside = (
            f"p50 {at(own, 50) / at(its, 50):.2f}, p95 {at(own, 95) / at(its, 95):.2f}"
            for own, its in ((way.taken, knn.taken), (way.inside, knn.inside))
        )
        print(f"           {way.name}/knn: {clock}; inside: {inside}")


def ask(party, crisis) -> list:
    from matching.nearest import nearest_doors

    return nearest_doors(crisis.pk, party, at=crisis.activated_at, count=WANTED, farthest=500_000)


def ask_for_a_need(party, crisis) -> list:
    from matching.nearest import best_doors

    return best_doors(SimpleNamespace(crisis_id=crisis.pk, crisis=crisis), party, at=crisis.activated_at)


def ask_postgis(party, statement: str) -> list:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(statement, [party.lon, party.lat, PEOPLE, WANTED])
        return cursor.fetchall()


def at(taken: list[float], share: int) -> float:
    return sorted(taken)[min(len(taken) - 1, len(taken) * share // 100)]


def party(crisis, number: int):
    from matching.engine.values import Party

    dice = random.Random(number)
    return Party(
        id=number,
        lat=dice.gauss(crisis.lat, 0.025),
        lon=dice.gauss(crisis.lon, 0.04),
        adults=PEOPLE,
        children=0,
        step_free=True,
        pets=False,
        women_group=True,
        women_only=False,
        languages=(),
        waiting_since=crisis.activated_at,
        owner_id=0,
    )


def has_postgis() -> bool:
    from django.db import DatabaseError, connection

    try:
        with connection.cursor() as cursor:
            cursor.execute("CREATE EXTENSION postgis")
            cursor.execute(
                "CREATE TABLE bench_doors AS SELECT offer_id AS id, places, step_free,"
                " ST_SetSRID(ST_MakePoint(lon, lat), 4326)::geography AS g FROM crisis_opendoor"
            )
            cursor.execute("CREATE INDEX ON bench_doors USING gist (g)")
    except DatabaseError:
        return False
    return True


if __name__ == "__main__":
    main()
