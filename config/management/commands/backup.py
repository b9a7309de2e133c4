"""`manage.py backup [FILE]`: the whole database in one file, while the service runs."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from config.backups import BackupRefused, back_up


class Command(BaseCommand):
    help = "Copy the whole database to FILE (default: var/backups/<time>)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", nargs="?", type=Path)

    def handle(self, *args: Any, file: Path | None, **options: Any) -> None:
        target = file or settings.VAR_DIR / "backups" / datetime.now(UTC).strftime("%Y-%m-%dT%H-%M-%SZ")
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            back_up(settings.DATABASES["default"], target)
        except BackupRefused as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(str(target))
