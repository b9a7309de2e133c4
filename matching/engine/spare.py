"""Where there still is room once everybody has been given a door: the next best for each, should a host stay silent."""

from collections.abc import Sequence
from datetime import datetime

import numpy as np

from .closed import NONE_CLOSED, ClosedAreas
from .nearby import chords, positions
from .places import rank
from .values import Candidate, Door, Party

LOOKED_AT = 8  # doors judged for each: a reserve is an intention, and need not be the very best


class Spare:
    """Doors with `places_left` as they are now."""

    def __init__(self, doors: Sequence[Door]) -> None:
        self._doors = doors
        self._points = positions(
            np.array([each.lat for each in doors]), np.array([each.lon for each in doors])
        )

    def next_best(
        self, party: Party, first: Door, *, at: datetime, closed: ClosedAreas = NONE_CLOSED
    ) -> Candidate | None:
        """The best of the nearest for this party, of another host than `first`; None where none of them will do."""
        here = positions(np.array([party.lat]), np.array([party.lon]))
        away = chords(here, self._points)[0]
        near = np.argpartition(away, LOOKED_AT)[:LOOKED_AT] if len(away) > LOOKED_AT else np.arange(len(away))
        others = [door for door in (self._doors[row] for row in near) if door.owner_id != first.owner_id]
        return next(iter(rank(others, party, at=at, limit=1, closed=closed)), None)
