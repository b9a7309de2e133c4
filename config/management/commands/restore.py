"""`manage.py restore FILE`: put a backup in the database's place."""

import contextlib
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError, connections
from django.utils import timezone

from accounts.journal.models import Heartbeat
from config.backups import BackupRefused, restore
from config.ready import LATE

QUESTION = "Stop the service first. Everything now in the database will be replaced. Type yes: "


def _whether_it_runs() -> str:
    with contextlib.suppress(DatabaseError):  # which may be what is broken
        beat = Heartbeat.objects.filter(name="dispatcher").first()
        if beat and timezone.now() - beat.at < LATE:
            return "A service runs on this database: its dispatcher was seen a moment ago.\n"
    return ""


class Command(BaseCommand):
    help = "Replace the database with the backup FILE. Stop the service first."
    requires_system_checks: list[str] = []  # the database may be what is broken

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--yes", action="store_true", help="don't ask")

    def handle(self, *args: Any, file: Path, yes: bool, **options: Any) -> None:
        if not yes and input(f"{_whether_it_runs()}{QUESTION}").strip() != "yes":
            raise CommandError("nothing was touched")
        connections.close_all()
        try:
            restore(settings.DATABASES["default"], file)
        except BackupRefused as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write("Restored. Now: manage.py migrate")
