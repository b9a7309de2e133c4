"""Promise 2. Real processes, killed with -9 between the commit and the delivery."""

import pytest

from tests.rig.processes import Site, wait_until

POST_WITHOUT_DELIVERY = """
from tests.cast import *
crisis = active_crisis()
offer = boris_opens(crisis)
need = amira_asks(crisis)
print(need.reference)
"""
MATCHED = """
SELECT count(*) FROM matching_match JOIN crisis_need ON crisis_need.id = need_id
WHERE matching_match.state = 'proposed' AND crisis_need.reference = '{need}'
"""
OWED = "SELECT count(*) FROM accounts_delivery WHERE done_at IS NULL"


def matched(site: Site, need: str) -> bool:
    return site.value(MATCHED.format(need=need)) == 1


@pytest.mark.sqlite_only
def test_a_need_committed_by_a_process_that_died_is_matched_by_the_next(site_factory):
    site: Site = site_factory()
    try:
        # This process ends before anything is delivered.
        need = site.manage("shell", "--no-imports", "-v", "0", "-c", POST_WITHOUT_DELIVERY).stdout.strip()
        assert site.value(OWED) > 0
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

    site: Site = site_factory()
    site.env["DELIVERY_LEASE_SECONDS"] = "2"
    broker = redis.Redis.from_url(private_redis.url)
    try:
        need = site.python(POST_WITHOUT_DELIVERY).strip()
        dispatch = site.start_dispatch()
        # No worker: the tasks lie in Redis only; then Redis forgets them and the dispatcher dies.
        wait_until(lambda: broker.keys("celery*"), what="tasks in Redis")  # a list for each priority
        broker.flushall()
        dispatch.kill9()
        assert not matched(site, need)
        doomed = site.start_worker()
        site.start_dispatch()
        wait_until(lambda: "received" in doomed.text, what="a task in the worker")
        doomed.kill9()
        site.start_worker()
        wait_until(lambda: matched(site, need), seconds=60, what="the match")
    finally:
        site.stop()
