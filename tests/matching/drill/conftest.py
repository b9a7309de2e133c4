"""A very small night, played from deed to deed: twenty doors, eight parties, six searches; an hour and a half of it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from matching.drill.generator import night
from matching.drill.replay import Replay
from matching.drill.scenario import Scenario, load_scenario
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


@pytest.fixture
def small_night(db) -> Callable[..., Replay]:
    """`small_night(minutes=90, …)` → a Replay that has begun and is not yet run."""

    def make(*, minutes: int = 90, speed: float = 0, scenario: Scenario = SMALL, **options) -> Replay:
        planned = night(scenario, paris_spots(), scale=1, seed=3)
        until = scenario.begins_at + timedelta(minutes=minutes)
        return Replay(begin(scenario), scenario, planned, speed=speed, until=until, **options)

    return make
