"""What a coordinator fills in to declare an area closed."""

from dataclasses import dataclass
from datetime import datetime

from crisis.closures.vocabulary import ClosureReason


@dataclass(frozen=True, kw_only=True)
class ClosureDraft:
    """Either `polygon` (GeoJSON Polygon or MultiPolygon), or `radius_m` around the point; a polygon wins.

    `source`: who in authority says so. `until`: when it lifts by itself; None until somebody lifts it.
    """

    name: str
    source: str
    reason: str = ClosureReason.POLICE
    source_url: str = ""
    place_label: str = ""
    lat: float | None = None
    lon: float | None = None
    radius_m: int | None = None
    polygon: dict | None = None
    until: datetime | None = None
