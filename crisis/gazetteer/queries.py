"""Typed text -> places: cache, offline index, and outside geocoders where the operator named them.

Not to be called inside a transaction: an outside geocoder may take seconds.
"""

import logging
import threading
import time
from datetime import datetime
from functools import lru_cache
from itertools import chain
from types import ModuleType
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import DatabaseError
from django.db.models import Count, Max, QuerySet
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.functional import lazy
from django.utils.translation import gettext as _

from accounts.retention import days_ago, forgets
from crisis.gazetteer.choosing import names_no_place
from crisis.gazetteer.index import CONVINCING, Index
from crisis.gazetteer.models import GazetteerPlace, GeocodeCache
from crisis.gazetteer.places import Exactness, Place
from crisis.gazetteer.rows import Row, shipped_rows
from crisis.gazetteer.spelling import plain, read

if TYPE_CHECKING:
    from crisis.gazetteer.geocoders import Offline

logger = logging.getLogger(__name__)

RETENTION = "GEOCODE_RETENTION_DAYS"
LOOK_AGAIN_SECONDS = 60
SENDS_PEOPLE_TO = {"hospital": 2}  # least weight: a hospital, not a clinic or a day centre
FINENESS = ["pin", "address", "site", "street", "district", "town"]


def resolve(
    text: str, *, near: tuple[float, float] | None = None, limit: int = 5, remote: bool = True
) -> list[Place]:
    """Places ``text`` may mean, best first; [] when nothing is alike. Never raises.

    ``near``: (lat, lon) in degrees, usually the crisis centre. ``remote=False`` (drills) asks nobody outside.
    """
    offline = _offline().geocode(text, exactly_one=False, near=near, limit=limit)
    places = [location.raw.place for location in offline]
    if remote and settings.GEOCODERS and _could_be_better(text, offline):
        better = _from_outside(text, near)
        places = [*better, *places] if better and _is_finer(better[0], places) else [*places, *better]
    return places[:limit]


def resolve_area(text: str, *, remote: bool = True) -> Place | None:
    """What a whole crisis is declared for, or None: "Lyon" is the town, not the rue de Lyon in Paris."""
    found, named = resolve(text, remote=remote), plain(text.partition(" (")[0])
    towns = (place for place in found if place.exactness == Exactness.TOWN)
    best = found[0] if found else None
    return next((town for town in towns if plain(town.label.partition(" (")[0]) == named), best)


def improve(text: str, near: tuple[float, float] | None = None) -> Place | None:
    """A finer point than the offline one from the outside geocoders, or None. For a background task."""
    found = _from_outside(text, near) if settings.GEOCODERS else []
    known = [hit.place for hit in _index().search(text, near, 1)]
    return found[0] if found and _is_finer(found[0], known) else None


def nearest(kind: str, *, lat: float, lon: float, limit: int = 1) -> list[tuple[Place, int]]:
    """The nearest "hospital", "town_hall" or "station" and their distance in metres, nearest first.

    Hospitals exclude clinics and day centres. Town halls are known for Paris and part of its suburbs only.
    """
    found = _index().nearest(kind, lat, lon, SENDS_PEOPLE_TO.get(kind, -9))
    return [(row.place(), round(metres)) for row, metres in found[:limit]]


def exactness_phrase(place_exactness: str, radius_m: int) -> str:
    """How exact a point is, in words, lazily translated: "near this street (within about 300 m)"."""
    return _phrase(str(place_exactness), int(radius_m))


def _say_exactness(exactness: str, radius_m: int) -> str:
    distance = _distance(radius_m)
    if exactness == Exactness.PIN:
        return _("at this point")
    if exactness == Exactness.ADDRESS:
        return _("at this address")
    if exactness == Exactness.STREET:
        return _("near this street (within about %(distance)s)") % {"distance": distance}
    if exactness == Exactness.SITE:
        return _("at this place (within about %(distance)s)") % {"distance": distance}
    if exactness == Exactness.DISTRICT:
        return _("in this district (within about %(distance)s)") % {"distance": distance}
    return _("in this town (within about %(distance)s)") % {"distance": distance}


