"""`manage.py restore FILE`: put a backup in the database's place."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connections

from config.backups import BackupRefused, restore


class Command(BaseCommand):
    help = "Replace the database with the backup FILE. Stop the service first."
    requires_system_checks: list[str] = []  # the database may be what is broken

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--yes", action="store_true", help="don't ask")

    def handle(self, *args: Any, file: Path, yes: bool, **options: Any) -> None:
        if not yes and input("Everything now in the database will be replaced. Type yes: ").strip() != "yes":
            raise CommandError("nothing was touched")
        connections.close_all()
        try:
            restore(settings.DATABASES["default"], file)
        except BackupRefused as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write("Restored. Now: manage.py migrate")
