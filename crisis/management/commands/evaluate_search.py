"""manage.py evaluate_search RECORDS.csv QUERIES.csv: how well the site's search finds the names of one's own list.

RECORDS has the columns id and name, QUERIES query and id; both may have a column age (34, or 30-34, or nothing).
They are loaded into a scratch database that is gone afterwards: SQLite by default, one of its own on the configured
PostgreSQL server where DATABASE_URL is set.
"""

import secrets
import tempfile
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils import timezone

from crisis.search.evaluating import Figures, Unreadable, evaluate, read


class Command(BaseCommand):
    help = "Measure recall and speed of the search by name on a list of your own, in a scratch database."
    requires_migrations_checks = False

    def add_arguments(self, parser):
        parser.add_argument("records", type=Path, help="CSV with the columns id and name, and age if known")
        parser.add_argument("queries", type=Path, help="CSV with the columns query and id, and age if known")

    def handle(self, *, records: Path, queries: Path, **options):
        self._look_at(records, "id", "name")
        self._look_at(queries, "query", "id")
        with tempfile.TemporaryDirectory(prefix="porte-ouverte-search-") as scratch:
            named = f"evaluate_{secrets.token_hex(4)}"
            on_file = connection.vendor == "sqlite"
            connection.settings_dict["TEST"]["NAME"] = f"{scratch}/{named}.sqlite3" if on_file else named
            before = connection.settings_dict["NAME"]
            connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
            try:
                figures = evaluate(records, queries, at=timezone.now())
            finally:
                connection.creation.destroy_test_db(before, verbosity=0)
        self._tell(figures)

    def _look_at(self, file: Path, *columns: str) -> None:
        """All of it, before a database is made."""
        if not file.is_file():
            raise CommandError(f"there is no file {file}")
        try:
            for _row in read(file, *columns):
                pass
        except Unreadable as wrong:
            raise CommandError(str(wrong)) from None

    def _of_those_there(self, figures: Figures, share: float) -> str:
        """A query for an id that is not there counts as not found."""
        there = figures.queries - figures.unknown
        return (
            f" ({share * figures.queries / there:.3f} of those that are)"
            if 0 < there < figures.queries
            else ""
        )

    def _tell(self, figures: Figures) -> None:
        self.stdout.write(f"database        {connection.vendor}")
        self.stdout.write(f"records         {figures.records} ({figures.skipped} without a letter left out)")
        self.stdout.write(
            f"queries         {figures.queries} ({figures.unknown} for an id that is not there)"
        )
        for rank, share in figures.recall.items():
            self.stdout.write(f"recall@{rank:<9}{share:.3f}{self._of_those_there(figures, share)}")
        self.stdout.write(f"median ms       {figures.median_ms:.1f}")
        self.stdout.write(f"p95 ms          {figures.p95_ms:.1f}")
        self.stdout.write(f"index seconds   {figures.index_seconds:.1f}")
        self.stdout.write(f"adding one, ms  {figures.adding_ms:.1f}")
