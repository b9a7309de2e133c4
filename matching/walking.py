"""How long the way on foot takes. The straight line by default; a router where the operator named one.

A router sees where a guest stands and where doors are, both exactly: it is the operator's own, or nobody's. It is asked
before a need's listener runs and never inside a transaction, for the few best doors; what it said is remembered for
a minute. An exercise asks nobody.
"""

import json
import logging
import time
import urllib.request
from collections.abc import Sequence
from functools import lru_cache
from typing import Protocol

from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.utils.module_loading import import_string

from crisis.ground.grid import metres
from crisis.shelter.models import Need
from matching.engine.soft import WALKING_METRES_PER_SECOND
from matching.engine.values import Candidate

log = logging.getLogger(__name__)

Point = tuple[float, float]  # latitude, longitude; WGS 84 degrees
REMEMBERED_SECONDS, REST_SECONDS = 60, 60
MOST_BYTES = 100_000


class Walking(Protocol):
    def walking_seconds(self, origin: Point, destinations: Sequence[Point]) -> list[float | None]:
        """How long each walk takes, in the order asked; None where there is no way, or nobody knows one."""


class StraightLine:
    """Geodesic metres at 1.2 m/s."""

    def walking_seconds(self, origin: Point, destinations: Sequence[Point]) -> list[float | None]:
        return [metres(origin, there) / WALKING_METRES_PER_SECOND for there in destinations]


class Osrm:
    """A router that speaks OSRM's table protocol: /table/v1/foot/{lon},{lat};…?sources=0&destinations=1;…

    Gives up after ROUTER_TIMEOUT seconds, and leaves a router that failed alone for a minute.
    """

    def __init__(self) -> None:
        self._resting_until = 0.0

    def walking_seconds(self, origin: Point, destinations: Sequence[Point]) -> list[float | None]:
        if not destinations or time.monotonic() < self._resting_until:
            return [None] * len(destinations)
        try:
            return _durations(self._ask(origin, destinations), len(destinations))
        except (OSError, ValueError, KeyError, TypeError, IndexError) as failure:
            self._resting_until = time.monotonic() + REST_SECONDS
            log.warning("the router failed: %s", type(failure).__name__)  # its words may quote the points
            return [None] * len(destinations)

    def _ask(self, origin: Point, destinations: Sequence[Point]) -> dict:
        points = ";".join(f"{lon:.5f},{lat:.5f}" for lat, lon in (origin, *destinations))
        ends = ";".join(str(number) for number in range(1, len(destinations) + 1))
        path = f"/table/v1/foot/{points}?sources=0&destinations={ends}&annotations=duration"
        url = settings.ROUTER_URL.rstrip("/") + path
        with urllib.request.urlopen(url, timeout=settings.ROUTER_TIMEOUT) as answer:  # noqa: S310  the operator's own
            return json.loads(answer.read(MOST_BYTES))


def _durations(told: dict, wanted: int) -> list[float | None]:
    """The first row of the table. Raises ValueError for any other answer."""
    row = told["durations"][0]
    if told["code"] != "Ok" or len(row) != wanted:
        raise ValueError(told["code"])
    return [None if seconds is None else float(seconds) for seconds in row]


def provider() -> Walking:
    return _provider(settings.WALKING)


@lru_cache(maxsize=4)
def _provider(name: str) -> Walking:
    return import_string(name)()


def named() -> bool:
    """Did the operator name somebody to ask? The straight line the engine knows itself."""
    return not isinstance(provider(), StraightLine)


def asks_somebody(need: Need) -> bool:
    """Never in an exercise."""
    return named() and not need.crisis.is_drill


def ask(need: Need, point: Point, found: list[Candidate]) -> None:
    """Ask for the ways to these doors, and remember them. Raises RuntimeError inside a transaction."""
    if connection.in_atomic_block:
        raise RuntimeError("a router may take a second: never inside a transaction")
    doors = [(candidate.door.lat, candidate.door.lon) for candidate in found]
    seconds = provider().walking_seconds(point, doors)
    known = {
        candidate.door.id: each for candidate, each in zip(found, seconds, strict=True) if each is not None
    }
    cache.set(_key(need), known, REMEMBERED_SECONDS)


def remembered(need: Need) -> dict[int, float]:
    """{offer's pk: seconds}: what was said of this need's best doors within the last minute."""
    return (cache.get(_key(need)) or {}) if asks_somebody(need) else {}


def _key(need: Need) -> str:
    return f"walking:{need.pk}:{need.cell}"
