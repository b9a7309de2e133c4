"""Promise 2 at the express lane: whatever is killed under load, what was acknowledged is there, and nothing twice.

CHAOS_SECONDS: for how long (1: everything is killed once). Each sends the same key again until
it is answered, as a phone does.
"""

import http.client
import json
import os
import signal
import threading
import time
import uuid
from collections.abc import Iterator

import psycopg
import pytest

from accounts.links.secrets import hash_token
from config import fleet
from config.private_servers import PrivatePostgres, PrivateRedis
from tests.rig import prepared
from tests.rig.processes import Site, wait_until
from tests.rig.sites import _site

SECONDS = float(os.environ.get("CHAOS_SECONDS", "1"))
PEOPLE = 24
DECLARE = "from tests.cast import *\nprint(active_crisis().slug)"
SAFE = {"status": "safe", "given_name": "Amira", "family_name": "Haddad", "audience": "anyone"}
# Names and findable copy are written a moment later: (how many are owed, how many of them once, that exist).
OWED = """
SELECT count(*), count(DISTINCT owed.id), count(check_in.id)
FROM accounts_delivery delivery
JOIN accounts_entry entry ON entry.id = delivery.entry_id
CROSS JOIN jsonb_array_elements_text(entry.payload -> 'check_ins') owed(id)
LEFT JOIN crisis_checkin check_in ON check_in.id = owed.id::bigint
WHERE delivery.listener = 'crisis.checkin.listeners.index_owed_names'
  AND delivery.done_at IS NULL AND delivery.stuck_at IS NULL
"""


class Crowd:
    """People who check in one after the other until told to stop; `told`: {key: (id, token)} of those acknowledged."""

    def __init__(self, port: int, slug: str):
        self.port, self.path = port, f"/api/v1/crises/{slug}/check-ins"
        self.told: dict[str, tuple[str, str]] = {}
        self.wrong: list[str] = []
        self.stopping = False
        self._threads = [threading.Thread(target=self._come) for _each in range(PEOPLE)]

    def __enter__(self) -> "Crowd":
        for each in self._threads:
            each.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stopping = True
        for each in self._threads:
            each.join()

    def _come(self) -> None:
        while not self.stopping:
            key = str(uuid.uuid4())
            while not self.stopping and not self._ask(key):
                time.sleep(0.05)

    def _ask(self, key: str) -> bool:
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            headers = {"Content-Type": "application/json", "Idempotency-Key": key}
            link.request("POST", self.path, json.dumps(SAFE), headers)
            answer = link.getresponse()
            told = json.loads(answer.read())
        except (OSError, http.client.HTTPException, ValueError):
            return False
        finally:
            link.close()
        if answer.status in (200, 201):
            self.told[key] = told["id"], told["manage_token"]
        elif answer.status != 503:
            self.wrong.append(f"{answer.status} {told}")
        return answer.status in (200, 201)


@pytest.fixture
def servers(tmp_path) -> Iterator[tuple[Site, PrivatePostgres, PrivateRedis]]:
    migrated = prepared.prepared("postgres")
    with PrivatePostgres(durable=True, copy_of=migrated) as postgres, PrivateRedis() as redis:
        site = _site(tmp_path, DATABASE_URL=postgres.url_of(prepared.TEST_DATABASE), REDIS_URL=redis.url)
        yield site, postgres, redis
        site.stop()


@pytest.mark.distributed
def test_kill_9_of_the_lane_the_database_or_redis_loses_nothing_and_doubles_nothing(servers):
    site, postgres, redis = servers
    slug = site.python(DECLARE).strip().splitlines()[-1]
    lane = site.start("express", fleet.express(port=site.port, workers=1))
    with Crowd(site.port, slug) as crowd:
        wait_until(lambda: len(crowd.told) > PEOPLE, what="the first answers")
        ends = time.monotonic() + SECONDS
        while time.monotonic() < ends:
            redis.stop(signal.SIGKILL)
            _more(crowd)
            lane.kill9()
            lane = site.start("express", fleet.express(port=site.port, workers=1))
            _more(crowd)
            postgres.stop(signal.SIGKILL)
            postgres.start()
            _more(crowd)
            redis.start()
    assert not crowd.wrong
    with psycopg.connect(site.env["DATABASE_URL"]) as link:
        kept = [
            (str(of), key) for of, key in link.execute("SELECT public_id, token_hash FROM crisis_checkin")
        ]
        claims = link.execute("SELECT count(*) FROM accounts_claimedkey").fetchone()[0]
        hashes = "SELECT count(DISTINCT token_hash) FROM crisis_checkin WHERE token_hash <> ''"
        links = link.execute(hashes).fetchone()[0]
        owed = link.execute(OWED).fetchone()
    assert {(of, hash_token(token)) for of, token in crowd.told.values()} <= set(kept), (
        "with the key they were told"
    )
    assert len(set(crowd.told.values())) == len(crowd.told)
    assert len(kept) == claims == links, "one for each key, none half"
    assert owed == (len(kept), len(kept), len(kept)), "what is written later is owed for each, once"


def _more(crowd: Crowd) -> None:
    """Let some more be answered."""
    so_far = len(crowd.told)
    wait_until(lambda: len(crowd.told) > so_far + PEOPLE, what="more answers")
