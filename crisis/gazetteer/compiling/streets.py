"""Streets: cleaned names, one row per arrondissement and one for the whole street, crossings as evidence.

A street of the source is the median of the known addresses on it. Public bike stations stand at
crossings and are named after both streets ("Alibert - Jemmapes"): each adds a point to the streets
it names and reveals small streets the source lacks (their type is unknown and stays unsaid).
"""

import re
from collections import defaultdict
from dataclasses import dataclass, field

from crisis.gazetteer.compiling.sources import Accents, Area, Row, centre, reach
from crisis.gazetteer.numbering import from_first_number
from crisis.gazetteer.places import metres_between
from crisis.gazetteer.spelling import LITTLE_WORDS, STREET_TYPES, squeezed, words

LONG_TYPES = frozenset({"boulevard", "avenue", "quai", "cours", "route", "chaussee"})
SMALL_TYPES = frozenset({"place", "square", "impasse", "villa", "cite", "parvis", "rond", "passage"})
SITES = re.compile(
    r"^(gare|musee|porte|parc|square|jardin|hopital|cimetiere|pont|bibliotheque|theatre|stade|universite|"
    r"ecole|lycee|palais|halle|port|eglise|hotel de ville|mairie|metro|bois|piscine|forum|ile|campus|"
    r"institut|centre|cite|village|conservatoire|maison|chateau)\b"
)
SAME_STREET_M = 1_500
LONG_STREET_M = 700
LONG_ENOUGH_M = 500
LONGEST_M = 4_500  # rue de Vaugirard: farther apart are two streets, or a fault of the source


@dataclass
class Street:
    name: str
    city: str
    street_type: str
    points: dict[str, list[tuple[float, float]]] = field(default_factory=lambda: defaultdict(list))

    def all_points(self) -> list[tuple[float, float]]:
        return [point for part in self.points.values() for point in part]

    def distance(self, lat: float, lon: float) -> float:
        return min(metres_between(lat, lon, *point) for point in self.all_points())


def core(text: str) -> tuple[str, ...]:
    """The words that name a street, as they sound, without type and articles."""
    found = words(text)
    if found and found[0] in STREET_TYPES:
        found = found[1:]
    return tuple(squeezed(word) for word in found if word not in LITTLE_WORDS)


def street_type(text: str) -> str:
    found = words(text)[:1]
    return found[0] if found and found[0] in STREET_TYPES else ""


def tidy(name: str, city: str) -> str:
    """Drops a house number or the town's name glued to the end of a street's name."""
    name = re.sub(r"(?<=[A-Za-zé])\s+\d{1,3}$", "", re.sub(r"\s+", " ", name).strip())
    name = re.sub(r"\bFBG\b|\bFG\b", "FAUBOURG", name)
    glued = re.fullmatch(rf"(.+) {re.escape(city)}", name, flags=re.IGNORECASE)
    if glued and words(glued.group(1))[-1] not in LITTLE_WORDS and len(words(glued.group(1))) > 1:
        return glued.group(1)
    return name


def gather_streets(table: list[dict], area: Area, accents: Accents) -> dict[tuple, list[Street]]:
    """(city, core) -> streets of that name, of whatever type."""
    streets: dict[tuple, list[Street]] = defaultdict(list)
    for row in sorted(table, key=lambda row: row["street"].isupper()):
        code, city = area.at(row["lat"], row["lon"])
        said_paris = row["postcode"].startswith("75")
        if not city or (city == "Paris") != said_paris or not core(row["street"]):
            continue
        name = tidy(row["street"], row["city"])
        part = code if city == "Paris" else row["postcode"]
        _street_of(streets, city, accents.restore(name)).points[part].extend(
            [(row["lat"], row["lon"])] * min(3, int(row["points"]))
        )
    return streets


def _street_of(streets: dict, city: str, name: str) -> Street:
    alike = streets[city, core(name)]
    found = next((street for street in alike if street.street_type == street_type(name)), None)
    if found is None:
        found = Street(name, city, street_type(name))
        alike.append(found)
    return found


def add_crossings(streets: dict, stations: list[dict], area: Area, accents: Accents) -> list[Row]:
    """Lets bike stations speak for the streets they are named after; returns the sites among them.

    Twice, because a street grows by its crossings: what was too far from it at first may be near at last.
    """
    sites: list[Row] = []
    unplaced = []
    for station in stations:
        lat, lon = station["lat"], station["lon"]
        code, city = area.at(lat, lon)
        for side in [side.strip() for side in station["name"].split(" - ")] if city else []:
            if len(words(side)) > 1 and SITES.match(" ".join(words(side))):
                sites.append(_site(accents.restore(side), code, city, lat, lon))
            elif core(side) and not _extend(streets, side, (lat, lon), code, city):
                unplaced.append((side, (lat, lon), code, city))
    for side, point, code, city in unplaced:
        if not _extend(streets, side, point, code, city):
            name = accents.restore(side)
            streets[city, core(side)].append(Street(name, city, street_type(side)))
            streets[city, core(side)][-1].points[code if city == "Paris" else ""].append(point)
    return _merged(sites)


