"""manage.py evaluate_matching OFFERS.csv NEEDS.csv [--out PAIRS.csv]: the engine on anybody's lists, no database."""

import resource
import sys
import time
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from matching.engine.assignment import Assignment, Policy, assign
from matching.lists import BadList, read_doors, read_needs, write_pairs


class Command(BaseCommand):
    help = (
        "Lead everybody of NEEDS.csv (id,lat,lon,people) to the doors of OFFERS.csv (id,lat,lon,places): people "
        "sheltered first, metres walked second. A row of several people stays together."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("offers", type=Path, metavar="OFFERS.csv")
        parser.add_argument("needs", type=Path, metavar="NEEDS.csv")
        parser.add_argument("--out", type=Path, metavar="PAIRS.csv", help="write need,offer,people,metres")
        parser.add_argument("--may-split", action="store_true", help="groups may be led to several doors")
        parser.add_argument(
            "--worst-off", type=float, default=0.0, help="0: least metres; 1, 2…: fewer long walks"
        )

    def handle(self, *args: Any, offers: Path, needs: Path, out: Path | None, **options: Any) -> None:
        if not 0 <= options["worst_off"] <= 100:
            raise CommandError(_("--worst-off is a number from 0 to 100."))
        try:
            doors = read_doors(offers)
            asking = read_needs(needs, may_split=options["may_split"])
            begun = time.perf_counter()
            found = assign(asking, doors, Policy(worst_off=options["worst_off"]))
            seconds = time.perf_counter() - begun
            if out:
                write_pairs(out, found)
        except BadList as wrong:
            raise CommandError("\n".join(wrong.faults)) from None
        people, places = sum(need.people for need in asking), sum(door.places for door in doors)
        self.stdout.write("\n".join(_told(found, people, places, seconds)))


def _told(found: Assignment, people: int, places: int, seconds: float) -> list[str]:
    """Names of figures are the same in every language: somebody's script reads them."""
    figures = {
        "people": people,
        "places": places,
        "placed": found.people,
        "total metres": round(found.total),
        "mean metres": round(found.mean, 1),
        "p95 metres": round(found.percentile(95), 1),
        "max metres": round(found.longest, 1),
        "seconds": round(seconds, 2),
        "peak MB": round(peak_megabytes()),
    }
    return [f"{name:14}{figure}" for name, figure in figures.items()]


def peak_megabytes() -> float:
    """The most memory this process ever held."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (1024 if sys.platform != "darwin" else 1024**2)
