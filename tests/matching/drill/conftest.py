"""A very small night, played from deed to deed: twenty doors, eight parties, six searches; an hour and a half of it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from matching.drill.generator import night
from matching.drill.replay import Replay
from matching.drill.scenario import Phase, Scenario, load_scenario
from matching.drill.spots import paris_spots
from matching.drill.stage import begin

PARIS = load_scenario("paris-2015")
SMALL = replace(
    PARIS,
    offers=replace(PARIS.offers, count=20, minimum=20, opening=14),
    needs=replace(PARIS.needs, count=8, minimum=8, opening=5),
    searches=replace(PARIS.searches, count=6, minimum=6),
    check_ins=replace(PARIS.check_ins, count=40, minimum=40),
)
BEGINS = SMALL.begins_at
SEARCHING = (Phase(BEGINS, BEGINS + timedelta(minutes=10), 1.0),)
SAYING = (Phase(BEGINS + timedelta(minutes=5), BEGINS + timedelta(minutes=30), 1.0),)
# Searches and check-ins all come within half an hour.
HALF_AN_HOUR = replace(
    SMALL,
    needs=replace(SMALL.needs, count=0, minimum=0, opening=0),
    searches=replace(SMALL.searches, count=24, minimum=24, phases=SEARCHING),
    check_ins=replace(SMALL.check_ins, count=120, minimum=120, phases=SAYING),
)


def small_night_of(*, minutes: int = 90, speed: float = 0, scenario: Scenario = SMALL, **options) -> Replay:
    """A Replay that has begun and is not yet run."""
    planned = night(scenario, paris_spots(), scale=1, seed=3)
    until = scenario.begins_at + timedelta(minutes=minutes)
    return Replay(begin(scenario), scenario, planned, speed=speed, until=until, **options)


@pytest.fixture
def small_night(db) -> Callable[..., Replay]:
    return small_night_of
