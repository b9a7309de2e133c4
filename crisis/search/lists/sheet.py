"""A file, row by row: who stands in it, and why a row cannot be taken. Nothing is written, nothing looked up."""

import hmac
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from django.conf import settings
from django.utils.translation import gettext as _

from accounts.errors import Invalid
from accounts.people.names import typed_name
from crisis.ground import sheets
from crisis.search.lists import cells as of
from crisis.search.lists.columns import SEVERAL, Layout, has_names
from crisis.search.lists.drafts import ListedDraft
from crisis.search.rules import no_name, says_more_than_a_name, tells_of_a_death
from matching.engine.names import fold

MOST_BYTES = 1_500_000
MOST_ROWS = 20_000
YEARS_APART = 2
MOST_NAMESAKES = 50  # with whom one is compared: with twenty thousand of one name it took half a minute
NAMES = ("name", "name_reversed", "given_name", "family_name", "other_names")
NO = {"", "0", "n", "no", "non", "nein", "false", "faux", "vivant", "vivante", "alive"}
TOTALS = {"total", "totaux", "sous total", "subtotal", "somme", "effectif", "sum"}
_NO_NAME = re.compile(r"[=|<>{}\[\]*;]")
_SHORT_FOR_A_DEATH = re.compile(r"\b(dcd\w*|dc|rip|xdc)\b|[†✝☠]", re.IGNORECASE)


@dataclass
class Row:
    """`number` counts rows as a spreadsheet does. `errors`: why it is not taken; `doubts`: what to look at."""

    number: int
    draft: ListedDraft | None = None
    name: str = ""
    errors: list[str] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)


def decode(content: bytes) -> str:
    """Raises Invalid for a file that is too large, or no text."""
    if len(content) > MOST_BYTES:
        raise Invalid({"file": [_("The file is too large: at most 1.5 MB.")]})
    return sheets.decode(content)


def read_rows(text: str, layout: Layout, *, today: date) -> list[Row]:
    """Every row of persons.

    Raises Invalid without a column of names, where two columns say the same, and for more than 20,000 rows.

    `today`: the day ages are counted on, of the crisis's clock.
    """
    _check(list(layout.columns.values()))
    rows, seen, named = [], {}, {}
    for number, cells in _numbered(text, layout):
        row = _row(number, cells, layout, today)
        if row.draft:
            _compare_within(row, seen, named)
        rows.append(row)
    return rows


def _check(says: list[str]) -> None:
    if not has_names(says):
        raise Invalid({"file": [_("Say which column holds the names.")]})
    if any(says.count(one) > 1 for one in says if one not in SEVERAL):
        raise Invalid({"file": [_("Two columns are taken for the same thing: change one of them.")]})


def _numbered(text: str, layout: Layout) -> Iterator[tuple[int, list[str]]]:
    count = 0
    for number, cells in sheets.rows_of(text[:MOST_BYTES], layout.delimiter):
        if number < layout.first or cells == layout.headings:  # a list printed page by page repeats them
            continue
        if count == MOST_ROWS:
            raise Invalid({"file": [_("Too many rows: at most 20,000 at once.")]})
        count += 1
        yield number, cells


def _row(number: int, cells: list[str], layout: Layout, today: date) -> Row:
    told = _told(cells, layout.columns)
    given, family = _names(told)
    row = Row(number, name=f"{given} {family}".strip())
    if sheets.heading(row.name) in TOTALS or sheets.heading(cells[0]) in TOTALS:
        row.errors.append(_("This row is a total, not a person."))
        return row
    beside = ", ".join(
        cell for index, cell in enumerate(cells) if cell and layout.columns.get(index) not in NAMES
    )
    of_a_death = _of_a_death(beside, told.get("died", ""))
    row.errors += _name_errors(given, family, told.get("other_names", ""))
    ages = _ages(told, row.doubts, today)
    if told.get("sex") and not of.is_unknown(told["sex"]) and not of.sex_of(told["sex"]):
        row.doubts.append(_("“%(text)s” is no sex we know: left out.") % {"text": told["sex"][:20]})
    if row.errors:
        return row
    names = {"given_name": given, "family_name": family, "other_names": told.get("other_names", "")}
    row.draft = ListedDraft(
        identity=identity_of(told, fold(row.name)),
        folded=" ".join(sorted(fold(" ".join(names.values()))))[:240],
        age_min=ages[0],
        age_max=ages[1],
        sex=str(of.sex_of(told.get("sex", ""))),
        status=(beside if of_a_death else told.get("status", ""))[:120],
        of_a_death=of_a_death,
        **names,
    )
    return row


