"""A list of official shelters as people keep it: CSV from a spreadsheet, with whatever headings it has.

Format: what `crisis.ground.sheets` reads. One shelter a row: name, address or lat and lon (WGS 84 degrees), capacity,
and if known occupied, step_free, pets, key.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from django.utils.text import slugify
from django.utils.translation import gettext as _

from accounts.errors import Invalid
from crisis.activation.models import Crisis
from crisis.gazetteer.spelling import plain
from crisis.ground import sheets
from crisis.shelter.drafts import PlaceDraft, ShelterDraft
from crisis.shelter.models import OfficialShelter
from crisis.shelter.places import chosen, find_places
from crisis.shelter.rules import shelter_problems

MOST_BYTES = 300_000
MOST_ROWS = 1_000
TOO_COARSE = ("district", "town")
PLACED = {"where": "address"}
POINT = re.compile(r"(-?\d{1,2}\.\d+)\s?[,;/ ]\s?(-?\d{1,3}\.\d+)")  # "48.8567, 2.3801" in the address
YES = {"1", "yes", "y", "true", "oui", "o", "vrai", "x", "ja", "si"}
HEADINGS = {
    "name": {"name", "nom", "shelter", "site", "lieu", "etablissement", "nom du site", "centre"},
    "address": {"address", "adresse", "adresse complete", "rue", "location", "localisation"},
    "lat": {"lat", "latitude", "y"},
    "lon": {"lon", "lng", "long", "longitude", "x"},
    "capacity": {"capacity", "capacite", "places", "beds", "lits", "nombre de places", "jauge"},
    "occupied": {"occupied", "occupation", "occupes", "presents", "taken", "inside"},
    "step_free": {"step free", "accessible", "pmr", "accessibilite", "wheelchair", "acces pmr"},
    "pets": {"pets", "animaux", "animals", "animaux acceptes"},
    "key": {"key", "id", "identifiant", "code", "ref", "reference", "cle"},
}


@dataclass
class Row:
    """`outcome`: entered, changed, known or refused; `number` counts lines as a spreadsheet does.

    `errors` say why it is refused, column by column, `doubts` what somebody should look at before it is entered.
    """

    number: int
    name: str
    outcome: str
    draft: ShelterDraft | None = None
    errors: list[str] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)
    cells: list[str] = field(default_factory=list)


@dataclass
class Reading:
    """`columns`: {our column: the heading it was read from}; `ignored`: headings nobody understood."""

    headings: list[str]

    columns: dict[str, str]
    ignored: list[str]
    rows: list[Row]

    @property
    def drafts(self) -> list[ShelterDraft]:
        return [row.draft for row in self.rows if row.draft and row.outcome != "known"]

    @property
    def refused_text(self) -> str:
        """The refused rows as a file of their own, to be corrected; "" when there are none."""
        rows = [row.cells for row in self.rows if row.outcome == "refused"]
        return sheets.plain_text([self.headings, *rows] if rows else [])

    def count(self, outcome: str) -> int:
        return sum(row.outcome == outcome for row in self.rows)


def decode(content: bytes) -> str:
    """Raises Invalid for a file that is too large or no text."""
    if len(content) > MOST_BYTES:
        raise Invalid({"file": [_("The file is too large: at most 300 kB.")]})
    return sheets.decode(content)


def read_shelters(text: str, *, crisis: Crisis, source: str = "") -> Reading:
    """What an import of `text` would do, row by row; nothing is written. Places are looked up: may take a second.

    Raises Invalid when there is no heading for the name and the capacity, or for more than 1,000 rows.
    """
    text = text[:MOST_BYTES]
    found = sheets.rows_of(text, sheets.delimiter_of(text), most=MOST_ROWS + 2)
    _first, headings = next(found, (1, []))
    columns = guess_columns(headings)
    _require(columns)
    known = {s.key or _by_hand(s.name): s for s in OfficialShelter.objects.filter(crisis=crisis)}
    rows, seen = [], {}
    for number, cells in _not_too_many(found):
        told = {name: cells[i].strip() for name, i in columns.items() if i < len(cells)}
        row = _row(number, told, crisis, source, known, seen)
        rows.append(replace(row, cells=cells, errors=_by_column(row.errors, columns, headings)))
    used = set(columns.values())
    ignored = [heading for i, heading in enumerate(headings) if i not in used and heading.strip()]
    return Reading(headings, {name: headings[i] for name, i in columns.items()}, ignored, rows)


def _by_column(errors: list, columns: dict[str, int], headings: list[str]) -> list[str]:
    """(our column, words) as people read them: with the heading their own file has."""
    return [
        _("Column “%(column)s”: %(words)s") % {"column": headings[columns[column]].strip(), "words": words}
        if column in columns
        else str(words)
        for column, words in errors
    ]


def guess_columns(headings: list[str]) -> dict[str, int]:
    """{our column: index}; case, accents, _ and - forgiven, each heading used once."""
    found: dict[str, int] = {}
    for index, heading in enumerate(headings):
        words = sheets.heading(heading)
        name = next((name for name, known in HEADINGS.items() if words in known), None)
        if name and name not in found:
            found[name] = index
    return found


def _by_hand(name: str) -> str:
    """Where a shelter without a key of its source stands among the known."""
    return f"name: {name.strip().casefold()}"


def _require(columns: dict[str, int]) -> None:
    placed = "address" in columns or {"lat", "lon"} <= columns.keys()
    if not ({"name", "capacity"} <= columns.keys() and placed):
        said = _("The first line must name the columns: name, capacity, and address or lat and lon.")
        raise Invalid({"file": [said]})


def _not_too_many(rows: Iterator[tuple[int, list[str]]]) -> Iterator[tuple[int, list[str]]]:
    for count, row in enumerate(rows):
        if count >= MOST_ROWS:
            raise Invalid({"file": [_("Too many rows: at most 1,000 at once.")]})
        yield row


def _row(number: int, told: dict, crisis: Crisis, source: str, known: dict, seen: dict) -> Row:
    name, errors, doubts = told.get("name", ""), [], []
    key = (told.get("key") or slugify(name))[:80]
    if key and key in seen:
        errors.append(("", _("The same shelter as in line %(number)s.") % {"number": seen[key]}))
    seen.setdefault(key, number)
    before = known.get(key)
    if before is None and _by_hand(name) in known:
        errors.append(("name", _("A shelter of this name was entered by hand: change it on its own page.")))
    if not name:
        errors.append(("name", _("Give the shelter its name, such as Gymnase Japy.")))
    draft = _draft(told, key, crisis, source, before, errors, doubts)
    if draft and not errors:
        found = shelter_problems(draft, centre=(crisis.lat, crisis.lon))
        errors += [(PLACED.get(column, column), word) for column, words in found.items() for word in words]
    if errors or draft is None:
        return Row(number, name, "refused", errors=errors)
    return Row(number, name, _outcome(draft, before), draft, doubts=doubts)


def _draft(
    told: dict,
    key: str,
    crisis: Crisis,
    source: str,
    before: OfficialShelter | None,
    errors: list[tuple[str, str]],
    doubts: list[str],
) -> ShelterDraft | None:
    """What the row says; what it has no cell for stays as it is known."""
    place = _place(told, crisis, errors, doubts)
    capacity = _number(told, "capacity", errors)
    occupied = _number(told, "occupied", errors) if told.get("occupied") else before and before.occupied
    if place is None or capacity is None:
        return None
    return ShelterDraft(
        place=place,
        name=told.get("name", "")[:120],
        capacity=capacity,
        occupied=occupied or 0,
        step_free=_yes(told, "step_free", before),
        pets=_yes(told, "pets", before),
        source=source or (before.origin_source if before else ""),
        key=key,
        state=before.state if before else "open",
    )


def _number(told: dict, column: str, errors: list[tuple[str, str]]) -> int | None:
    digits = "".join(told.get(column, "").split()).replace("\u202f", "")
    if digits.isdecimal() and len(digits) < 7:
        return int(digits)
    said = _("“%(text)s” is not a number of people. Write digits only, such as 200.")
    errors.append((column, said % {"text": told.get(column, "")[:30]}))
    return None


def _yes(told: dict, column: str, before: OfficialShelter | None) -> bool:
    if not told.get(column):
        return bool(before and getattr(before, column))
    return plain(told[column]) in YES


def _place(told: dict, crisis: Crisis, errors: list, doubts: list[str]) -> PlaceDraft | None:
    """Where the row says it is; None, and why, when that is nowhere to send people to."""
    before, address = len(errors), told.get("address", "")[:200]
    point = _point(told, errors)
    if len(errors) > before:
        return None
    if point:
        return find_places(crisis, where=address, lat=point[0], lon=point[1])[0]
    found = find_places(crisis, where=address, lat=None, lon=None) if address else []
    if not found:
        said = _("This address is not known. Write number, street and postcode, or add lat and lon.")
        errors.append(("address", said))
        return None
    if found[0].exactness in TOO_COARSE:
        said = _("Of this address only the district is known. Write number and street, or add lat and lon.")
        errors.append(("address", said))
        return None
    if chosen(found, "") is None:
        doubts.append(_("Several places have this address: check that this is the one, or add lat and lon."))
    return found[0]


def _point(told: dict, errors: list) -> tuple[float, float] | None:
    lat, lon = told.get("lat", "").replace(",", "."), told.get("lon", "").replace(",", ".")
    if not (lat or lon):
        typed = POINT.fullmatch(told.get("address", "").strip())
        lat, lon = typed.groups() if typed else ("", "")
    if not (lat or lon):
        return None
    try:
        point = float(lat), float(lon)
    except ValueError:
        point = (91.0, 0.0)
    if -90 <= point[0] <= 90 and -180 <= point[1] <= 180:
        return point
    errors.append(("lat", _("lat and lon are degrees, such as 48.8566 and 2.3522.")))
    return None


def _outcome(draft: ShelterDraft, before: OfficialShelter | None) -> str:
    if before is None:
        return "entered"
    place = draft.place
    says = (draft.name, draft.capacity, draft.occupied, draft.step_free, draft.pets, place.lat, place.lon)
    same = ("name", "capacity", "occupied", "step_free", "pets", "lat", "lon")
    also = place.label[:200] == before.label and draft.source[:120] == before.origin_source
    return "known" if also and says == tuple(getattr(before, name) for name in same) else "changed"
