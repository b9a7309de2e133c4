"""Where doors and people are: real streets, jittered, and never outside Paris."""

from math import cos, hypot, radians
from random import Random

from matching.drill.scenario import Focus, Scenario
from matching.drill.spots import Spot, in_paris

METRES_PER_DEGREE = 111_320
STREET_METRES = 60  # a street is one point in the data; its houses are spread along it
NEAR_METRES = 900


class Homes:
    def __init__(
        self, scenario: Scenario, spots: list[Spot], chance: Random, *, near_focus_share: float
    ) -> None:
        self._chance = chance
        self._spots = spots
        self._focuses = scenario.focuses
        self._weights = [focus.weight for focus in scenario.focuses]
        self._near_focus_share = near_focus_share
        self._near = {focus: _spots_near(focus, spots) for focus in scenario.focuses}

    def home(self) -> tuple[float, float, str]:
        spots = self._spots
        if self._chance.random() < self._near_focus_share:
            spots = self._near[self._focus()] or spots
        spot = self._chance.choice(spots)
        return *self._jittered(spot, STREET_METRES), spot.label

    def whereabouts(self) -> tuple[float, float, str]:
        """On a street near a focus, or in three cases of ten near the station itself."""
        focus = self._focus()
        if not self._near[focus] or self._chance.random() < 0.3:
            return *self._jittered(focus, focus.spread_metres / 3), focus.label
        spot = self._chance.choice(self._near[focus])
        return *self._jittered(spot, STREET_METRES), spot.label

    def _focus(self) -> Focus:
        return self._chance.choices(self._focuses, self._weights)[0]

    def _jittered(self, spot: Spot | Focus, metres: float) -> tuple[float, float]:
        lat = spot.lat + self._chance.gauss(0, metres) / METRES_PER_DEGREE
        lon = spot.lon + self._chance.gauss(0, metres) / (METRES_PER_DEGREE * cos(radians(spot.lat)))
        if not in_paris(lat, lon):
            lat, lon = spot.lat, spot.lon
        return round(lat, 6), round(lon, 6)


def _spots_near(focus: Focus, spots: list[Spot]) -> list[Spot]:
    return [spot for spot in spots if _flat_metres(focus, spot) < min(NEAR_METRES, 2 * focus.spread_metres)]


def _flat_metres(a: Spot | Focus, b: Spot | Focus) -> float:
    """Good enough to choose streets by; true distances are the engine's."""
    east = (a.lon - b.lon) * cos(radians(a.lat))
    return METRES_PER_DEGREE * hypot(a.lat - b.lat, east)
