"""manage.py import_person_list FILE --crisis SLUG --list NAME [--dry-run]: a hospital's or shelter's list."""

from dataclasses import replace
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, no_translations

from accounts.errors import Invalid, Refused
from accounts.origin import Door, Origin
from crisis.activation.clock import crisis_now
from crisis.activation.models import Crisis
from crisis.search.lists.actions import import_list
from crisis.search.lists.columns import HEADINGS, Layout, guess
from crisis.search.lists.comparing import compare
from crisis.search.lists.drafts import ListDraft
from crisis.search.lists.queries import given_before
from crisis.search.lists.sheet import MOST_BYTES, decode, read_rows
from crisis.search.lists.vocabulary import ListKind, Outcome

WORDS = ", ".join(HEADINGS)


class Command(BaseCommand):
    help = "Take a hospital's or shelter's list of persons (CSV) into a crisis; again, whenever it changes."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="CSV, as it comes out of the spreadsheet")
        parser.add_argument("--crisis", required=True, help="slug of the crisis")
        parser.add_argument(
            "--list", required=True, dest="name", help="name of the list; the same finds it again"
        )
        parser.add_argument(
            "--kind", choices=ListKind.values, default=ListKind.HOSPITAL, help="who keeps the list"
        )
        parser.add_argument("--place", default="", help="where it is")
        parser.add_argument(
            "--columns",
            default="",
            help=f"what each column says, from the left: family_name,given_name,,born ({WORDS})",
        )
        parser.add_argument("--first-row", type=int, default=0, help="row the persons begin in, from 1")
        parser.add_argument("--given-by", default="", help="who gave it")
        parser.add_argument("--part", action="store_true", help="not the whole list: nobody has left it")
        parser.add_argument("--sure", action="store_true", help="the columns are right, however many died")
        parser.add_argument("--dry-run", action="store_true", help="say what would be done, and do nothing")

    @no_translations  # its frame is English
    def handle(self, *, file: Path, crisis: str, name: str, part: bool, sure: bool, dry_run: bool, **options):
        found = Crisis.objects.filter(slug=crisis).first()
        if found is None:
            raise CommandError(f"there is no crisis {crisis!r}")
        draft = ListDraft(options["kind"], name, options["place"], options["given_by"])
        at = crisis_now(found)
        try:
            text = decode(_content(file))
            layout = _layout(guess(text), options["columns"], options["first_row"])
            self._say_columns(layout)
            rows = read_rows(text, layout, today=at.date())
            known = given_before(found, name)
            plan = compare(found, known, rows, whole=not part)
            self._say_rows(plan)
            if not dry_run:
                about = {"origin": Origin(door=Door.IMPORT), "at": at}
                given = import_list(crisis=found, draft=draft, rows=rows, whole=not part, sure=sure, **about)
        except Invalid as wrong:
            raise CommandError("; ".join(str(w) for words in wrong.errors.values() for w in words)) from None
        except Refused as refusal:
            raise CommandError(str(refusal.message)) from None
        counts = plan.counts() if dry_run else given.counts
        counted = ", ".join(f"{many} {what}" for what, many in counts.items())
        self.stdout.write(f"{'would be' if dry_run else 'done'}: {counted}")

    def _say_columns(self, layout) -> None:
        headings = dict(enumerate(layout.headings))
        for index, ours in layout.columns.items():
            self.stdout.write(f"column {index + 1} {headings.get(index, '')!r}: {ours}")

    def _say_rows(self, plan) -> None:
        """Only what somebody should look at."""
        for row, outcome in plan.rows:
            if row.errors or row.doubts or outcome == Outcome.LIAISON:
                self.stdout.write(
                    f"row {row.number}: {outcome.value} {' '.join(row.errors + row.doubts)}".rstrip()
                )


def _layout(guessed: Layout, columns: str, first: int) -> Layout:
    """The guess as it was told otherwise."""
    told = [says.strip() for says in columns.split(",")] if columns else []
    if wrong := [says for says in told if says and says not in HEADINGS]:
        raise CommandError(f"--columns: {wrong[0]!r} is none of: {WORDS}")
    said = {index: says for index, says in enumerate(told) if says}
    return replace(guessed, columns=said or guessed.columns, first=first or guessed.first)


def _content(file: Path) -> bytes:
    try:
        with file.open("rb") as handle:
            return handle.read(MOST_BYTES + 1)
    except OSError as failure:
        raise CommandError(f"{file}: {failure.strerror}") from None
