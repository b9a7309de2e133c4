"""manage.py import_pfif FILE --crisis SLUG [--dry-run]: take persons and notes of other sites from a PFIF file."""

from collections import Counter
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, no_translations

from accounts.errors import Invalid, Refused
from accounts.origin import Door, Origin
from crisis.activation.clock import crisis_now
from crisis.activation.models import Crisis
from crisis.search.pfif.reading import MOST_BYTES
from crisis.search.pfif.taking import Line, take_document
from crisis.search.pfif.vocabulary import Outcome


class Command(BaseCommand):
    help = (
        "Take persons and notes of other sites into a crisis, from a file in PFIF 1.1 to 1.4 or a PFIF Atom feed. "
        "Prints what became of each record: taken, known or refused, and why. The same file twice changes nothing."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="the PFIF file, 32 MB at most")
        parser.add_argument("--crisis", required=True, help="slug of the crisis")
        parser.add_argument("--domain", help="take records of this site only, such as example.org")
        parser.add_argument("--dry-run", action="store_true", help="say what would be done, and do nothing")

    @no_translations  # its frame is English
    def handle(self, *, file: Path, crisis: str, domain: str | None, dry_run: bool, **options):
        found = Crisis.objects.filter(slug=crisis).first()
        if found is None:
            raise CommandError(f"there is no crisis {crisis!r}")
        about = {
            "crisis": found,
            "data": _read(file),
            "domain": domain and domain.lower(),
            "dry_run": dry_run,
        }
        counts = Counter()
        try:
            for line in take_document(origin=Origin(door=Door.IMPORT), at=crisis_now(found), **about):
                counts[line.outcome] += 1
                self._tell(line)
        except Invalid as wrong:
            raise CommandError("; ".join(str(w) for words in wrong.errors.values() for w in words)) from None
        except Refused as refusal:
            raise CommandError(str(refusal.message)) from None
        self.stdout.write(", ".join(f"{outcome.value} {counts[outcome]}" for outcome in Outcome))

    def _tell(self, line: Line) -> None:
        about = f"{line.outcome.value} {line.kind} {line.record_id}".rstrip()
        self.stdout.write(f"line {line.line}: {about}{': ' if line.reason else ''}{line.reason}")


def _read(file: Path) -> bytes:
    try:
        with file.open("rb") as handle:
            return handle.read(MOST_BYTES + 1)
    except OSError as failure:
        raise CommandError(f"{file}: {failure.strerror}") from None
