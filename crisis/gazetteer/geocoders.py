"""The offline index and the outside services behind one face: geopy geocoders.

``Offline`` speaks as geopy's own geocoders do (``geocode(query, exactly_one=, ...) -> Location``), so that
the chain in queries.py treats all of them alike. Outside services are asked only where the operator
named them (settings ``GEOCODERS``), one question at a time each, within ``GEOCODER_TIMEOUT`` seconds, and
are left alone for a minute after three failures in a row.
"""

import logging
import threading
import time
from collections.abc import Callable
from functools import lru_cache

from django.conf import settings
from geopy.exc import GeopyError
from geopy.extra.rate_limiter import RateLimiter
from geopy.geocoders import BANFrance, Nominatim
from geopy.geocoders.base import Geocoder
from geopy.location import Location

from crisis.gazetteer.index import Index
from crisis.gazetteer.places import Exactness, Place

logger = logging.getLogger(__name__)

MOST_FAILURES, REST_SECONDS = 3, 60
SECONDS_BETWEEN = {"ban": 0.05, "nominatim": 1.0}  # Nominatim's usage policy: one a second
BAN_EXACTNESS = {
    "housenumber": (Exactness.ADDRESS, 30), "street": (Exactness.STREET, 300),
    "locality": (Exactness.DISTRICT, 800), "municipality": (Exactness.TOWN, 3_000),
}  # fmt: skip
BAN_LEAST_SCORE = 0.45
NOMINATIM_AREAS = {
    "road": (Exactness.STREET, 300), "suburb": (Exactness.DISTRICT, 1_000),
    "quarter": (Exactness.DISTRICT, 800), "neighbourhood": (Exactness.DISTRICT, 600),
    "city_district": (Exactness.DISTRICT, 1_500), "postcode": (Exactness.DISTRICT, 1_500),
    "town": (Exactness.TOWN, 3_000), "village": (Exactness.TOWN, 2_000),
    "municipality": (Exactness.TOWN, 3_000), "city": (Exactness.TOWN, 6_000),
    "county": (Exactness.TOWN, 30_000), "state": (Exactness.TOWN, 100_000),
    "country": (Exactness.TOWN, 500_000),
}  # fmt: skip


class Offline(Geocoder):
    """Answers from the index; needs no network. ``raw`` of each Location is the Hit."""

    def __init__(self, index: Index):
        super().__init__(scheme="https", user_agent="porte-ouverte")
        self._index = index

    def geocode(self, query, *, exactly_one=True, timeout=None, near=None, limit=5):
        hits = self._index.search(query, near, limit)
        found = [Location(hit.place.label, (hit.place.lat, hit.place.lon), hit) for hit in hits]
        return (found[0] if found else None) if exactly_one else found


class Outside:
    """One outside service: asked politely, given up on quickly. ``ask`` never raises."""

    def __init__(self, name: str, geocoder: Geocoder, understand: Callable, clock: Callable = time.monotonic):
        self.name = name
        self._understand, self._clock = understand, clock
        self._ask = RateLimiter(geocoder.geocode, min_delay_seconds=SECONDS_BETWEEN[name], max_retries=0,
                                swallow_exceptions=False)  # fmt: skip
        self._patience = geocoder.timeout or 1
        self._turn = threading.Lock()
        self._failures, self._resting_until = 0, 0.0

    @property
    def resting(self) -> bool:
        return self._clock() < self._resting_until

    def ask(self, text: str, near: tuple[float, float] | None) -> list[Place] | None:
        """Places, [] when it knows none, None when it could not be asked."""
        if self.resting or not self._turn.acquire(timeout=self._patience):
            return None
        try:
            found = self._ask(text, exactly_one=False) or []
            places = [place for location in found if (place := self._understand(location))]
        except (GeopyError, OSError, ValueError, KeyError, TypeError, AttributeError) as failure:
            self._failed(failure)
            return None
        finally:
            self._turn.release()
        self._failures = 0
        return places

    def _failed(self, failure: Exception) -> None:
        self._failures += 1
        # The class only: geopy puts the address asked for into some messages.
        logger.warning("geocoder %s failed: %s", self.name, type(failure).__name__)
        if self._failures >= MOST_FAILURES:
            self._failures, self._resting_until = 0, self._clock() + REST_SECONDS


def outsiders() -> list[Outside]:
    """The outside services the operator switched on, in their order; kept per process."""
    names = tuple(getattr(settings, "GEOCODERS", ()) or ())
    return list(_outsiders(
        names, getattr(settings, "GEOCODER_BAN_DOMAIN", "") or "api-adresse.data.gouv.fr",
        getattr(settings, "GEOCODER_NOMINATIM_DOMAIN", "") or "nominatim.openstreetmap.org",
        getattr(settings, "GEOCODER_USER_AGENT", "") or "porte-ouverte",
        float(getattr(settings, "GEOCODER_TIMEOUT", 2) or 2),
    ))  # fmt: skip


@lru_cache(maxsize=4)
def _outsiders(names: tuple, ban: str, nominatim: str, agent: str, timeout: float) -> tuple[Outside, ...]:
    made = []
    for name in names:
        scheme, _, domain = (ban if name == "ban" else nominatim).rpartition("://")
        options = {"domain": domain, "scheme": scheme or "https", "user_agent": agent, "timeout": timeout}
        if name == "ban":
            made.append(Outside(name, BANFrance(**options), ban_place))
        elif name == "nominatim":
            made.append(Outside(name, Nominatim(**options), nominatim_place))
        else:
            logger.error("GEOCODERS names an unknown geocoder; known are ban and nominatim")
    return tuple(made)


def ban_place(location: Location) -> Place | None:
    """BAN's GeoJSON properties: type, label, score (https://adresse.data.gouv.fr/api-doc/adresse)."""
    told = location.raw["properties"]
    if float(told.get("score", 1)) < BAN_LEAST_SCORE:
        return None
    exactness, radius = BAN_EXACTNESS.get(told.get("type"), (Exactness.TOWN, 3_000))
    return Place(location.latitude, location.longitude, told["label"], exactness, radius, "ban")


def nominatim_place(location: Location) -> Place | None:
    """Nominatim's jsonv2-like properties: addresstype, class, type, display_name."""
    told = location.raw
    what = told.get("addresstype") or told.get("type") or ""
    if what in ("house", "house_number", "building") or told.get("class") == "place" and what == "house":
        exactness, radius = Exactness.ADDRESS, 50
    elif told.get("class") == "highway":
        exactness, radius = Exactness.STREET, 300
    else:
        exactness, radius = NOMINATIM_AREAS.get(what, (Exactness.SITE, 150))
    label = ", ".join(part.strip() for part in told["display_name"].split(",")[:4])
    return Place(location.latitude, location.longitude, label, exactness, radius, "nominatim")
