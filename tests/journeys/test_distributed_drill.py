"""A small exercise on PostgreSQL and Redis: played by one process, matched by a Celery worker in another."""

import pytest

from tests.rig.processes import Site, wait_until

pytestmark = [pytest.mark.distributed]

A_SMALL_NIGHT = """
from dataclasses import replace
from datetime import timedelta
from matching.drill.generator import night
from matching.drill.replay import Replay
from matching.drill.scenario import load_scenario
from matching.drill.spots import paris_spots
from matching.drill.stage import begin
paris = load_scenario("paris-2015")
small = replace(
    paris,
    offers=replace(paris.offers, count=20, minimum=20, opening=14),
    needs=replace(paris.needs, count=8, minimum=8, opening=5),
)
crisis = begin(small)
until = small.begins_at + timedelta(minutes=25)
planned = night(small, paris_spots(), scale=1, seed=3)
Replay(crisis, small, planned, speed=120, until=until).run()
from matching.models import Match
print(Match.objects.filter(crisis=crisis, accepted_at__isnull=False).count())
"""

DISPATCHING = """
from accounts.journal.models import Heartbeat
print(Heartbeat.objects.filter(name="dispatcher").count())
"""


@pytest.fixture
def crew(site_factory) -> Site:
    site = site_factory(distributed=True)
    try:
        yield site
    finally:
        site.stop()


def test_without_a_dispatcher_the_exercise_says_that_nobody_would_be_matched(crew):
    refused = crew.manage("drill", "paris-2015", check=False)
    assert refused.returncode
    assert "dispatcher" in refused.stderr


def test_an_exercise_is_matched_by_a_worker_in_another_process(crew):
    crew.start_worker()
    crew.start_dispatch()
    wait_until(lambda: crew.python(DISPATCHING).strip().endswith("1"), what="a dispatcher")
    assert int(crew.python(A_SMALL_NIGHT).split()[-1]) >= 1
