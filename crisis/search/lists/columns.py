"""Which column of somebody's file says what: by its heading, else by what stands in it. A guess, to be corrected."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise

from crisis.ground import sheets
from crisis.search.lists.cells import AGES, born, sex_of

MOST_COLUMNS = 40
SAMPLE_ROWS = 200
TITLE_ROWS = 15  # above the headings: who made the list, and when
ENOUGH = 0.8  # of the cells that hold anything

# As crisis.ground.sheets.heading writes them.
HEADINGS = {
    "given_name": "prenom|prenoms|prenom usuel|first name|firstname|given name|given names|givenname|forename|vorname"
    "|nombre|nome proprio|nome di battesimo",
    "family_name": "nom|nom de famille|nom usuel|nom d usage|family name|familyname|last name|lastname|surname"
    "|nachname|familienname|apellido|apellidos|cognome",
    "name": "name|full name|fullname|nom complet|prenom nom|prenom et nom|first and last name|patient|personne|person"
    "|identite|victime|nombre completo|nombre y apellidos",
    "name_reversed": "nom prenom|nom et prenom|nom prenoms|nom et prenoms|nom prenom s|last name first name"
    "|surname first name|surname given name|cognome e nome|apellidos y nombre",
    "other_names": "nom de naissance|nom de jeune fille|nom patronymique|maiden name|birth name|alias|other names"
    "|autres noms|surnom|nickname|geburtsname",
    "born": "date de naissance|naissance|ne le|nee le|nele|ne e le|ddn|date naissance|annee de naissance|date of birth"
    "|birth date|birthdate|dob|born|year of birth|birth year|geburtsdatum|fecha de nacimiento|data di nascita",
    "age": "age|ages|age estime|estimated age|age approximatif|alter|edad|eta|age ans|age years",
    "sex": "sexe|sex|gender|genre|civilite|title|geschlecht|sexo|sesso|m f|f m|h f|f h",
    "status": "statut|status|etat|state|condition|etat de sante|gravite|situation|observation|observations|remarque"
    "|remarques|commentaire|commentaires|comment|comments|note|notes|devenir|triage|service|unite|ward|lieu|estado",
    "key": "id|identifiant|ipp|nip|iep|nda|sejour|matricule|numero sinus|sinus|n sinus|no sinus|numero de dossier"
    "|dossier|n dossier|no dossier|numero patient|n patient|patient id|patient number|record id|reference|ref|code"
    "|bracelet|numero bracelet|n bracelet|numero sivic|sivic|id sivic|case number|bed id|key",
    "died": "deces|date de deces|date deces|decede|decedee|decede e|dcd|died|dead|deceased|date of death",
}  # fmt: skip
KNOWN = {words: ours for ours, headings in HEADINGS.items() for words in headings.split("|")}
SEVERAL = ("status",)  # columns that there may be more of than one
COUNTED = {"n", "no", "nr", "num", "numero", "number", "rang", "ligne", "row", "line", "#", "ordre"}
_NUMBER = re.compile(r"(?:numero|no|nr|n)(?: d[eu])? ?(?P<what>[a-z]{2,}.*)")  # "N° IPP", however it is typed
_NAME = re.compile(r"[^\W\d_][\w'’ .,\-]*", re.UNICODE)


@dataclass(frozen=True)
class Layout:
    """How a file is read. `columns`: {index: what it says, of HEADINGS}; `first`: the row the persons begin in."""

    delimiter: str
    first: int
    columns: dict[int, str]
    headings: list[str] = field(default_factory=list)


def guess(text: str) -> Layout:
    """What a person would take each column for. Raises Invalid where it is no table at all."""
    delimiter = sheets.delimiter_of(text)
    rows = list(sheets.rows_of(text, delimiter, most=SAMPLE_ROWS))
    at = _row_of_headings([cells for _number, cells in rows[:TITLE_ROWS]])
    headings = rows[at][1][:MOST_COLUMNS] if at is not None else []
    below = rows[at + 1 :] if at is not None else rows
    columns = _by_headings(headings)
    counted = {i for i, words in enumerate(headings) if sheets.heading(words) in COUNTED}
    _by_content(columns, [cells for _number, cells in below], apart=counted)
    first = rows[at][0] + 1 if at is not None else 1
    return Layout(delimiter, first, dict(sorted(columns.items())), headings)


def sample(text: str, layout: Layout, *, most: int = 3) -> list[list[str]]:
    """The first cells of each column that hold anything: [[cell, …], …]."""
    rows = [
        cells for number, cells in sheets.rows_of(text, layout.delimiter, most=60) if number >= layout.first
    ]
    width = min(max((len(cells) for cells in rows), default=len(layout.headings)), MOST_COLUMNS)
    return [[cells[i] for cells in rows if i < len(cells) and cells[i]][:most] for i in range(width)]


def has_names(columns: Iterable[str]) -> bool:
    return bool({"name", "name_reversed", "given_name", "family_name"} & set(columns))


def _row_of_headings(rows: list[list[str]]) -> int | None:
    """The row with the most headings known, at least half of its cells or two of them, and no digits in them."""
    worth = [(sum(bool(_says(cell)) for cell in cells), -at) for at, cells in enumerate(rows)]
    known, at = max(worth, default=(0, 0))
    if not known:
        return None
    filled = [cell for cell in rows[-at] if cell]
    return -at if known >= 2 or known * 2 >= len(filled) else None


def _by_headings(headings: list[str]) -> dict[int, str]:
    columns: dict[int, str] = {}
    for index, words in enumerate(headings):
        ours = _says(words)
        if ours and (ours in SEVERAL or ours not in columns.values()):
            columns[index] = ours
    taken = set(columns.values())
    if "given_name" not in taken and not taken & {"name", "name_reversed"}:
        # "Nom" with no "Prénom" beside it holds whole names, as the French write them.
        return _renamed(columns, "family_name", "name_reversed")
    if "given_name" in taken and "family_name" not in taken:
        return _renamed(columns, "name", "family_name")
    return columns


def _says(heading: str) -> str | None:
    words = sheets.heading(heading)
    number = _NUMBER.fullmatch(words)
    key = KNOWN.get(number["what"]) if number else None
    return KNOWN.get(words) or (key if key == "key" else None)


def _renamed(columns: dict[int, str], old: str, new: str) -> dict[int, str]:
    return {index: new if ours == old else ours for index, ours in columns.items()}


def _by_content(columns: dict[int, str], rows: list[list[str]], *, apart: set[int]) -> None:
    """Columns no heading told, by what most of their cells are; `apart`: never."""
    width = min(max(map(len, rows), default=0), MOST_COLUMNS)
    for index in range(width):
        cells = [cells[index] for cells in rows if index < len(cells) and cells[index]]
        ours = None if index in columns or index in apart else _looks_like(cells)
        if ours and ours not in columns.values():
            columns[index] = ours
    if not has_names(columns.values()):
        _names_by_content(columns, rows, width, apart)


def _looks_like(cells: list[str]) -> str | None:
    if not cells or _just_counts(cells):
        return None
    tests = {
        "sex": lambda cell: bool(sex_of(cell)),
        "age": lambda cell: cell.isdecimal() and int(cell) in AGES,
        "born": lambda cell: born(cell) is not None,
    }
    return next((ours for ours, test in tests.items() if _most(cells, test)), None)


def _names_by_content(columns: dict[int, str], rows: list[list[str]], width: int, apart: set[int]) -> None:
    """The one or two columns of many different words. Written in capitals, it is the family name."""
    found: list[tuple[int, list[str]]] = []
    for index in range(width):
        cells = [cells[index] for cells in rows if index < len(cells) and cells[index]]
        if index not in columns and index not in apart and cells and _are_names(cells):
            found.append((index, cells))
    if len(found) == 1 or (found and _most(found[0][1], lambda cell: len(cell.split()) > 1)):
        columns[found[0][0]] = "name"
    elif len(found) > 1:
        family = next((i for i, cells in found[:2] if _most(cells, str.isupper)), found[0][0])
        for index, _cells in found[:2]:
            columns[index] = "family_name" if index == family else "given_name"


def _are_names(cells: list[str]) -> bool:
    different = len(set(cells)) > len(cells) * 0.3
    return different and _most(cells, lambda cell: len(cell.split()) <= 6 and bool(_NAME.fullmatch(cell)))


def _just_counts(cells: list[str]) -> bool:
    """1, 2, 3…: where a row stands, which changes whenever the list is sorted."""
    numbers = [int(cell) for cell in cells if cell.isdecimal() and len(cell) < 9]
    return len(numbers) > 2 and len(numbers) == len(cells) and all(b - a == 1 for a, b in pairwise(numbers))


def _most(cells: list[str], test) -> bool:
    return sum(map(test, cells)) >= ENOUGH * len(cells)
