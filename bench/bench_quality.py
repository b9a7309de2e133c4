"""How good the night's proposals are: the drill through the service, first come first served, the optimum in hindsight.

    .venv/bin/python bench/bench_quality.py [--scale 0.05] [--doors 1 0.12] [--closures] [--draw docs/quality.svg]

The same people, doors and refusals for all three; nobody's way is closed, but with `--closures`, which the service
alone obeys. `--doors`: the share of the planned doors that opens: the night as it was, where places abound, and one
with hardly enough. Whoever arrives stays, so that a place is given once. Embedded, SQLite in a file of its own; the
clock goes from deed to deed, so other work on the machine changes nothing.
"""

import argparse
import os
import sys
import tempfile
import time
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))


def main() -> None:
    options = _options()
    with tempfile.TemporaryDirectory(prefix="bench-quality-") as directory:
        os.environ |= {"VAR_DIR": directory, "DATABASE_URL": f"sqlite:///{directory}/db.sqlite3"}
        os.environ.pop("REDIS_URL", None)
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0, skip_checks=True)
        nights = [_night(options, share) for share in options.doors]
    if options.draw:
        from bench.quality_drawing import draw

        options.draw.write_text(draw(nights), encoding="utf-8")
        print(f"drawn: {options.draw}")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("--scale", type=float, default=0.05)
    parser.add_argument("--seed", type=int, default=2015)
    parser.add_argument(
        "--doors", type=float, nargs="+", default=[1, 0.12], help="shares of the planned doors"
    )
    parser.add_argument(
        "--closures", action="store_true", help="with the night's closed areas, which the others ignore"
    )
    parser.add_argument("--draw", type=Path, metavar="FILE.svg")
    return parser.parse_args()


@dataclass(frozen=True)
class Result:
    """One of each for every person who arrived; no minutes where time doesn't pass."""

    name: str
    metres: np.ndarray
    minutes: np.ndarray
    understood: np.ndarray


@dataclass(frozen=True)
class Night:
    title: str
    people: int
    results: tuple[Result, ...]


def _night(options: argparse.Namespace, share: float) -> Night:
    from bench.quality_rivals import FirstCome, comes, in_hindsight, people_of
    from matching.drill.planned import PlannedNeed, PlannedOffer
    from matching.drill.scenario import load_scenario

    scenario = load_scenario("paris-2015")
    planned = _planned(scenario, options, share)
    doors = [each for each in planned if isinstance(each, PlannedOffer)]
    people = sum(people_of(each) for each in planned if isinstance(each, PlannedNeed) and comes(each))
    places = sum(door.places for door in doors if door.host.answer == "accept")
    title = f"{people} people, {len(doors)} doors"
    print(f"\n{title}: {places} places behind those whose hosts say yes")
    print(
        "                     arrived  left out   median      p95     mean  understood  minutes to the door (median)"
    )
    told = (
        _result("service", _service(scenario, planned)),
        _result("first come", FirstCome(planned, ends_at=scenario.ends_at).run()),
        _result("hindsight", in_hindsight(planned, ends_at=scenario.ends_at)),
    )
    for result in told:
        _tell(result, people)
    return Night(title, people, told)


def _planned(scenario, options: argparse.Namespace, share: float) -> list:
    from matching.drill.generator import night
    from matching.drill.planned import PlannedChange, PlannedClosure, PlannedNeed, PlannedOffer, PlannedSearch
    from matching.drill.spots import paris_spots

    unseen = PlannedSearch if options.closures else PlannedSearch | PlannedClosure
    dice, shut, kept = Random(options.seed), set(), []
    for each in night(scenario, paris_spots(), scale=options.scale, seed=options.seed, check_ins=0):
        if isinstance(each, PlannedOffer) and dice.random() >= share:
            shut.add(each.key)
        elif isinstance(each, PlannedNeed):
            kept.append(replace(each, guest=replace(each.guest, leaves_after=None)))
        elif not isinstance(each, unseen) and getattr(each, "offer_key", each.key) not in shut:
            kept.append(each)
    assert not any(isinstance(each, PlannedChange) and each.offer_key in shut for each in kept)
    return kept


def _service(scenario, planned: list) -> list:
    from bench.quality_rivals import Walk, speak
    from matching.drill.replay import Replay
    from matching.drill.stage import begin
    from matching.drill.tally import HERE
    from matching.models import Match

    began = time.process_time()
    crisis = begin(scenario)
    Replay(crisis, scenario, iter(planned), speed=0).run()
    here = Match.objects.filter(crisis=crisis, state__in=HERE).select_related("need", "offer")
    print(f"(played in {time.process_time() - began:.0f} s of processor time)")
    return [
        Walk(m.need.people, m.metres, _minutes(m), speak(m.offer.languages, m.need.languages)) for m in here
    ]


def _minutes(match) -> float:
    inside = max(match.host_confirmed_at, match.guest_confirmed_at)
    return (inside - match.need.posted_at).total_seconds() / 60


def _result(name: str, walks: list) -> Result:
    people = [walk.people for walk in walks]
    told = ([getattr(walk, what) for walk in walks] for what in ("metres", "minutes", "understood"))
    return Result(name, *(np.repeat(each, people) for each in told))


def _tell(result: Result, people: int) -> None:
    metres, arrived = result.metres, len(result.metres)
    median, p95 = np.percentile(metres, [50, 95])
    minutes = f"{np.median(result.minutes):6.0f}" if result.minutes.any() else ""
    row = f"{result.name:20} {arrived:7} {people - arrived:9} {median:8.0f} {p95:8.0f} {metres.mean():8.0f}"
    print(f"{row} {result.understood.mean():11.0%} {minutes}".rstrip())


if __name__ == "__main__":
    main()
