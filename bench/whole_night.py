"""The whole night at sixty times its pace, as `manage.py drill` plays it: bench_drill.py --night.

The player in one process, the journal's dispatcher in another (with --distributed also a Celery worker and beat, on
a PostgreSQL and a Redis of their own). Takes as long as the night does: at scale 1 plan for half an hour.
"""

import contextlib
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parent.parent
READY_SECONDS = 60


def play(*, scale: float, speed: float, until: str, distributed: bool) -> None:
    from config import fleet

    with contextlib.ExitStack() as stack:
        directory = stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-night-"))
        os.environ |= _servers(stack, directory, distributed=distributed)
        _set_up()
        crew = fleet.Fleet(ROOT, os.environ, say=lambda _line: None)
        stack.callback(crew.stop)
        crew.start("dispatcher", fleet.dispatcher())
        if distributed:
            crew.start("worker", fleet.worker())
            crew.start("beat", fleet.beat(schedule=f"{directory}/beat"))
        _wait_for_the_dispatcher()
        words = ["drill", "paris-2015", "--speed", str(speed), "--scale", str(scale), "--until", until]
        subprocess.run([sys.executable, "manage.py", *words], cwd=ROOT, check=True)
        crew.stop()
        _tell(speed)


def _servers(stack: contextlib.ExitStack, directory: str, *, distributed: bool) -> dict[str, str]:
    own = {"VAR_DIR": directory, "DJANGO_SETTINGS_MODULE": "config.settings"}
    if not distributed:
        return own | {"DATABASE_URL": f"sqlite:///{directory}/db.sqlite3", "REDIS_URL": ""}
    from config.private_servers import PrivatePostgres, PrivateRedis

    postgres = stack.enter_context(PrivatePostgres(durable=True))
    return own | {"DATABASE_URL": postgres.url, "REDIS_URL": stack.enter_context(PrivateRedis()).url}


def _set_up() -> None:
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0, skip_checks=True)


def _wait_for_the_dispatcher() -> None:
    from accounts.journal.models import Heartbeat

    deadline = time.monotonic() + READY_SECONDS
    while not Heartbeat.objects.filter(name="dispatcher").exists():
        if time.monotonic() > deadline:
            raise SystemExit("the dispatcher did not start")
        time.sleep(0.2)


def _tell(speed: float) -> None:
    from django.db.models import Max, Min

    from accounts.journal.models import Delivery, Entry
    from crisis.activation.models import Crisis
    from crisis.shelter.models import Need, Offer
    from matching.drill.tally import standing_of
    from matching.models import Match

    crisis = Crisis.objects.get()
    entries = Entry.objects.filter(crisis_id=crisis.pk)
    span = entries.aggregate(first=Min("written_at"), last=Max("written_at"))
    seconds = (span["last"] - span["first"]).total_seconds()
    played = (crisis.clock_epoch - crisis.declared_at).total_seconds()  # calm() noted where the clock stood
    used = resource.getrusage(resource.RUSAGE_CHILDREN)  # a database server of our own is not among them
    posts = Offer.objects.count() + Need.objects.count()
    cpu = 1000 * (used.ru_utime + used.ru_stime) / posts
    matched = Match.objects.filter(accepted_at__isnull=False).values("need").distinct().count()
    waits = _proposal_seconds(entries)
    print(f"played    {played / 60:8.0f} drill minutes in {seconds:.0f} s")
    print(f"speed     {played / seconds:8.1f} times real time, of {speed:g} asked for")
    print(f"doors     {Offer.objects.count():8}")
    print(f"parties   {Need.objects.count():8}   matched {matched}, arrived {standing_of(crisis).arrived}")
    print(f"proposal  {median(waits) * 1000 if waits else 0:8.0f} ms after the need, real time (median)")
    print(f"deliveries{Delivery.objects.filter(done_at__isnull=False).count():8}")
    print(f"cpu       {cpu:8.1f} ms a post, all our processes")


def _proposal_seconds(entries) -> list[float]:
    """From the row of a need to the row of its first proposal, in real seconds, of every need that had one."""
    posted = dict(entries.filter(kind="NeedPosted").values_list("subject", "written_at"))
    first: dict[str, float] = {}
    proposed = entries.filter(kind="MatchProposed").order_by("pk").values_list("payload", "written_at")
    for payload, written_at in proposed:
        first.setdefault(payload["need"], written_at)
    return [(first[str(need)] - at).total_seconds() for need, at in posted.items() if str(need) in first]
