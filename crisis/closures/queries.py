"""Reads: what is closed now, as rows, as GeoJSON, as something to judge ways by."""

from datetime import datetime
from functools import lru_cache
from typing import NamedTuple
from uuid import UUID

from django.db.models import QuerySet

from crisis.activation.models import Crisis
from crisis.closures.models import Closure
from matching.engine.closed import NONE_CLOSED, ClosedAreas, Point

Versions = tuple[tuple[UUID, int], ...]


class ClosedNow(NamedTuple):
    """One closed area. `since`: declared or last changed; `cells`: in which to look for what it holds."""

    since: datetime
    cells: list[str]
    areas: ClosedAreas


def active_closures(crisis: Crisis) -> QuerySet[Closure]:
    """Newest first."""
    return Closure.objects.filter(crisis=crisis, lifted_at__isnull=True).order_by("-declared_at", "-pk")


def closed_areas(crisis_id: int) -> list[dict]:
    """GeoJSON geometries of what is closed now."""
    active = Closure.objects.filter(crisis_id=crisis_id, lifted_at__isnull=True)
    return list(active.order_by("pk").values_list("area", flat=True))


def areas_of(crisis_id: int) -> ClosedAreas:
    """What is closed now. One small query; shapes are made once for each change."""
    active = Closure.objects.filter(crisis_id=crisis_id, lifted_at__isnull=True)
    versions = tuple(active.order_by("pk").values_list("public_id", "version"))
    return _made(versions) if versions else NONE_CLOSED


def each_closed(crisis_id: int) -> list[ClosedNow]:
    """What is closed now, area by area, the last change last. One query; shapes are made once for each change."""
    active = Closure.objects.filter(crisis_id=crisis_id, lifted_at__isnull=True).order_by("changed_at", "pk")
    rows = active.values_list("changed_at", "cells", "public_id", "version")
    return [ClosedNow(since, cells, _made(((of, version),))) for since, cells, of, version in rows]


def on_the_way(crisis: Crisis, a: Point, b: Point) -> list[Closure]:
    """The active closures that the way from `a` to `b` touches."""
    if not areas_of(crisis.pk).between(a, b):
        return []
    return [each for each in active_closures(crisis) if ClosedAreas([each.area]).between(a, b)]


def holding(crisis: Crisis, lat: float, lon: float) -> list[Closure]:
    """The active closures that hold this point."""
    return on_the_way(crisis, (lat, lon), (lat, lon))


@lru_cache(maxsize=256)
def _made(versions: Versions) -> ClosedAreas:
    """Never asked inside a transaction that changes an area: rolled back, its version would come a second time."""
    rows = Closure.objects.filter(public_id__in=[public_id for public_id, _version in versions])
    return ClosedAreas(rows.values_list("area", flat=True))
