"""A group that no single door takes, and that may be split: which two doors take it, every child beside an adult."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from .closed import NONE_CLOSED, ClosedAreas
from .places import metres_between, rank
from .values import Candidate, Door, Party

# The best that are weighed for each part; two would do, were the same door not best for both.
DOORS_A_PART = 3


@dataclass(frozen=True, slots=True)
class Part:
    adults: int
    children: int

    @property
    def persons(self) -> int:
        return self.adults + self.children


@dataclass(frozen=True, slots=True)
class Division:
    """Two parts that make up the party, and the door for each."""

    parts: tuple[Part, Part]
    doors: tuple[Candidate, Candidate]


def parts_of(adults: int, children: int) -> Iterator[tuple[Part, Part]]:
    """Every way to make two of a group, the larger part first; none without an adult, nobody lost or doubled."""
    for some in range(1, adults):
        for young in range(children + 1):
            one, other = Part(some, young), Part(adults - some, children - young)
            if (one.persons, one.adults) >= (other.persons, other.adults):
                yield one, other


def divide(
    doors: Iterable[Door], party: Party, *, at: datetime, closed: ClosedAreas = NONE_CLOSED
) -> Division | None:
    """The best two doors for a party in two parts; None where no two take it.

    Metres felt are counted for each person, and the way between the two doors for all: they belong together.
    """
    near = list(doors)
    best: dict[Part, list[Candidate]] = {}
    found: list[tuple[float, Division]] = []
    for parts in parts_of(party.adults, party.children):
        for part in parts:
            if part not in best:
                smaller = replace(party, adults=part.adults, children=part.children)
                best[part] = rank(near, smaller, at=at, limit=DOORS_A_PART, closed=closed)
        found += [(_felt(division), division) for division in _pairs(parts, best)]
    return min(found, key=lambda one: (one[0], _ids(one[1])))[1] if found else None


def _pairs(parts: tuple[Part, Part], best: dict[Part, list[Candidate]]) -> Iterator[Division]:
    one, other = parts
    for first in best[one]:
        for second in best[other]:
            if first.door.id != second.door.id:
                yield Division(parts, (first, second))


def _felt(division: Division) -> float:
    (one, other), (first, second) = division.parts, division.doors
    apart = metres_between(first.door, second.door)
    everybody = one.persons + other.persons
    return -first.score * one.persons - second.score * other.persons + apart * everybody


def _ids(division: Division) -> tuple[int, ...]:
    first, second = division.doors
    return (division.parts[0].adults, division.parts[0].children, first.door.id, second.door.id)
