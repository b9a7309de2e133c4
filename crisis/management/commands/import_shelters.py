"""manage.py import_shelters FILE --crisis SLUG [--dry-run]: enter a list of official shelters from a CSV file."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from accounts.errors import Invalid
from accounts.origin import Door, Origin
from crisis.activation.clock import crisis_now
from crisis.activation.models import Crisis
from crisis.shelter.actions.official import import_shelters
from crisis.shelter.intake import MOST_BYTES, Reading, decode, read_shelters


class Command(BaseCommand):
    help = "Enter a list of official shelters (CSV) into a crisis."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--crisis", required=True, help="slug of the crisis")
        parser.add_argument("--source", default="", help="who made the list")
        parser.add_argument("--dry-run", action="store_true", help="say what would be done, and do nothing")

    def handle(self, *, file: Path, crisis: str, source: str, dry_run: bool, **options):
        found = Crisis.objects.filter(slug=crisis).first()
        if found is None:
            raise CommandError(f"there is no crisis {crisis!r}")
        try:
            reading = _read(file, found, source)
            self._tell(reading)
            if not dry_run:
                origin = Origin(door=Door.IMPORT)
                import_shelters(crisis=found, drafts=reading.drafts, origin=origin, at=crisis_now(found))
        except Invalid as wrong:
            raise CommandError("; ".join(str(w) for words in wrong.errors.values() for w in words)) from None

    def _tell(self, reading: Reading) -> None:
        for row in reading.rows:
            self.stdout.write(f"line {row.number}: {row.outcome} {row.name} {' '.join(row.errors)}".rstrip())


def _read(file: Path, crisis: Crisis, source: str) -> Reading:
    try:
        with file.open("rb") as handle:
            content = handle.read(MOST_BYTES + 1)
    except OSError as failure:
        raise CommandError(f"{file}: {failure.strerror}") from None
    return read_shelters(decode(content), crisis=crisis, source=source or file.name)
