"""What every door fills: web form, API, phone intake, import, drill."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, kw_only=True)
class PlaceDraft:
    """A resolved place. `radius_m`: how far the true point may be; `typed`: what the person wrote."""

    lat: float
    lon: float
    label: str
    exactness: str = "pin"
    radius_m: int = 0
    source: str = "pin"
    typed: str = ""


@dataclass(frozen=True, kw_only=True)
class OfferDraft:
    """`places`: persons; `until`: aware; `entry`: door code and floor; `meeting_point`: a station, or ""."""

    place: PlaceDraft
    places: int
    until: datetime
    first_name: str
    contact: str
    step_free: bool = False
    children: bool = True
    pets: bool = False
    women_only: bool = False
    languages: tuple[str, ...] = ()
    entry: str = ""
    meeting_point: str = ""
    note: str = ""
    language: str = "fr"


@dataclass(frozen=True, kw_only=True)
class NeedDraft:
    """`contact` may be empty: the page itself is a way to answer."""

    place: PlaceDraft
    adults: int
    children: int = 0
    first_name: str = ""
    contact: str = ""
    step_free: bool = False
    pets: bool = False
    women_group: bool = False
    women_only: bool = False
    languages: tuple[str, ...] = ()
    for_someone_else: bool = False
    may_split: bool = False
    note: str = ""
    language: str = "fr"


@dataclass(frozen=True, kw_only=True)
class ShelterDraft:
    """An official shelter: a gym for 200, no handshake. `key` names it in its source, for re-imports."""

    place: PlaceDraft
    name: str
    capacity: int
    occupied: int = 0
    step_free: bool = False
    pets: bool = False
    source: str = ""
    key: str = ""
    state: str = "open"
