"""What a coordinator fills in to declare a crisis."""

from dataclasses import dataclass, field

from crisis.activation.vocabulary import Profile


@dataclass(frozen=True, kw_only=True)
class CrisisDraft:
    """Either `radius_m` around the point, or `polygon` (GeoJSON Polygon or MultiPolygon), or both."""

    name: str
    what_happened: str
    place_label: str
    lat: float
    lon: float
    radius_m: int | None = 15_000
    polygon: dict | None = None
    official_url: str = ""
    emergency_numbers: str = "112 · 15 · 17 · 18 · 114 (SMS)"
    hotline: str = ""
    hashtags: tuple[str, ...] = field(default_factory=tuple)
    profile: str = Profile.GUARDED
    is_drill: bool = False
