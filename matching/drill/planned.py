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


@dataclass(frozen=True, slots=True)
class PlannedClosure:
    at: datetime
    key: str
    name_fr: str
    name_en: str
    closed_by: str
    lat: float
    lon: float
    radius_metres: int
    opens_at: datetime | None


@dataclass(frozen=True, slots=True)
class Where:
    lat: float
    lon: float
    words: str


@dataclass(frozen=True, slots=True)
class Sighting:
    """What a stranger writes `after` seconds from when the search is public; `status` as NoteStatus."""

    after: int
    status: str
    text: str


@dataclass(frozen=True, slots=True)
class Relative:
    """Joins `after` seconds from when the search is read: one of the family, or somebody who follows."""

    who: Someone
    relation: str
    of_family: bool
    after: int


@dataclass(frozen=True, slots=True)
class PlannedSearch:
    """`author` looks for `sought`; `knows_contact`: and gives the sought person's own phone or e-mail.

    `read_after`, `decided_after`: seconds until the exercise's coordinator reads it, decides on a lead of it; None
    leaves it to whoever tries the desk. `closed_after`: until the family, told, says that the person is found.
    """

    at: datetime
    key: str
    author: Someone
    relation: str
    sought: Someone
    family_name: str
    age: tuple[int, int] | None
    sex: str
    description: str
    place: Where | None
    last_seen_at: datetime
    knows_contact: bool
    read_after: int | None
    decided_after: int | None
    closed_after: int
    sighting: Sighting | None
    relative: Relative | None


@dataclass(frozen=True, slots=True)
class PlannedCheckIn:
    """`answers`: the key of the search for whoever says this, or "". `guest`: who "I need help" makes of them."""

    at: datetime
    key: str
    who: Someone
    given_name: str
    family_name: str
    status: str
    audience: str
    contact: str
    named: tuple[str, ...]
    message: str
    place: Where | None
    say_where: bool
    answers: str
    guest: Guest | None


Planned = (
    PlannedOffer
    | PlannedNeed
    | PlannedChange
    | PlannedShelter
    | PlannedClosure
    | PlannedSearch
    | PlannedCheckIn
)
