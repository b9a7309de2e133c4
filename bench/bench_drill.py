"""How fast a night is played: posts a second through the actions, deliveries a second, against bare INSERTs.

    .venv/bin/python bench/bench_drill.py [--scale 0.02] [--profile]
    .venv/bin/python bench/bench_drill.py --night [--scale 1] [--distributed]     # see whole_night.py

Embedded, SQLite in a file of its own, nobody else on it. `posts`: doors and needs by the actions, committed as
the drill commits them. `heard`: the journal's deliveries (matching among them). `bare`: the same rows by one
executemany a table, in one commit: what no service could beat.
"""

import argparse
import cProfile
import os
import pstats
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))


def main() -> None:
    options = _options()
    if options.night:
        from bench.whole_night import play

        scale = options.scale or 1
        play(scale=scale, speed=60, until=options.clock, distributed=options.distributed)
        return
    options.scale = options.scale or 0.02
    with tempfile.TemporaryDirectory(prefix="bench-drill-") as directory:
        os.environ |= {"VAR_DIR": directory, "DATABASE_URL": f"sqlite:///{directory}/db.sqlite3"}
        os.environ.pop("REDIS_URL", None)
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0, skip_checks=True)
        _measure(options)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("--scale", type=float, help="0.02; with --night 1, the whole of it")
    parser.add_argument("--until", type=int, default=90, help="drill minutes to play")
    parser.add_argument("--profile", action="store_true")
    parser.add_argument("--night", action="store_true", help="at 60 times its pace, in processes of its own")
    parser.add_argument("--clock", default="04:00", metavar="HH:MM", help="with --night: play until then")
    parser.add_argument("--distributed", action="store_true", help="with --night: PostgreSQL, Redis, Celery")
    return parser.parse_args()


def _measure(options: argparse.Namespace) -> None:
    from datetime import timedelta

    from matching.drill import pace
    from matching.drill.generator import night
    from matching.drill.replay import Replay
    from matching.drill.scenario import load_scenario
    from matching.drill.spots import paris_spots
    from matching.drill.stage import begin
    from matching.drill.tally import summary_of

    heard = {"count": 0, "seconds": 0.0}
    hear_all = pace.hear_all

    def timed() -> int:
        begun = time.perf_counter()
        count = hear_all()
        heard["seconds"] += time.perf_counter() - begun
        heard["count"] += count
        return count

    pace.hear_all = timed
    scenario = load_scenario("paris-2015")
    planned = night(scenario, paris_spots(), scale=options.scale, seed=1)
    crisis = begin(scenario)
    until = scenario.begins_at + timedelta(minutes=options.until)
    replay = Replay(crisis, scenario, planned, speed=0, until=until)
    posts = {"count": 0, "seconds": 0.0}
    post = replay._post

    def posting() -> None:
        begun, before = time.perf_counter(), replay.tally.done["offer"] + replay.tally.done["need"]
        post()
        posts["seconds"] += time.perf_counter() - begun
        posts["count"] += replay.tally.done["offer"] + replay.tally.done["need"] - before

    replay._post = posting
    profile = cProfile.Profile() if options.profile else None
    begun = time.perf_counter()
    if profile:
        profile.runcall(replay.run)
        pstats.Stats(profile).sort_stats("cumulative").print_stats(70)
    else:
        replay.run()
    seconds = time.perf_counter() - begun
    summary = summary_of(crisis, replay.tally)
    rate = posts["count"] / posts["seconds"]
    bare = _bare_rate()
    print(f"whole    {seconds:8.1f} s for {options.until} drill minutes at scale {options.scale}")
    print(f"doors    {summary.doors:8}   asked {summary.parties}, arrived {summary.arrived}")
    print(f"posts    {rate:8.0f} /s  ({posts['count']} in {posts['seconds']:.1f} s)")
    print(
        f"heard    {heard['count'] / heard['seconds']:8.0f} /s  ({heard['count']} in {heard['seconds']:.1f} s)"
    )
    print(f"bare     {bare:8.0f} /s  the same rows by executemany; {bare / rate:.0f} times as fast")


def _bare_rate() -> float:
    """Offers a second when the rows of every table a door writes are copied by bare INSERTs, one commit."""
    from django.db import connection, transaction

    from accounts.idempotency.models import ClaimedKey
    from accounts.journal.models import Delivery, Entry
    from accounts.links.models import ManageLink
    from accounts.people.models import ContactPoint, Person
    from crisis.shelter.models import Offer, OfferPlace, PublicOffer

    tables = (Person, ContactPoint, ManageLink, ClaimedKey, Entry, Delivery, Offer, OfferPlace, PublicOffer)
    doors = Offer.objects.count()
    copies = []
    with connection.cursor() as cursor:
        for model in tables:
            table = model._meta.db_table
            cursor.execute(f"SELECT * FROM {table} LIMIT %s", [doors])
            rows = cursor.fetchall()
            cursor.execute(f"CREATE TABLE bare_{table} AS SELECT * FROM {table} WHERE 0")
            copies.append((table, rows))
        begun = time.perf_counter()
        with transaction.atomic():
            for table, rows in copies:
                marks = ", ".join(["%s"] * len(rows[0]))
                cursor.executemany(f"INSERT INTO bare_{table} VALUES ({marks})", rows)
        return doors / (time.perf_counter() - begun)


if __name__ == "__main__":
    main()
