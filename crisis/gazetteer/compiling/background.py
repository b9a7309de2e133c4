"""The schematic map's background: arrondissements, communes, départements, simplified without gaps."""

import json
from pathlib import Path

import shapely
from shapely.geometry import mapping, shape

from crisis.gazetteer.compiling.sources import read_shapes

MISSPELT = {"Haute-Rhin": "Haut-Rhin", "Meurhe-et-Moselle": "Meurthe-et-Moselle",
            "Seien-et-Marne": "Seine-et-Marne", "Guyane française": "Guyane"}  # fmt: skip
INNER_RING = (92, 93, 94)


def write(source: Path, departements: Path | None, target: Path) -> None:
    features = _departements(departements) if departements else []
    features += _communes(source) + _arrondissements(source)
    target.parent.mkdir(parents=True, exist_ok=True)
    document = {"type": "FeatureCollection", "features": features}
    target.write_text(json.dumps(document, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")


def _arrondissements(source: Path) -> list[dict]:
    found = read_shapes(source / "arrondissements-paris.geojson")
    names = [str(properties["c_ar"]) for properties, _ in found]
    return _features("arrondissement", names, [outline for _, outline in found], tolerance=0.0004, digits=4)


def _communes(source: Path) -> list[dict]:
    found = [pair for pair in read_shapes(source / "communes-idf.geojson") if pair[0]["numdep"] != 75]
    inner = [pair for pair in found if pair[0]["numdep"] in INNER_RING]
    outer = [pair for pair in found if pair[0]["numdep"] not in INNER_RING]
    return _communes_of(inner, tolerance=0.0025, digits=4) + _communes_of(outer, tolerance=0.03, digits=3)


def _communes_of(found: list, *, tolerance: float, digits: int) -> list[dict]:
    names = [properties["nomcom"] for properties, _ in found]
    return _features("commune", names, [outline for _, outline in found], tolerance=tolerance, digits=digits)


def _departements(path: Path) -> list[dict]:
    topology = json.loads(path.read_text(encoding="utf-8"))
    geometries = topology["objects"]["fra"]["geometries"]
    arcs = [_arc(arc, topology["transform"]) for arc in topology["arcs"]]
    outlines = [_assembled(geometry, arcs) for geometry in geometries]
    names = [geometry["properties"]["name"] for geometry in geometries]
    kept = [i for i, outline in enumerate(outlines) if outline and names[i]]
    return _features("departement", [MISSPELT.get(names[i], names[i]) for i in kept],
                     [outlines[i] for i in kept], tolerance=0.1, digits=2)  # fmt: skip


def _arc(steps: list, transform: dict) -> list[tuple[float, float]]:
    """TopoJSON: quantised, delta-coded positions."""
    (sx, sy), (tx, ty) = transform["scale"], transform["translate"]
    x = y = 0
    points = []
    for step in steps:
        x, y = x + step[0], y + step[1]
        points.append((x * sx + tx, y * sy + ty))
    return points


def _assembled(geometry: dict, arcs: list):
    if not geometry.get("arcs"):
        return None
    polygons = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
    rings = [[_ring(ring, arcs) for ring in polygon] for polygon in polygons]
    return shape({"type": "MultiPolygon", "coordinates": rings}).buffer(0)


def _ring(ring: list[int], arcs: list) -> list:
    points: list = []
    for number in ring:
        arc = arcs[number] if number >= 0 else arcs[~number][::-1]
        points.extend(arc[1:] if points else arc)
    return points


def _features(kind: str, names: list[str], outlines: list, *, tolerance: float, digits: int) -> list[dict]:
    simple = shapely.coverage_simplify(outlines, tolerance)
    return [_feature(kind, name, outline, digits) for name, outline in zip(names, simple, strict=True)]


def _feature(kind: str, name: str, outline, digits: int) -> dict:
    geometry = _rounded(mapping(outline), digits)
    return {"type": "Feature", "properties": {"kind": kind, "name": name}, "geometry": geometry}


def _rounded(geometry: dict, digits: int) -> dict:
    def rounded(part):
        if isinstance(part[0], float | int):
            return [round(part[0], digits), round(part[1], digits)]
        return [rounded(inner) for inner in part]

    return {"type": geometry["type"], "coordinates": rounded(geometry["coordinates"])}
