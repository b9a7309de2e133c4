"""Loads places of another region: CSV with the columns kind,name,postcode,city,lat,lon."""

import csv
from argparse import FileType
from collections.abc import Iterable, Iterator

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from crisis.gazetteer.models import GazetteerPlace
from crisis.gazetteer.queries import shelf
from crisis.gazetteer.rows import KINDS

COLUMNS = ("kind", "name", "postcode", "city", "lat", "lon")
BATCH = 2_000


class Command(BaseCommand):
    help = "Loads places from a CSV (kind,name,postcode,city,lat,lon[,radius_m]); twice changes nothing."

    def add_arguments(self, parser):
        parser.add_argument("file", type=FileType("r", encoding="utf-8-sig"))

    def handle(self, *args, **options):
        before = GazetteerPlace.objects.count()
        for batch in _batches(_places(options["file"])):
            GazetteerPlace.objects.bulk_create(
                batch, update_conflicts=True, update_fields=["lat", "lon", "radius_m"],
                unique_fields=["kind", "name", "postcode", "city"],
            )  # fmt: skip
        shelf.look_again()
        added = GazetteerPlace.objects.count() - before
        self.stdout.write(_("%(added)d places added.") % {"added": added})


def _places(file) -> Iterator[GazetteerPlace]:
    reader = csv.DictReader(file)
    missing = set(COLUMNS) - set(reader.fieldnames or ())
    if missing:
        raise CommandError(_("The file lacks the columns %(names)s.") % {"names": ", ".join(sorted(missing))})
    for number, row in enumerate(reader, start=2):
        try:
            yield _place(row)
        except (ValueError, KeyError, TypeError, AttributeError) as fault:
            problem = _("Line %(number)d cannot be read: %(fault)s") % {"number": number, "fault": fault}
            raise CommandError(problem) from fault


def _place(row: dict) -> GazetteerPlace:
    lat, lon = float(row["lat"]), float(row["lon"])
    if row["kind"] not in KINDS:
        raise ValueError(f"kind must be one of {', '.join(KINDS)}")
    if not (-90 <= lat <= 90 and -180 <= lon <= 180) or not row["name"].strip():
        raise ValueError("a name and WGS 84 degrees are needed")
    return GazetteerPlace(
        kind=row["kind"], name=row["name"].strip()[:160], postcode=row["postcode"].strip()[:10],
        city=row["city"].strip()[:80], lat=lat, lon=lon, radius_m=int(row.get("radius_m") or 0),
    )  # fmt: skip


def _batches(places: Iterable[GazetteerPlace]) -> Iterator[list[GazetteerPlace]]:
    """Rows with the same name twice in one batch would collide: the last one counts."""
    batch: dict[tuple, GazetteerPlace] = {}
    for place in places:
        batch[place.kind, place.name, place.postcode, place.city] = place
        if len(batch) >= BATCH:
            yield list(batch.values())
            batch = {}
    if batch:
        yield list(batch.values())
