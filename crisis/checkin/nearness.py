"""How far from the crisis somebody says they are, in four words. Pure: it says nothing of whether to believe them."""

from dataclasses import dataclass
from functools import lru_cache

from crisis.checkin.vocabulary import Nearness
from crisis.ground import grid

# H3 resolution: cells of about 36 km², so that "near" reaches some 3 to 10 km beyond the perimeter
AROUND = 6
PERIMETER, NEAR, ELSEWHERE, NOT_SAID = (each.value for each in Nearness)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """`within`: the perimeter's H3 cells, of one resolution; `around`: coarser ones that hold it and those beside."""

    within: frozenset[str]
    around: frozenset[str]

    def nearness(self, lat: float, lon: float) -> str:
        """Of a point in degrees. Without a perimeter nothing can be said."""
        if not self.within:
            return NOT_SAID
        if grid.within(lat, lon, self.within):
            return PERIMETER
        return NEAR if grid.within(lat, lon, self.around) else ELSEWHERE


@lru_cache(maxsize=16)
def surroundings(perimeter: tuple[str, ...]) -> Surroundings:
    """Of a crisis's perimeter. Asked once for a batch: recognising a thousand cells costs more than judging by them."""
    if not perimeter:
        return Surroundings(frozenset(), frozenset())
    coarse = min(AROUND, grid.resolution(perimeter[0]))
    held = {grid.parent(cell, coarse) for cell in perimeter}
    near = frozenset(near for cell in held for near in grid.neighbourhood(cell, 1))
    return Surroundings(frozenset(perimeter), near)
