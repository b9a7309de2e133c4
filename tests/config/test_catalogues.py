"""Translations: extracted from code and templates, complete, and compiled."""

from pathlib import Path

import pytest
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

from config.catalogues import compile_catalogue, faults, source_texts, update_catalogue

PYTHON = """
from django.utils.translation import gettext as _, ngettext, pgettext
# Translators: said at the door
_("Come in")
ngettext("%(count)d door", "%(count)d doors", n)
pgettext("state", "Open")
"""
TEMPLATE = """{% load i18n %}{% translate "I need a place" %}
{% blocktranslate trimmed count n=n %}
  {{ n }} place is left
{% plural %}
  {{ n }} places are left
{% endblocktranslate %}"""
FRENCH = {
    "Come in": "Entrez",
    "%(count)d door": ("%(count)d porte", "%(count)d portes"),
    "Open": "Ouverte",
    "I need a place": "J’ai besoin d’une place",
    "%(n)s place is left": ("Il reste une place", "Il reste %(n)s places"),
}


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    (tmp_path / "crisis").mkdir()
    (tmp_path / "templates").mkdir()
    (tmp_path / "crisis" / "door.py").write_text(PYTHON)
    (tmp_path / "templates" / "home.html").write_text(TEMPLATE)
    return tmp_path


def translated(tree: Path, french: dict) -> Path:
    """The tree's French catalogue, filled in and compiled."""
    path = tree / "locale" / "fr" / "LC_MESSAGES" / "django.po"
    update_catalogue(path, "fr", source_texts(tree))
    text = path.read_text()
    for source, translation in french.items():
        text = _fill(text, source, translation)
    path.write_text(text)
    compile_catalogue(path, "fr")
    return path


def _fill(text: str, source: str, translation: str | tuple[str, str]) -> str:
    before, _, after = text.partition(f'msgid "{source}"\n')
    for index, form in enumerate([translation] if isinstance(translation, str) else translation):
        name = "msgstr" if isinstance(translation, str) else f"msgstr[{index}]"
        after = after.replace(f'{name} ""', f'{name} "{form}"', 1)
    return f'{before}msgid "{source}"\n{after}'


def faults_in(tree: Path, path: Path) -> list[str]:
    return faults(path, "fr", source_texts(tree))


def test_texts_come_from_code_and_templates_with_plurals_and_contexts(tree: Path) -> None:
    found = {(m.id, m.context) for m in source_texts(tree) if m.id}
    assert found == {
        ("Come in", None),
        (("%(count)d door", "%(count)d doors"), None),
        ("Open", "state"),
        ("I need a place", None),
        (("%(n)s place is left", "%(n)s places are left"), None),
    }


def test_a_complete_translation_has_no_fault_and_compiles_to_what_it_says(tree: Path) -> None:
    path = translated(tree, FRENCH)
    assert faults_in(tree, path) == []
    compiled = read_mo(path.with_suffix(".mo").open("rb"))
    assert compiled.get("Come in").string == "Entrez"


def test_updating_twice_writes_the_same_bytes_and_keeps_translations(tree: Path) -> None:
    path = translated(tree, FRENCH)
    before = path.read_bytes()
    update_catalogue(path, "fr", source_texts(tree))
    assert path.read_bytes() == before
    assert b"Date" not in before
    assert read_po(path.open("rb")).num_plurals == 2


@pytest.mark.parametrize(
    ("broken", "fault"),
    [
        ({"Come in": ""}, "not translated: 'Come in'"),
        ({"%(count)d door": ("une porte", "des portes")}, "placeholders differ"),
        ({"%(count)d door": ("%(name)s porte", "%(count)d portes")}, "placeholders differ"),
    ],
)
def test_a_broken_translation_is_named(tree: Path, broken: dict, fault: str) -> None:
    path = translated(tree, FRENCH | broken)
    assert any(line.startswith(fault) for line in faults_in(tree, path))


def test_a_new_text_an_old_text_a_guess_and_a_stale_mo_are_faults(tree: Path) -> None:
    path = translated(tree, FRENCH)
    (tree / "crisis" / "door.py").write_text(PYTHON.replace('_("Come in")', '_("Come in, please")'))
    assert {"not in the catalogue: 'Come in, please'", "no longer used: 'Come in'"} <= set(
        faults_in(tree, path)
    )
    path.write_text(path.read_text().replace('msgctxt "state"', '#, fuzzy\nmsgctxt "state"'))
    found = faults_in(tree, path)
    assert "fuzzy: 'Open'" in found
    assert any("is not what django.po says" in line for line in found)
