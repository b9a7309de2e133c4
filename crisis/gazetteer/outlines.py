"""Boundaries for the map drawn on the server; the same file the browser's schematic map uses."""

import json
from functools import lru_cache
from pathlib import Path

BACKGROUND = Path(__file__).parents[2] / "static" / "map" / "background.geojson"
COARSE_DEGREES = 1.5  # wider views show départements only

Ring = list[tuple[float, float]]


def outlines(bbox: tuple[float, float, float, float]) -> list[tuple[str, Ring]]:
    """(name, [(lat, lon), …]) of every boundary ring touching ``bbox`` = (south, west, north, east), degrees.

    Wide views give the départements; close ones the communes, and the arrondissements of Paris.
    """
    south, west, north, east = bbox
    wide = max(north - south, east - west) > COARSE_DEGREES
    return [
        (name, ring)
        for kind, name, (low, left, high, right), ring in _rings()
        if (kind == "departement") == wide
        and low <= north and high >= south and left <= east and right >= west
    ]  # fmt: skip


@lru_cache(maxsize=1)
def _rings() -> list[tuple[str, str, tuple[float, float, float, float], Ring]]:
    rings = []
    for feature in json.loads(BACKGROUND.read_text(encoding="utf-8"))["features"]:
        told, geometry = feature["properties"], feature["geometry"]
        one = geometry["type"] == "Polygon"
        for polygon in [geometry["coordinates"]] if one else geometry["coordinates"]:
            ring = [(lat, lon) for lon, lat in polygon[0]]
            lats, lons = [lat for lat, _ in ring], [lon for _, lon in ring]
            box = (min(lats), min(lons), max(lats), max(lons))
            rings.append((told["kind"], told["name"], box, ring))
    return rings
