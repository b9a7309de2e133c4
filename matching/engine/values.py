"""What the engine talks about: distances in metres, sizes in persons, aware times. No words for people."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Door:
    """An offer as the engine sees it.

    `verified`: the host's contact is. `open`: neither paused, held by moderation nor its owner suspended.
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
    SAME_PERSON = "same_person"
    BLOCKED = "blocked"
    TOO_FAR = "too_far"


@dataclass(frozen=True, slots=True)
class Reason:
    """One argument for a door; `values` holds JSON-safe numbers and codes, never words."""

    code: str
    values: dict[str, int | str]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A door nothing refuses. `score`: higher is better, minus the metres the door feels away."""

    door: Door
    metres: int
    score: float
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class WhyNot:
    """What stands between a party and the doors near it.

    `alone` counts the doors that one refusal keeps shut by itself: what would open if it were lifted.
    """

    nearby: int
    acceptable: int
    refusals: Counter[Refusal]
    alone: Counter[Refusal]