def _distance(metres: int) -> str:
    if metres < 950:
        return _("%(metres)d m") % {"metres": max(50, round(metres / 50) * 50)}
    return _("%(kilometres)d km") % {"kilometres": round(metres / 1_000)}


_phrase = lazy(_say_exactness, str)


def _could_be_better(text: str, offline: list) -> bool:
    """Worth a question: nothing convincing is known, or a house number was given."""
    if not offline or offline[0].raw.score < CONVINCING:
        return bool(plain(text)) and not names_no_place(read(text))
    return bool(read(text).house_number) and offline[0].raw.place.exactness is Exactness.STREET


def _is_finer(place: Place, known: list[Place]) -> bool:
    return not known or FINENESS.index(place.exactness) < FINENESS.index(known[0].exactness)


def _from_outside(text: str, near: tuple[float, float] | None) -> list[Place]:
    question = _question(text, near)
    remembered = _recall(question)
    if remembered is not None:
        return remembered
    for outsider in _geocoders().outsiders():
        found = outsider.ask(text[:200], near)
        if found:
            _remember(question, found, outsider.name)
            return found
    return []


def _question(text: str, near: tuple[float, float] | None) -> str:
    where = f"{near[0]:.1f},{near[1]:.1f}" if near else ""
    named = ",".join(getattr(settings, "GEOCODERS", ()))
    return salted_hmac("gazetteer.question", f"{named}|{plain(text)}|{where}", algorithm="sha256").hexdigest()


def _recall(question: str) -> list[Place] | None:
    try:
        known = GeocodeCache.objects.filter(question=question, created_at__gt=days_ago(RETENTION)).first()
        return [_placed(told) for told in known.answer] if known else None
    except (DatabaseError, TypeError, ValueError, KeyError):
        logger.exception("geocode cache could not be read")
        return None


def _placed(told: dict) -> Place:
    return Place(**(told | {"exactness": Exactness(told["exactness"])}))


def _remember(question: str, places: list[Place], source: str) -> None:
    answer = [{field: getattr(place, field) for field in place.__dataclass_fields__} for place in places]
    try:
        GeocodeCache.objects.update_or_create(
            question=question, defaults={"answer": answer, "source": source, "created_at": timezone.now()}
        )
    except DatabaseError:
        logger.exception("geocode cache could not be written")


@forgets(RETENTION)
def old_answers(before: datetime) -> QuerySet[GeocodeCache]:
    return GeocodeCache.objects.filter(created_at__lte=before)


class _Shelf:
    """The index of this process: built when first asked, built again when loaded places changed."""

    def __init__(self):
        self._lock = threading.Lock()
        self._index: Index | None = None
        self._edition: tuple | None = None
        self._looked_at = 0.0

    def index(self) -> Index:
        now = time.monotonic()
        if self._index is not None and now - self._looked_at < LOOK_AGAIN_SECONDS:
            return self._index
        with self._lock:
            edition = _edition()
            if self._index is None or edition != self._edition:
                self._index, self._edition = Index(chain(shipped_rows(), _loaded_rows())), edition
            self._looked_at = now
            return self._index

    def look_again(self) -> None:
        self._looked_at = -LOOK_AGAIN_SECONDS


shelf = _Shelf()


def _index() -> Index:
    return shelf.index()


def _offline() -> "Offline":
    return _speaking(_index())


@lru_cache(maxsize=1)
def _speaking(index: Index) -> "Offline":
    """Kept: for each geocoder that is made geopy reads the machine's certificates, 20 ms of a core."""
    return _geocoders().Offline(index)


def _geocoders() -> ModuleType:
    """For whoever first types a place: with geopy come two HTTP clients, a tenth of every process's start."""
    from crisis.gazetteer import geocoders

    return geocoders


def _edition() -> tuple:
    try:
        told = GazetteerPlace.objects.aggregate(rows=Count("id"), last=Max("id"))
        return told["rows"], told["last"]
    except DatabaseError:
        return (0, None)  # before the first migration the shipped files still answer


def _loaded_rows() -> list[Row]:
    try:
        return [
            Row(place.kind, place.name, place.postcode, place.city, place.lat, place.lon, place.radius_m, 1)
            for place in GazetteerPlace.objects.iterator()
        ]
    except DatabaseError:
        return []
