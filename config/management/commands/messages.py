"""`manage.py messages extract|update|compile|check`: translation catalogues without GNU gettext."""

import io
from pathlib import Path
from typing import Any

from babel.messages.pofile import write_po
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from config.catalogues import compile_catalogue, faults, po_path, source_texts, update_catalogue

SOURCE_LANGUAGE = "en"


class Command(BaseCommand):
    help = (
        "extract: print the source texts; update: take them into the catalogues; compile: write .mo; check."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=["extract", "update", "compile", "check"])

    def handle(self, *args: Any, what: str, **options: Any) -> None:
        {"extract": self.extract, "update": self.update, "compile": self.compile, "check": self.prove}[what]()

    def extract(self) -> None:
        template = io.BytesIO()
        write_po(template, source_texts(settings.BASE_DIR), omit_header=True, sort_by_file=True)
        self.stdout.write(template.getvalue().decode())

    def update(self) -> None:
        template = source_texts(settings.BASE_DIR)
        for language, path in self.catalogues():
            update_catalogue(path, language, template)

    def compile(self) -> None:
        for language, path in self.catalogues():
            compile_catalogue(path, language)

    def prove(self) -> None:
        template = source_texts(settings.BASE_DIR)
        found = [
            f"{lang}: {fault}" for lang, path in self.catalogues() for fault in faults(path, lang, template)
        ]
        if found:
            raise CommandError("\n".join([*found, "make messages, then translate what is empty."]))
        self.stdout.write(f"{len(template)} texts, all translated.")

    def catalogues(self) -> list[tuple[str, Path]]:
        """English is the source: it falls back to itself."""
        root = Path(settings.LOCALE_PATHS[0])
        return [(code, po_path(root, code)) for code, _name in settings.LANGUAGES if code != SOURCE_LANGUAGE]