def _told(cells: list[str], columns: dict[int, str]) -> dict[str, str]:
    """{what: words}; of what several columns say, all of it."""
    told: dict[str, str] = {}
    for index, ours in columns.items():
        cell = cells[index] if index < len(cells) else ""
        if cell:
            cell = typed_name(cell, most=len(cell)) if ours in NAMES else cell
            told[ours] = f"{told[ours]}, {cell}" if ours in SEVERAL and ours in told else cell
    return told


def _names(told: dict[str, str]) -> tuple[str, str]:
    """(given, family); words for somebody unknown are no name."""
    for ours in ("name", "name_reversed"):
        if ours in told and not of.is_unknown(told[ours]):
            return of.parted(told[ours], family_first=ours == "name_reversed")
    given, family = told.get("given_name", ""), told.get("family_name", "")
    return "" if of.is_unknown(given) else given, "" if of.is_unknown(family) else family


def _name_errors(given: str, family: str, other: str) -> list[str]:
    if not fold(f"{given} {family}"):
        return [_("There is no name in this row.")]
    if len(given) > 60 or len(family) > 60 or len(other) > 120:
        return [_("This name is too long: at most 60 letters for each part.")]
    wrong = _NO_NAME.search(f"{given}{family}{other}") or any(
        map(says_more_than_a_name, (given, family, other))
    )
    return [str(no_name())] if wrong else []


def _ages(told: dict[str, str], doubts: list[str], today: date) -> tuple[int | None, int | None]:
    """By the birth, else by the age. What is not understood is left out, and said."""
    for ours, read in (("born", lambda cell: _age_born(cell, today)), ("age", of.age_of)):
        cell = told.get(ours, "")
        if not cell or of.is_unknown(cell):
            continue
        if ages := read(cell):
            return ages
        doubts.append(_("“%(text)s” is no age or birth we can read: left out.") % {"text": cell[:20]})
    return None, None


def _age_born(cell: str, today: date) -> tuple[int, int] | None:
    born_on = of.born(cell)
    return of.age_on(born_on, today) if born_on else None


def _of_a_death(beside: str, died: str) -> bool:
    """`beside`: every cell but the names, for what nobody mapped may say it too. Rather one too many."""
    if sheets.heading(died) not in NO:
        return True
    return tells_of_a_death(beside) or bool(_SHORT_FOR_A_DEATH.search(beside))


def identity_of(told: dict[str, str], names: tuple[str, ...]) -> str:
    """A digest of the list's own number for them, else of name and birth."""
    born = of.born(told.get("born", "")) or told.get("age", "")
    said = f"key:{told['key']}" if told.get("key") else f"name:{' '.join(sorted(names))}:{born}"
    return _digest(said)


def digest_of_name(draft: ListedDraft) -> str:
    """Of given and family name: other columns come and go."""
    return _digest(f"named:{' '.join(sorted(fold(draft.full_name)))}")


def _digest(said: str) -> str:
    """Useless without our key."""
    return hmac.digest(settings.SECRET_KEY.encode(), f"listed:{said}".encode(), "sha256").hex()


def may_be(one, other) -> bool:
    """Of two of one name, drafts or rows: nothing said of age and sex speaks against their being one."""
    if one.sex and other.sex and one.sex != other.sex:
        return False
    if None in (one.age_min, one.age_max, other.age_min, other.age_max):
        return True
    return one.age_min <= other.age_max + YEARS_APART and other.age_min <= one.age_max + YEARS_APART


def _compare_within(row: Row, seen: dict[str, int], named: dict[str, list[tuple[int, ListedDraft]]]) -> None:
    """Twice in the same file: the second is not taken; who has the same name, and may be the same, is."""
    draft = row.draft
    if before := seen.get(draft.identity):
        row.errors.append(_("The same person or number as in row %(number)s.") % {"number": before})
        row.draft = None
    else:
        same = (number for number, other in named.get(draft.folded, ()) if may_be(other, draft))
        if before := next(same, None):
            row.doubts.append(_("The same name as in row %(number)s.") % {"number": before})
    seen.setdefault(draft.identity, row.number)
    namesakes = named.setdefault(draft.folded, [])
    if len(namesakes) < MOST_NAMESAKES:
        namesakes.append((row.number, draft))
