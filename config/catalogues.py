"""Translation catalogues without GNU gettext: Babel reads Python, `templatize` makes templates into it.

Source texts are English, so English needs no catalogue. Files are written in one order and without dates: two
people who extract the same texts get the same bytes.
"""

import io
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel import Locale
from babel.messages import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import read_mo, write_mo
from babel.messages.plurals import get_plural
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

SOURCE_DIRECTORIES = ("accounts", "config", "crisis", "matching", "templates")
TEMPLATE_SUFFIXES = (".html", ".txt")
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")
NO_DATE = datetime(2015, 11, 13, tzinfo=UTC)  # a date that never churns

Key = tuple[str, str | None]


def po_path(locale_root: Path, language: str) -> Path:
    return locale_root / language / "LC_MESSAGES" / "django.po"


def source_texts(root: Path) -> Catalog:
    """Every text of the source tree under `root`, as a template catalogue."""
    template = Catalog(creation_date=NO_DATE, fuzzy=False)
    for path in source_files(root):
        name = path.relative_to(root).as_posix()
        for line, text, comments, context in texts_of(path):
            template.add(text, None, [(name, line)], auto_comments=comments, context=context)
    return template


def source_files(root: Path) -> Iterator[Path]:
    for directory in SOURCE_DIRECTORIES:
        for path in sorted((root / directory).rglob("*")):
            in_templates = "templates" in path.relative_to(root).parts
            if path.suffix == ".py" or (in_templates and path.suffix in TEMPLATE_SUFFIXES):
                yield path


def texts_of(path: Path) -> list[tuple]:
    """(line, text or (singular, plural), comments, context) of one file."""
    source = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        source = templatize(source, origin=str(path))
    return list(extract("python", io.BytesIO(source.encode()), KEYWORDS, comment_tags=("Translators:",)))


def read_catalogue(path: Path, language: str) -> Catalog:
    """The catalogue at `path`, or an empty one of that language."""
    if not path.exists():
        return Catalog(locale=language, creation_date=NO_DATE, fuzzy=False)
    with path.open("rb") as file:
        return read_po(file, locale=language, ignore_obsolete=True)


def update_catalogue(path: Path, language: str, template: Catalog) -> None:
    """Take new texts in (untranslated), drop those no longer used, keep every other translation."""
    catalogue = read_catalogue(path, language)
    # Guesses would have to be found and undone by hand: an untranslated text is more honest.
    catalogue.update(template, no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    body = io.BytesIO()
    write_po(body, catalogue, width=0, omit_header=True, sort_by_file=True, include_lineno=False)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(_header(language) + body.getvalue().decode().strip() + "\n", encoding="utf-8")


def _header(language: str) -> str:
    plural = get_plural(Locale.parse(language))
    lines = [
        "Project-Id-Version: porte-ouverte",
        f"Language: {language}",
        "MIME-Version: 1.0",
        "Content-Type: text/plain; charset=utf-8",
        "Content-Transfer-Encoding: 8bit",
        f"Plural-Forms: {plural.plural_forms}",
    ]
    return 'msgid ""\nmsgstr ""\n' + "".join(f'"{line}\\n"\n' for line in lines) + "\n"


def compile_catalogue(path: Path, language: str) -> None:
    """Write the .mo beside the .po."""
    catalogue = read_catalogue(path, language)
    catalogue.creation_date = catalogue.revision_date = NO_DATE
    with path.with_suffix(".mo").open("wb") as file:
        write_mo(file, catalogue)


def faults(path: Path, language: str, template: Catalog) -> list[str]:
    """Everything wrong with one language, in words; empty when its translation is complete and compiled."""
    if not path.exists():
        return [f"{path} is missing"]
    catalogue = read_catalogue(path, language)
    wanted, had = _keys(template), _keys(catalogue)
    found = [f"not in the catalogue: {text!r}" for text, _context in sorted(wanted - had, key=str)]
    found += [f"no longer used: {text!r}" for text, _context in sorted(had - wanted, key=str)]
    for message in catalogue:
        if message.id:
            found += _faults_of(message)
    return found + _compilation_faults(path, catalogue)


def _keys(catalogue: Catalog) -> set[Key]:
    return {_key(message) for message in catalogue if message.id}


def _key(message: Message) -> Key:
    context = message.context
    if isinstance(context, bytes):  # Babel's read_mo leaves it undecoded
        context = context.decode()
    return (_forms(message.id)[0], context)


def _faults_of(message: Message) -> Iterator[str]:
    sources, translations = _forms(message.id), _forms(message.string)
    if message.fuzzy:
        yield f"fuzzy: {sources[0]!r}"
    if not all(translations):
        yield f"not translated: {sources[0]!r}"
        return
    wanted = set(PLACEHOLDER.findall(sources[-1]))
    # A singular form may say "one" instead of the number; the last form must say everything.
    exact = set(PLACEHOLDER.findall(translations[-1])) == wanted
    if not exact or any(set(PLACEHOLDER.findall(form)) - wanted for form in translations):
        yield f"placeholders differ: {sources[-1]!r} and {translations[-1]!r}"


def _forms(texts: str | tuple[str, ...] | list[str]) -> list[str]:
    return [texts] if isinstance(texts, str) else list(texts)


def _compilation_faults(path: Path, catalogue: Catalog) -> list[str]:
    compiled_path = path.with_suffix(".mo")
    if not compiled_path.exists():
        return [f"{compiled_path} is missing: manage.py messages compile"]
    with compiled_path.open("rb") as file:
        compiled = read_mo(file)
    if _translations(compiled) != _translations(catalogue):
        return [f"{compiled_path} is not what {path.name} says: manage.py messages compile"]
    return []


def _translations(catalogue: Catalog) -> dict[Key, tuple[str, ...]]:
    return {
        _key(message): tuple(_forms(message.string))
        for message in catalogue
        if message.id and all(_forms(message.string)) and not message.fuzzy
    }
