"""The shipped files and what their rows mean. Reads only when asked; nothing happens on import."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from crisis.gazetteer.numbering import point_at
from crisis.gazetteer.places import Exactness, Place, metres_between

SHIPPED = Path(__file__).parent / "data"
NUMBERED_RADIUS_M = 600  # nine in ten house numbers lie within
KINDS = ("street", "station", "hospital", "town_hall", "site", "district", "town")
EXACTNESS_OF = {"street": Exactness.STREET, "town_hall": Exactness.STREET, "district": Exactness.DISTRICT,
                "town": Exactness.TOWN}  # fmt: skip
USUAL_RADIUS_M = {"street": 300, "station": 200, "hospital": 250, "town_hall": 200, "site": 200,
                  "district": 1_000, "town": 3_000}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """One known place.

    ``weight``: how likely people mean it, -3 to 3. ``also``: other names, joined by ";". ``ends``: a long
    street's two ends in the order of its house numbers, "lat,lon;lat,lon".
    """

    kind: str
    name: str
    postcode: str
    city: str
    lat: float
    lon: float
    radius_m: int = 0
    weight: int = 0
    also: str = ""
    ends: str = ""

    def place(self, number: int = 0) -> Place:
        """``number``: the house number asked for; moves the point along a long street whose ends are known."""
        exactness = EXACTNESS_OF.get(self.kind, Exactness.SITE)
        radius = self.radius_m or USUAL_RADIUS_M[self.kind]
        lat, lon = self.lat, self.lon
        if number and self.ends:
            first, last = (tuple(map(float, end.split(","))) for end in self.ends.split(";"))
            lat, lon = point_at(number, first, last)
            half = metres_between(*first, *last) / 2  # of the whole street, of which this may be a part
            radius = max(300, min(max(radius, half), NUMBERED_RADIUS_M))
        return Place(lat, lon, self.label(), exactness, round(radius), "gazetteer")

    def label(self) -> str:
        if self.kind == "town":
            told = self.name if self.city in ("", self.name) else f"{self.name} ({self.city})"
            return f"{told}, {self.postcode}" if self.postcode else told
        if self.city and self.city in self.name.split(", ")[-1]:
            return self.name
        where = " ".join(part for part in (self.postcode, self.city) if part)
        return f"{self.name}, {where}" if where else self.name


def shipped_rows() -> Iterator[Row]:
    for path in sorted(SHIPPED.glob("*.csv")):
        yield from rows_of(path)


def rows_of(path: Path) -> Iterator[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            row["lat"], row["lon"] = float(row["lat"]), float(row["lon"])
            row["radius_m"], row["weight"] = int(row["radius_m"]), int(row["weight"])
            yield Row(**row)
