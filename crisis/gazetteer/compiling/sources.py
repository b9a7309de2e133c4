"""Reads the source files and knows which arrondissement or commune a point lies in."""

import csv
import json
import re
from collections import Counter, defaultdict
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from statistics import median

from shapely import STRtree
from shapely.geometry import Point, shape

from crisis.gazetteer.places import metres_between
from crisis.gazetteer.spelling import plain

PARTICLES = frozenset(
    ["de", "du", "des", "la", "le", "les", "d", "l", "au", "aux", "en", "et", "sur", "sous"]
)


@dataclass
class Row:
    kind: str
    name: str
    postcode: str
    city: str
    lat: float
    lon: float
    radius_m: int
    weight: int = 0
    also: str = ""
    ends: str = ""


def write_rows(path: Path, rows: list[Row]) -> None:
    rows = sorted(rows, key=lambda row: (row.kind, row.city, plain(row.name), row.postcode))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, [field.name for field in fields(Row)], lineterminator="\n")
        writer.writeheader()
        for row in rows:
            writer.writerow(asdict(row) | {"lat": f"{row.lat:.5f}", "lon": f"{row.lon:.5f}"})


def read_table(path: Path) -> list[dict]:
    with path.open(encoding="utf-8", newline="") as file:
        return [row | {"lat": float(row["lat"]), "lon": float(row["lon"])} for row in csv.DictReader(file)]


def read_shapes(path: Path) -> list[tuple[dict, object]]:
    features = json.loads(path.read_text(encoding="utf-8"))["features"]
    return [(feature["properties"], shape(feature["geometry"])) for feature in features]


class Area:
    """Answers "which arrondissement, or else which commune, is this point in?"."""

    def __init__(self, folder: Path):
        self.paris = [
            (f"75{found['c_ar']:03d}", "Paris", outline)
            for found, outline in read_shapes(folder / "arrondissements-paris.geojson")
        ]
        self.communes = [
            (f"{found['insee']}", found["nomcom"], outline)
            for found, outline in read_shapes(folder / "communes-idf.geojson")
            if found["numdep"] != 75
        ]
        self._all = self.paris + self.communes
        self._tree = STRtree([outline for _, _, outline in self._all])
        self.name_of_insee = {code: name for code, name, _ in self.communes}

    def at(self, lat: float, lon: float) -> tuple[str, str]:
        """(postcode for Paris or INSEE code elsewhere, commune) or ("", "")."""
        for hit in self._tree.query(Point(lon, lat), predicate="within"):
            return self._all[hit][:2]
        return "", ""


class Accents:
    """Gives words written in capitals their accents back, from every source that writes them properly."""

    def __init__(self, texts: list[str]):
        seen: dict[str, Counter] = defaultdict(Counter)
        for text in texts:
            for word in re.findall(r"[^\W\d_]{2,}", text):
                if not word.isupper():
                    seen[plain(word)][word.lower()] += 1
        self._best = {folded: counted.most_common(1)[0][0] for folded, counted in seen.items()}

    def restore(self, text: str) -> str:
        """ "RUE DE LA FONTAINE AU ROI" -> "Rue de la Fontaine au Roi"."""
        text = re.sub(r"\s+", " ", text.replace("\x92", "'")).strip(" -,")
        text = re.sub(r"\bD\.\s?(?=[A-Z])", "Delano ", text)
        text = re.sub(r"^(?:BD|Bd|bd)\b", "Boulevard", text)
        text = re.sub(r"\b([dlDL]) (?=[AEIOUYHÉÈaeiouyhéè])", r"\1'", text)
        pieces = re.split(r"([^\w]+)", text)
        dressed = "".join(self._dress(piece) for piece in pieces)
        return dressed[:1].upper() + dressed[1:]

    def _dress(self, word: str) -> str:
        if len(word) == 1 and word.isupper() and word not in "DLA":
            return word
        if re.fullmatch(r"[IVX]{2,}|RER|TGV|CHU|BNF", word):
            return word
        lower = self._best.get(plain(word), word.lower()) if word.isupper() else word.lower()
        if lower in PARTICLES:
            return lower
        return lower if re.fullmatch(r"\d+\w*", lower) else lower[:1].upper() + lower[1:]


def centre(points: list[tuple[float, float]]) -> tuple[float, float]:
    return median(lat for lat, _ in points), median(lon for _, lon in points)


def reach(lat: float, lon: float, points: list[tuple[float, float]]) -> float:
    """Metres from the centre to the farthest point."""
    return max(metres_between(lat, lon, *point) for point in points)
