"""The ten nearest open doors for one need with two hard constraints, against PostGIS in the same PostgreSQL.

    .venv/bin/python bench/bench_nearest.py [--doors 20000 1000000] [--needs 300]

A PostgreSQL of its own, thrown away. Doors thick in the middle of Paris, a third of them step-free, none to four places
left. `cells`: `matching.nearest.nearest_doors` as it runs in production, statements and ranking; `cold`: with nothing
remembered, else what 2,000 other needs left behind. `knn`: geography, a GiST index on a table of its own with nothing
but the columns asked about, `ORDER BY g <-> point LIMIT 10`, which goes by the sphere. Each need is asked three times
and the quickest counts, for all; then p50 and p95 of the needs. Some answers are compared door by door with every
distance on the ellipsoid (`ST_Distance`), sorted. Says so where PostGIS (postgresql-*-postgis-3) is not installed.
"""

import argparse
import math
import os
import random
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

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
    print("doors      what     p50 ms  p95 ms")
    medians = [(doors, measured(doors, options.needs)) for doors in sorted(options.doors)]
    if len(medians) > 1:
        (few, fast), (many, slow) = medians[0], medians[-1]
        print(f"growth: time ~ doors^{math.log(slow / fast) / math.log(many / few):.2f}")


def measured(doors: int, needs: int) -> float:
    """The p95 of our own search, in milliseconds. A process of its own for each size, as Django has one database."""
    from config.private_servers import PrivatePostgres

    with tempfile.TemporaryDirectory(prefix="bench-nearest-") as directory, PrivatePostgres() as postgres:
        reading, writing = os.pipe()
        if not (child := os.fork()):
            os.environ |= {"VAR_DIR": directory, "DATABASE_URL": postgres.url, "REDIS_URL": ""}
            p95 = compare(postgres, doors, needs)
            os.write(writing, str(p95).encode())
            os._exit(0)
        os.close(writing)
        os.waitpid(child, 0)
        told = os.read(reading, 100)
        if not told:
            raise SystemExit("the measuring process died")
        return float(told)


def compare(postgres, doors: int, needs: int) -> float:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django
    from django.core.management import call_command
    from django.db import connection

    django.setup()
    from matching import nearest

    call_command("migrate", verbosity=0, skip_checks=True)
    crisis = fill(doors)
    postgis = has_postgis()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    for number in range(OTHERS):
        ask(party(crisis, -1 - number), crisis)
    remembered = dict(nearest._reaches)
    ours, cold, knn, different = [], [], [], 0
    for number in range(needs):
        each = party(crisis, number)
        cold.append(quickest(lambda each=each: ask(each, crisis), {}))
        ours.append(quickest(lambda each=each: ask(each, crisis), remembered))
        if postgis:
            knn.append(quickest(lambda each=each: ask_postgis(each, KNN), {}))
        if postgis and number < COMPARED:
            found = [pk for _metres, pk in ask(each, crisis)]
            different += found != [pk for pk, _metres in ask_postgis(each, EVERY_DOOR)]
    tell(doors, "cells", ours)
    tell(doors, "cold", cold)
    if postgis:
        tell(doors, "knn", knn)
        print(f"           cells/knn: p50 {at(ours, 50) / at(knn, 50):.2f}, p95 {at(ours, 95) / at(knn, 95):.2f};"
              f" cold: p50 {at(cold, 50) / at(knn, 50):.2f}, p95 {at(cold, 95) / at(knn, 95):.2f};"
              f" {different} of {min(needs, COMPARED)} answers differ")  # fmt: skip
    else:
        print("           PostGIS is not installed on this machine: nothing to compare with")
    sys.stdout.flush()
    return at(ours, 95)


def ask(party, crisis) -> list:
    from matching.nearest import nearest_doors

    return nearest_doors(crisis.pk, party, at=crisis.activated_at, count=WANTED, farthest=500_000)


