"""Promise 2. Real processes, killed with -9 between the commit and the delivery."""

import pytest

from tests.rig.processes import wait_until

POST_WITHOUT_DELIVERY = """
from tests.cast import *
crisis = active_crisis()
offer = boris_opens(crisis)
need = amira_asks(crisis)
print(need.public_id)
"""
MATCHED = """
from matching.models import Match
print(Match.objects.filter(need__public_id="{need}", state="proposed").count())
"""
OWED = """
from accounts.journal.models import Delivery
print(Delivery.objects.filter(done_at__isnull=True).count())
"""


def matched(site, need: str) -> bool:
    return site.python(MATCHED.format(need=need)).strip() == "1"


@pytest.mark.sqlite_only
def test_a_need_committed_by_a_process_that_died_is_matched_by_the_next(site_factory):
    site = site_factory()
    try:
        need = site.python(POST_WITHOUT_DELIVERY).strip()  # this process ends before anything is delivered
        assert site.python(OWED).strip() != "0"
        server = site.start_asgi()
        server.kill9()
        site.start_asgi()
        wait_until(lambda: matched(site, need), seconds=45, what="the match")
    finally:
        site.stop()


@pytest.mark.distributed
def test_a_worker_killed_with_its_tasks_loses_nothing_and_neither_does_an_emptied_redis(
    site_factory, private_redis
):
    import redis

    site = site_factory()
    try:
        need = site.python(POST_WITHOUT_DELIVERY).strip()
        dispatch = site.start_dispatch()
        # No worker: the tasks lie in Redis only; then Redis forgets them and the dispatcher dies.
        wait_until(lambda: redis.Redis.from_url(private_redis.url).llen("celery") > 0, what="tasks in Redis")
        redis.Redis.from_url(private_redis.url).flushall()
        dispatch.kill9()
        site.start_worker().kill9()
        site.start_worker()
        site.start_dispatch()
        wait_until(lambda: matched(site, need), seconds=60, what="the match")
    finally:
        site.stop()
