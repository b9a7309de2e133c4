"""From the commit of a need to its proposal, needs coming steadily, with a real worker on PostgreSQL and Redis.

    .venv/bin/python bench/bench_proposals.py [--rate 50] [--seconds 60] [--doors 20000]

The dispatcher, Celery's worker and beat run as in a distributed installation. This process is the web's half: it posts
needs by the same action as the pages do, at the times they are due, and reads afterwards when each was committed and
when its proposal was. All of them share this machine's cores, PostgreSQL and the posting included; processor time is
theirs together, from the first need to the last notice sent to a host.
"""

import argparse
import contextlib
import os
import random
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
PATIENCE = 60  # seconds after the last need


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rate", type=float, default=50, help="needs a second")
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--doors", type=int, default=20_000)
    options = parser.parse_args()
    from bench.whole_night import _servers, _set_up, _wait_for_the_dispatcher
    from config import fleet

    with contextlib.ExitStack() as stack:
        directory = stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-proposals-"))
        os.environ |= _servers(stack, directory, distributed=True)
        _set_up()
        crisis = _filled(options.doors)
        crew = fleet.Fleet(ROOT, os.environ, say=lambda _line: None)
        stack.callback(crew.stop)
        crew.start("dispatcher", fleet.dispatcher())
        crew.start("worker", fleet.worker())
        crew.start("beat", fleet.beat(schedule=f"{directory}/beat"))
        _wait_for_the_dispatcher()
        measure(crisis, options)
        crew.stop()


def _filled(doors: int):
    from django.db import connection

    from bench.many_doors import many_doors

    crisis = many_doors(doors)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return crisis


def measure(crisis, options: argparse.Namespace) -> None:
    wanted = round(options.rate * options.seconds)
    print(f"{wanted} needs, {options.rate:g} a second, {options.doors} doors; {os.cpu_count()} cores;"
          f" load {os.getloadavg()[0]:.1f} at the start")  # fmt: skip
    from bench.processor import seconds_by_part

    _post(crisis, 1, rate=1)  # whoever comes first wakes everybody up
    _wait(1)
    began, used = time.monotonic(), seconds_by_part()
    late = _post(crisis, wanted, rate=options.rate)
    print(f"posted in {time.monotonic() - began:.1f} s, at most {late:.1f} s late")
    waits = _wait(wanted + 1)[1:]
    _until_all_is_heard()
    _tell_processor(used, seconds_by_part(), wanted, time.monotonic() - began)
    unanswered = wanted - len(waits)
    at = (
        [waits[min(len(waits) - 1, len(waits) * share // 100)] for share in (50, 95, 99)]
        if waits
        else [0, 0, 0]
    )
    print("needs   answered  p50 s  p95 s  p99 s  max s")
    print(
        f"{wanted:6}  {wanted - unanswered:8}  "
        + "  ".join(f"{one:5.2f}" for one in (*at, max(waits, default=0)))
    )
    _tell_rounds()


def _until_all_is_heard() -> None:
    from accounts.journal.models import Delivery

    deadline = time.monotonic() + PATIENCE
    while Delivery.objects.filter(done_at=None).exists() and time.monotonic() < deadline:
        time.sleep(0.5)


def _tell_processor(before: dict, after: dict, needs: int, took: float) -> None:
    each = {part: 1000 * (seconds - before.get(part, 0)) / needs for part, seconds in after.items()}
    parts = ", ".join(f"{part} {ms:.1f}" for part, ms in each.items())
    print(f"processor, ms a need: {sum(each.values()):.1f} in all ({parts}) over {took:.1f} s")


def _post(crisis, count: int, *, rate: float) -> float:
    """How late, in seconds, the latest was posted."""
    from crisis.activation.clock import crisis_now
    from crisis.shelter.actions.needs import post_need
    from tests import cast

    dice, began, late = random.Random(count), time.monotonic(), 0.0
    for number in range(count):
        ahead = began + number / rate - time.monotonic()
        if ahead > 0:
            time.sleep(ahead)
        late = max(late, -ahead)
        point = (dice.gauss(crisis.lat, 0.02), dice.gauss(crisis.lon, 0.03))
        draft = cast.need_draft(place=cast.place(point, "here"), adults=dice.choice((1, 1, 2)))
        post_need(crisis=crisis, draft=draft, origin=cast.VOUCHED, at=crisis_now(crisis))
    return late


def _wait(wanted: int) -> list[float]:
    """Seconds from each need's commit to its proposal's, of all that were answered in time, ascending."""
    from accounts.journal.models import Entry

    deadline = time.monotonic() + PATIENCE
    proposed = Entry.objects.filter(kind="MatchProposed")
    while proposed.values("payload__need").distinct().count() < wanted and time.monotonic() < deadline:
        time.sleep(0.5)
    posted = dict(Entry.objects.filter(kind="NeedPosted").values_list("subject", "written_at"))
    first: dict[str, object] = {}
    for payload, at in proposed.order_by("pk").values_list("payload", "written_at"):
        first.setdefault(payload["need"], at)
    waits = [(first[str(need)] - at).total_seconds() for need, at in posted.items() if str(need) in first]
    return sorted(waits)


def _tell_rounds() -> None:
    from accounts.journal.models import Delivery
    from crisis.shelter.models import Need

    owed = Delivery.objects.filter(done_at=None).count()
    print(f"still waiting {Need.objects.filter(state='waiting').count()}, deliveries owed {owed}")


if __name__ == "__main__":
    main()
