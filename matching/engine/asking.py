"""What the assignment of all needs to all doors is asked, and what it answers. Metres, people, no words."""

from collections.abc import Hashable
from dataclasses import dataclass
from functools import cached_property
from math import inf

import numpy as np

from .nearby import Floats, Ints


@dataclass(frozen=True, slots=True)
class Asking:
    """A need. `asks`: bits a door must have; `has`: bits of its own that doors may ask for. `farthest`: metres it can
    walk. `refuses`: ids of doors it must not get. `waited`: metres it goes before others when places are scarce."""

    id: Hashable
    lat: float
    lon: float
    people: int = 1
    may_split: bool = False
    asks: int = 0
    has: int = 0
    farthest: float = inf
    refuses: frozenset = frozenset()
    waited: float = 0.0


@dataclass(frozen=True, slots=True)
class Open:
    """A door with `places`. `asks` and `has` as in Asking. `farthest`: metres from which guests still arrive in
    time. `felt`: metres it feels farther away than it is (never negative)."""

    id: Hashable
    lat: float
    lon: float
    places: int = 1
    asks: int = 0
    has: int = 0
    farthest: float = inf
    felt: float = 0.0


@dataclass(frozen=True, slots=True)
class Policy:
    """`worst_off`: 0 counts metres; w makes a walk of d metres weigh d * (1 + w * d / 1000), so that few walk far.
    `proven`: how far from the optimum, at most, the total may be (a share)."""

    worst_off: float = 0.0
    proven: float = 0.008


@dataclass(frozen=True, slots=True)
class Pair:
    need: Hashable
    door: Hashable
    people: int
    metres: float


@dataclass(frozen=True)
class Assignment:
    """`most`: people that could be led if every group were split: nobody can do better. `proven`: the share of what the
    policy weighs by which such a flow could be better. Metres are per person: a group of four walks four times."""

    pairs: tuple[Pair, ...]
    most: int
    proven: float

    @cached_property
    def people(self) -> int:
        return int(self._walkers.sum())

    @property
    def total(self) -> float:
        return float(self._walks @ self._walkers)

    @property
    def mean(self) -> float:
        return self.total / self.people if self.people else 0.0

    @property
    def longest(self) -> float:
        return float(self._walks.max(initial=0.0))

    def percentile(self, share: float) -> float:
        """The walk that `share` per cent of the people don't exceed."""
        if not self.people:
            return 0.0
        return float(np.percentile(self._walks, share, weights=self._walkers, method="inverted_cdf"))

    @cached_property
    def _walks(self) -> Floats:
        return np.array([pair.metres for pair in self.pairs], float)

    @cached_property
    def _walkers(self) -> Ints:
        return np.array([pair.people for pair in self.pairs], np.int64)
