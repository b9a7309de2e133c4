"""What a place is, and how far apart two of them are. Pure: no Django, no files."""

from dataclasses import dataclass
from enum import StrEnum
from math import asin, cos, radians, sin, sqrt

EARTH_RADIUS_M = 6_371_009


class Exactness(StrEnum):
    """How exact a point is, from exact to coarse."""

    PIN = "pin"
    ADDRESS = "address"
    STREET = "street"
    SITE = "site"
    DISTRICT = "district"
    TOWN = "town"


@dataclass(frozen=True)
class Place:
    """A point and how far it can be trusted.

    ``lat``, ``lon``: WGS 84 degrees. ``radius_m``: how far the true point may be, metres.
    ``source``: "gazetteer", "ban", "nominatim" or "pin".
    """

    lat: float
    lon: float
    label: str
    exactness: Exactness
    radius_m: int
    source: str


def metres_between(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    """Great-circle distance in metres (haversine on the mean sphere; within 0.5 % of the ellipsoid)."""
    rise, run = radians(other_lat - lat) / 2, radians(other_lon - lon) / 2
    chord = sin(rise) ** 2 + cos(radians(lat)) * cos(radians(other_lat)) * sin(run) ** 2
    return 2 * EARTH_RADIUS_M * asin(min(1.0, sqrt(chord)))
