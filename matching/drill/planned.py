"""What a drawn night is made of. Times are aware UTC, delays seconds of drill time, sizes persons."""

from dataclasses import dataclass
from datetime import datetime

from matching.drill.people import Someone


@dataclass(frozen=True, slots=True)
class Host:
    """`answer`: accept, decline or silent; `answers_after` seconds from the proposal."""

    who: Someone
    answers_after: int
    answer: str
    confirms: bool
    says: str


@dataclass(frozen=True, slots=True)
class Guest:
    """`walks`: sets off at all. `leaves_after` seconds from arrival; None stays past the night."""

    who: Someone
    walks: bool
    sets_off_after: int
    leaves_after: int | None
    says: str


@dataclass(frozen=True, slots=True)
class PlannedOffer:
    at: datetime
    key: str
    host: Host
    lat: float
    lon: float
    address: str
    floor_and_code: str
    places: int
    step_free: bool
    children: bool
    pets: bool
    women_only: bool
    languages: tuple[str, ...]
    until: datetime | None


@dataclass(frozen=True, slots=True)
class PlannedNeed:
    at: datetime
    key: str
    guest: Guest
    lat: float
    lon: float
    where_text: str
    adults: int
    children: int
    step_free: bool
    pets: bool
    women_group: bool
    women_only: bool
    languages: tuple[str, ...]
    for_someone_else: bool


@dataclass(frozen=True, slots=True)
class PlannedChange:
    """A host pauses, resumes or withdraws the door `offer_key` of its own accord."""

    at: datetime
    key: str
    offer_key: str
    change: str


@dataclass(frozen=True, slots=True)
class PlannedShelter:
    at: datetime
    key: str
    name: str
    lat: float
    lon: float
    capacity: int


Planned = PlannedOffer | PlannedNeed | PlannedChange | PlannedShelter
