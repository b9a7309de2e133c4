"""Real streets for invented people, from the gazetteer's open data (Licence Ouverte): one point a street."""

import csv
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

PARIS_BOX = (48.815, 2.224, 48.903, 2.470)  # south, west, north, east, in degrees

# Some names in the file stand alone ("Jasmin"): no address is written so.
STREET_KINDS = {
    "allée",
    "avenue",
    "boulevard",
    "cité",
    "cours",
    "faubourg",
    "impasse",
    "passage",
    "place",
    "quai",
}
STREET_KINDS |= {"rue", "ruelle", "sentier", "square", "villa"}


@dataclass(frozen=True, slots=True)
class Spot:
    lat: float
    lon: float
    label: str


def in_paris(lat: float, lon: float) -> bool:
    south, west, north, east = PARIS_BOX
    return south <= lat <= north and west <= lon <= east


def paris_spots(path: Path | None = None) -> tuple[Spot, ...]:
    """The streets of Paris in a CSV with name, postcode, lat, lon; by default the one the gazetteer ships.

    Raises FileNotFoundError where there is none.
    """
    with (path or _shipped_streets()).open(encoding="utf-8", newline="") as rows:
        spots = [_spot(row) for row in csv.DictReader(rows) if _is_paris_street(row)]
    return tuple(spot for spot in spots if in_paris(spot.lat, spot.lon))


def _shipped_streets() -> Path:
    return Path(str(files("crisis.gazetteer") / "data" / "streets.csv"))


def _is_paris_street(row: dict[str, str]) -> bool:
    return row["postcode"].startswith("75") and row["name"].split()[0].lower() in STREET_KINDS


def _spot(row: dict[str, str]) -> Spot:
    """As it stands in an address: "Rue de Charonne" -> "rue de Charonne, 75011 Paris"."""
    name = row["name"][:1].lower() + row["name"][1:]
    return Spot(float(row["lat"]), float(row["lon"]), f"{name}, {row['postcode']} Paris")