def add_metro_stations(streets: dict, stations: list[dict], area: Area) -> None:
    """A metro station bears the names of the streets it lies on; it reveals no new ones."""
    for station in stations:
        code, city = area.at(station["lat"], station["lon"])
        if "Metro" in station["modes"] and city == "Paris":
            for side in re.split(r"-|\(|\)", station["name"]):
                if core(side):
                    _extend(streets, side, (station["lat"], station["lon"]), code, city)


def _extend(streets: dict, side: str, point: tuple, code: str, city: str) -> bool:
    """Adds ``point`` to the street of that name it lies on, if one is near enough."""
    near = [(_away(street, point), street) for street in streets.get((city, core(side)), [])]
    if street_type(side):
        near = [pair for pair in near if pair[1].street_type in ("", street_type(side))]
    away, street = min(near, key=lambda pair: pair[0], default=(SAME_STREET_M + 1, None))
    if away > SAME_STREET_M:
        return False
    street.points[code if city == "Paris" else next(iter(street.points), "")].append(point)
    return True


def _away(street: Street, point: tuple[float, float]) -> float:
    """Metres to the street; a boulevard is known by one point and may reach a kilometre farther."""
    return street.distance(*point) - (LONG_STREET_M if street.street_type in LONG_TYPES else 0)


def _merged(sites: list[Row]) -> list[Row]:
    """Several bike stations around one site are one site, at their middle."""
    alike: dict[tuple, list[Row]] = defaultdict(list)
    for site in sites:
        alike[core(site.name), site.kind, site.city].append(site)
    merged = []
    for group in alike.values():
        points = [(site.lat, site.lon) for site in group]
        group[0].lat, group[0].lon = centre(points)
        group[0].radius_m = max(200, round(reach(*centre(points), points) / 50 + 1) * 50)
        merged.append(group[0])
    return merged


def _site(name: str, code: str, city: str, lat: float, lon: float) -> Row:
    kind = "town_hall" if re.match(r"mairie|hotel de ville", " ".join(words(name))) else "site"
    return Row(kind, name, code if city == "Paris" else "", city, lat, lon, 200, weight=-1)


def street_rows(streets: dict) -> list[Row]:
    return [row for alike in streets.values() for street in alike for row in _rows_of(street)]


def _rows_of(street: Street) -> list[Row]:
    """One row per arrondissement, and where there are several, one for the whole street: if it is one."""
    parts = _without_strays(street)
    weight = 1 if street.street_type else -2
    everywhere = [point for part in parts.values() for point in part]
    is_one = street.city == "Paris" and _farthest(everywhere)[0] <= LONGEST_M
    ends = _ends(everywhere) if is_one else ""
    rows = [_row(street, postcode, points, weight) for postcode, points in parts.items()]
    if len(parts) > 1 and is_one:
        rows.append(_row(street, "", everywhere, weight + 2))
    for row in rows:
        row.ends = ends
    return rows


def _farthest(points: list[tuple]) -> tuple:
    """The two known points that are farthest apart, after the metres between them."""
    known = sorted(set(points))
    return max(((metres_between(*a, *b), a, b) for a in known for b in known), default=(0, None, None))


def _ends(points: list[tuple]) -> str:
    """The two farthest known points, in the order of the house numbers; "" for a short or little known street."""
    length, one, other = _farthest(points)
    ends = from_first_number(one, other) if length >= LONG_ENOUGH_M else None
    return ";".join(f"{lat:.5f},{lon:.5f}" for lat, lon in ends or ())


def _without_strays(street: Street) -> dict[str, list]:
    """A lone address far from all others of its street is a geocoding fault of the source."""
    parts = dict(street.points)
    middle = centre(street.all_points())
    known = len(set(street.all_points()))
    for postcode, points in list(parts.items()):
        if known > 3 and len(set(points)) == 1 and metres_between(*middle, *points[0]) > 3_000:
            del parts[postcode]
    return parts


def _middle(points: list[tuple]) -> tuple[float, float]:
    """Half way between where most of it is known and half way between its ends."""
    _metres, one, other = _farthest(points)
    lat, lon = centre(points)
    return (lat + (one[0] + other[0]) / 2) / 2, (lon + (one[1] + other[1]) / 2) / 2


def _row(street: Street, postcode: str, points: list[tuple], weight: int) -> Row:
    lat, lon = _middle(points)
    least = 250 if street.street_type not in LONG_TYPES | SMALL_TYPES else 150
    if street.street_type in LONG_TYPES and len(set(points)) < 4:
        least = 500
    radius = max(least, round(reach(lat, lon, points) / 50 + 2) * 50)
    return Row("street", street.name, postcode, street.city, lat, lon, radius, weight)
