"""What the engine talks about: distances in metres, sizes in persons, aware times. No words for people."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

MOST_IN_VAIN = 10  # questions to one host that came to nothing; then they are left in peace


class Known(StrEnum):
    """How a host whose contact is verified is known: answered a code, spoke with a coordinator, or signs in."""

    ANSWERED = "answered"
    VOUCHED = "vouched"
    ACCOUNT = "account"


@dataclass(frozen=True, slots=True)
class Door:
    """An offer as the engine sees it.

    `verified`: the host's contact is. `open`: neither paused, held by moderation nor its owner suspended.
    `guests`: places given or held now. `asked_in_vain`: so often was the host of late, at any
    door of theirs, for guests who never set out.
    """

    id: int
    lat: float
    lon: float
    places_left: int
    step_free: bool
    children: bool
    pets: bool
    women_only: bool
    languages: tuple[str, ...]
    open_until: datetime | None
    confirmed_at: datetime
    verified: bool
    open: bool
    owner_id: int
    guests: int = 0
    known: Known = Known.ANSWERED
    asked_in_vain: int = 0


@dataclass(frozen=True, slots=True)
class Party:
    """A need as the engine sees it.

    `women_group`: all adults are women. `women_only`: they ask for a women-only home.
    """

    id: int
    lat: float
    lon: float
    adults: int
    children: int
    step_free: bool
    pets: bool
    women_group: bool
    women_only: bool
    languages: tuple[str, ...]
    waiting_since: datetime
    owner_id: int
    blocked_owner_ids: frozenset[int] = frozenset()
    refused_door_ids: frozenset[int] = frozenset()

    @property
    def persons(self) -> int:
        return self.adults + self.children


class Refusal(StrEnum):
    NO_ROOM = "no_room"
    NOT_STEP_FREE = "not_step_free"
    NO_CHILDREN = "no_children"
    NO_PETS = "no_pets"
    WOMEN_ONLY = "women_only"
    NOT_WOMEN_ONLY = "not_women_only"
    CLOSED = "closed"
    NOT_VERIFIED = "not_verified"
    ENDS_TOO_SOON = "ends_too_soon"
    UNACCOMPANIED_MINOR = "unaccompanied_minor"
    ALREADY_TRIED = "already_tried"
    RESTING = "resting"
    SAME_PERSON = "same_person"
    BLOCKED = "blocked"
    CLOSED_AREA = "closed_area"
    TOO_FAR = "too_far"


@dataclass(frozen=True, slots=True)
class Reason:
    """One argument for a door; `values` holds JSON-safe numbers and codes, never words.

    `felt`: how many metres nearer (negative: farther) it makes the door feel.
    """

    code: str
    values: dict[str, int | str]
    felt: int = 0


@dataclass(frozen=True, slots=True)
class Candidate:
    """A door nothing refuses. `score`: higher is better, minus the metres the door feels away."""

    door: Door
    metres: int
    score: float
    reasons: tuple[Reason, ...]
