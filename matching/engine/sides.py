"""Who must be led, where to, and how: as columns, a row a need or a door."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from .nearby import Floats, Ints, neighbours_in_order


@dataclass(frozen=True)
class Side:
    """Needs or doors, as columns. `amount`: people or places. `asks` and `has`: bits the other side must have, and
    own bits. `reach`: the longest walk in metres. `felt`: metres a door feels away beside the walk, or metres
    by which a need matters more than another when somebody must stay outside; not negative."""

    points: Floats
    amount: Ints
    asks: Ints
    has: Ints
    reach: Floats
    felt: Floats

    def __len__(self) -> int:
        return len(self.amount)

    @cached_property
    def order(self) -> Ints:
        return neighbours_in_order(self.points)

    @cached_property
    def kinds(self) -> list[tuple[int, int, Ints]]:
        """(asks, has, rows in neighbours' order) of each kind that has any amount."""
        order = self.order[self.amount[self.order] > 0]
        both = np.stack([self.asks[order], self.has[order]], axis=1)
        kinds, kind = np.unique(both, axis=0, return_inverse=True)
        return [(int(asks), int(has), order[kind.ravel() == k]) for k, (asks, has) in enumerate(kinds)]


@dataclass(frozen=True)
class Plan:
    """`people[k]` of need `need[k]` walk to door `door[k]`. `gap`: felt metres that no plan could save more than;
    `felt`: those of this one; `outside`: what leaving one person outside was held for. `door_prices`: felt metres one
    more place there would save, `need_prices`: one more person would cost."""

    need: Ints
    door: Ints
    people: Ints
    gap: float
    felt: float
    outside: float
    door_prices: Floats
    need_prices: Floats
