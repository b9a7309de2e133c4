"""Lists of doors and needs as CSV, read without a database: `id,lat,lon,places` and `id,lat,lon,people`."""

import csv
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from django.utils.translation import gettext as _

from matching.engine.assignment import Asking, Assignment, Open

MOST_FAULTS = 20  # told at once
MOST_PEOPLE = 100_000  # in one row
SEPARATORS = ",;\t"
MAY_SPLIT = "may_split"  # a column nobody needs to have
YES, NO = {"1", "yes", "true", "x", "oui", "vrai"}, {"", "0", "no", "false", "non", "faux"}


class BadList(Exception):
    """`faults`: one sentence each, in the reader's language."""

    def __init__(self, faults: list[str]):
        self.faults = faults
        super().__init__("\n".join(faults))


@dataclass(frozen=True)
class _Row:
    id: str
    lat: float
    lon: float
    amount: int
    may_split: bool = False


def read_doors(path: Path) -> list[Open]:
    """Raises BadList."""
    return [Open(row.id, row.lat, row.lon, places=row.amount) for row in _rows(path, "places")]


def read_needs(path: Path, *, may_split: bool = False) -> list[Asking]:
    """Raises BadList. `may_split`: every group may be led to several doors, not only those whose column says so."""
    rows = _rows(path, "people")
    return [
        Asking(row.id, row.lat, row.lon, people=row.amount, may_split=may_split or row.may_split)
        for row in rows
    ]


def write_pairs(path: Path, assignment: Assignment) -> None:
    """`need,offer,people,metres`, one line a pair. Raises BadList when the file can't be written."""
    try:
        with path.open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(["need", "offer", "people", "metres"])
            for pair in assignment.pairs:
                writer.writerow([pair.need, pair.door, pair.people, f"{pair.metres:.1f}"])
    except OSError as failure:
        raise _unusable(path, failure) from None


def _rows(path: Path, amount: str) -> list[_Row]:
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            reader = _Reader(path, file, amount)
            rows = list(reader.rows())
    except OSError as failure:
        raise _unusable(path, failure) from None
    except (UnicodeDecodeError, csv.Error):
        raise BadList([_("%(file)s is not a CSV file. Save it as CSV, UTF-8.") % {"file": path}]) from None
    if reader.faults:
        raise BadList(reader.faults[:MOST_FAULTS] + _and_more(len(reader.faults) - MOST_FAULTS))
    return rows


def _unusable(path: Path, failure: OSError) -> BadList:
    said = {"file": path, "why": failure.strerror}
    return BadList([_("%(file)s cannot be opened: %(why)s. Check its name and place.") % said])


def _and_more(count: int) -> list[str]:
    return [_("And %(count)s more.") % {"count": count}] if count > 0 else []


class _Reader:
    def __init__(self, path: Path, file: TextIO, amount: str):
        self.path, self.amount, self.faults = path, amount, []
        first = file.readline()
        file.seek(0)
        separator = max(SEPARATORS, key=first.count)
        self.cells = csv.reader(file, delimiter=separator)
        self.lines: dict[str, int] = {}

    def rows(self) -> Iterator[_Row]:
        columns = self._columns([heading.strip().lower() for heading in next(self.cells, [])])
        if columns is None:
            return
        for cells in self.cells:
            if any(cell.strip() for cell in cells):
                told = {
                    name: cells[place].strip() if place < len(cells) else ""
                    for name, place in columns.items()
                }
                row = self._row(told)
                if row:
                    yield row

    def _columns(self, headings: list[str]) -> dict[str, int] | None:
        wanted = ["id", "lat", "lon", self.amount]
        missing = [name for name in wanted if name not in headings]
        if missing:
            said = {"file": self.path, "missing": ", ".join(missing), "wanted": ",".join(wanted)}
            fault = _("%(file)s lacks the columns %(missing)s. Its first line must be: %(wanted)s")
            self.faults.append(fault % said)
            return None
        wanted += [MAY_SPLIT] if MAY_SPLIT in headings and self.amount == "people" else []
        return {name: headings.index(name) for name in wanted}

    def _row(self, told: dict[str, str]) -> _Row | None:
        before = len(self.faults)
        lat = self._degrees("lat", told["lat"], 90)
        lon = self._degrees("lon", told["lon"], 180)
        amount = self._amount(told[self.amount])
        may_split = self._yes(MAY_SPLIT, told.get(MAY_SPLIT, ""))
        self._known_by(told["id"])
        if len(self.faults) > before:
            return None
        return _Row(told["id"], lat, lon, amount, may_split)

    def _known_by(self, name: str) -> None:
        if not name:
            self._fault("id", _("it is empty. Give each row a name of its own."))
        elif name in self.lines:
            said = {"name": name, "line": self.lines[name]}
            self._fault(
                "id", _("“%(name)s” stands in line %(line)s too. Give each row a name of its own.") % said
            )
        self.lines.setdefault(name, self.cells.line_num)

    def _degrees(self, column: str, text: str, most: int) -> float:
        with suppress(ValueError):
            degrees = float(text)
            if abs(degrees) <= most:
                return degrees
        said = {"text": text, "most": most}
        self._fault(
            column, _("“%(text)s” is no number of degrees from -%(most)s to %(most)s, like 48.8566.") % said
        )
        return 0.0

    def _amount(self, text: str) -> int:
        whole = re.fullmatch(r"([0-9]{1,6})([.]0*)?", text)  # a spreadsheet may write 2.0
        if whole and int(whole[1]) <= MOST_PEOPLE:
            return int(whole[1])
        said = {"text": text, "most": MOST_PEOPLE}
        self._fault(self.amount, _("“%(text)s” is no whole number from 0 to %(most)s, like 2.") % said)
        return 0

    def _yes(self, column: str, text: str) -> bool:
        if text.lower() not in YES | NO:
            self._fault(column, _("“%(text)s” is neither yes nor no.") % {"text": text})
        return text.lower() in YES

    def _fault(self, column: str, what: str) -> None:
        said = {"file": self.path, "line": self.cells.line_num, "column": column, "what": what}
        self.faults.append(_("%(file)s, line %(line)s, column %(column)s: %(what)s") % said)
