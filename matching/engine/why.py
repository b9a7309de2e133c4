"""Why nothing fits, and what of the wishes keeps most doors shut."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from .closed import NONE_CLOSED, ClosedAreas
from .dividing import divide
from .places import refusals, told_metres
from .values import Door, Party, Refusal

BANDS = (1_000, 2_000, 3_000, 5_000)  # metres
ENOUGH = 3


class Wish(StrEnum):
    """What is a party's own to give up. Children, their number and who they are, are not."""

    STEP_FREE = "step_free"
    PETS = "pets"
    WOMEN_ONLY = "women_only"
    TOGETHER = "together"


SHUT_BY = {
    Wish.STEP_FREE: Refusal.NOT_STEP_FREE,
    Wish.PETS: Refusal.NO_PETS,
    Wish.WOMEN_ONLY: Refusal.NOT_WOMEN_ONLY,
}


@dataclass(frozen=True, slots=True)
class Relaxation:
    """So many doors within so many metres would open if this one wish were given up, and nothing else."""

    wish: Wish
    doors: int
    within: int


@dataclass(frozen=True, slots=True)
class WhyNot:
    """What stands between a party and the doors near it.

    `alone` counts the doors that one refusal keeps shut by itself: what would open if it were lifted. `full`, `paused`:
    doors that would take the party as it is once their guests leave, or their host opens again.
    """

    nearby: int
    acceptable: int
    refusals: Counter[Refusal]
    alone: Counter[Refusal]
    relaxations: tuple[Relaxation, ...] = ()
    full: int = 0
    paused: int = 0


def why_not(
    doors: Iterable[Door],
    party: Party,
    *,
    at: datetime,
    closed: ClosedAreas = NONE_CLOSED,
) -> WhyNot:
    """How many doors are near, what keeps them shut, what would open them. Far doors count only as far."""
    verdicts = [(door, refusals(door, party, at=at, closed=closed)) for door in doors]
    near = [(door, verdict) for door, verdict in verdicts if Refusal.TOO_FAR not in verdict]
    counted = Counter(refusal for _door, verdict in near for refusal in verdict)
    if len(verdicts) > len(near):
        counted[Refusal.TOO_FAR] = len(verdicts) - len(near)
    alone = {refusal: [door for door, verdict in near if verdict == (refusal,)] for refusal in Refusal}
    acceptable = sum(not verdict for _door, verdict in near)
    return WhyNot(
        nearby=len(near),
        acceptable=acceptable,
        refusals=counted,
        alone=Counter({refusal: len(shut) for refusal, shut in alone.items() if shut}),
        relaxations=() if acceptable else (*_relaxations(alone, party), *_apart(near, party, at, closed)),
        full=sum(door.places_left + door.guests >= party.persons for door in alone[Refusal.NO_ROOM]),
        paused=len(alone[Refusal.CLOSED]),
    )


def _relaxations(alone: dict[Refusal, list[Door]], party: Party) -> list[Relaxation]:
    """What opens most doors first."""
    found = [_within(wish, alone[refusal], party) for wish, refusal in SHUT_BY.items() if alone[refusal]]
    return sorted(found, key=lambda each: (-each.doors, each.within, each.wish))


def _within(wish: Wish, doors: list[Door], party: Party) -> Relaxation:
    """The doors of the smallest band that holds enough of them, or of the band that holds them all."""
    far = sorted(told_metres(door, party) for door in doors)
    reach = far[min(ENOUGH, len(far)) - 1]
    band = next((band for band in BANDS if reach <= band), BANDS[-1])
    return Relaxation(wish, sum(metres <= band for metres in far), band)


def _apart(
    near: list[tuple[Door, tuple[Refusal, ...]]], party: Party, at: datetime, closed: ClosedAreas
) -> list[Relaxation]:
    """Would two doors take them between them?"""
    small = [door for door, verdict in near if set(verdict) <= {Refusal.NO_ROOM, Refusal.NO_CHILDREN}]
    division = divide(small, party, at=at, closed=closed)
    return [_within(Wish.TOGETHER, [each.door for each in division.doors], party)] if division else []