def ask_postgis(party, statement: str) -> list:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(statement, [party.lon, party.lat, PEOPLE, WANTED])
        return cursor.fetchall()


def quickest(act, remembered: dict) -> float:
    from matching import nearest

    taken = []
    for _time in range(TIMES):
        nearest._reaches.clear()
        nearest._reaches.update(remembered)
        began = time.perf_counter()
        act()
        taken.append(1000 * (time.perf_counter() - began))
    return min(taken)


def at(taken: list[float], share: int) -> float:
    return sorted(taken)[min(len(taken) - 1, len(taken) * share // 100)]


def tell(doors: int, what: str, taken: list[float]) -> None:
    print(f"{doors:9}  {what:7} {at(taken, 50):7.2f} {at(taken, 95):7.2f}")


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


def fill(doors: int):
    """A crisis with so many open doors: real rows, copied from one that came by its action."""
    from django.db import connection

    from accounts.people.models import ContactPoint, Person
    from crisis.shelter.models import Offer, OfferPlace, OpenDoor
    from tests import cast

    crisis = cast.active_crisis()
    first = cast.boris_opens(crisis)
    dice = random.Random(1)
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMP TABLE dice (n bigint, spot bigint, lat float8, lon float8, places int, step_free bool)"
        )
        with cursor.copy("COPY dice FROM STDIN") as copy:
            for number in range(doors):
                copy.write_row(thrown(dice, crisis, number))
        base, host = first.pk, f"{first.owner_id} + 1000 + n"
        copied(cursor, Person, first.owner_id, {"id": host, "public_id": "gen_random_uuid()"})
        contact = {"id": "nextval(pg_get_serial_sequence('accounts_contactpoint', 'id'))", "person_id": host}
        copied(
            cursor,
            ContactPoint,
            first.owner.contact_points.get().pk,
            contact | {"value": "n || '@example.org'"},
        )
        grown = {
            "id": f"{base} + 1 + n",
            "owner_id": host,
            "public_id": "gen_random_uuid()",
            "reference": "'X' || lpad(n::text, 8, '0')",
            "places": "4",
            "places_left": "dice.places",
            "step_free": "dice.step_free",
        }
        copied(cursor, Offer, base, grown)
        place = {
            "id": "nextval(pg_get_serial_sequence('crisis_offerplace', 'id'))",
            "offer_id": f"{base} + 1 + n",
        }
        copied(cursor, OfferPlace, first.place.pk, place | {"lat": "dice.lat", "lon": "dice.lon"})
        door = {name: f"dice.{name}" for name in ("spot", "lat", "lon", "places", "step_free")}
        copied(
            cursor,
            OpenDoor,
            base,
            door | {"offer_id": f"{base} + 1 + n", "host": host},
            where="dice.places > 0",
        )
        cursor.execute(f"DELETE FROM {OpenDoor._meta.db_table} WHERE offer_id = %s", [base])  # noqa: S608
        for model in (Person, Offer):
            cursor.execute(f"ALTER SEQUENCE {model._meta.db_table}_id_seq RESTART WITH {base + doors + 5000}")
    return crisis


def thrown(dice: random.Random, crisis, number: int) -> tuple:
    from matching.engine.spots import spot_of

    lat, lon = dice.gauss(crisis.lat, 0.03), dice.gauss(crisis.lon, 0.05)
    return number, spot_of(lat, lon), lat, lon, dice.randint(0, 4), dice.random() < 1 / 3


def copied(cursor, model, pk: int, grown: dict[str, str], *, where: str = "true") -> None:
    columns = [field.column for field in model._meta.concrete_fields]
    values = ", ".join(grown.get(column, f"t.{column}") for column in columns)
    table, key = model._meta.db_table, model._meta.pk.column
    cursor.execute(
        f"INSERT INTO {table} ({', '.join(columns)})"  # noqa: S608
        f" SELECT {values} FROM dice, {table} AS t WHERE t.{key} = %s AND {where}",
        [pk],
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
