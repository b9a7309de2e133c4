"""Closed areas on the maps: a mark in the middle, and the outline."""

from collections.abc import Iterable

from django.db.models import CharField, Q, QuerySet, Value
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from crisis.activation.models import Crisis
from crisis.closures.models import Closure
from crisis.closures.shapes import rings_of
from crisis.livemap.layers import Layer, Window, register

CLOSURES = "closures"


def closed_areas(crisis: Crisis, window: Window) -> QuerySet[Closure]:
    """What is closed; with `as_of`, what was closed then."""
    rows = Closure.objects.filter(crisis=crisis)
    if window.as_of:
        closed_then = Q(lifted_at__isnull=True) | Q(lifted_at__gt=window.as_of)
        rows = rows.filter(closed_then, declared_at__lte=window.as_of)
    else:
        rows = rows.filter(lifted_at__isnull=True)
    if window.since:
        rows = rows.filter(declared_at__gte=(window.as_of or window.at) - window.since)
    return rows


def outlines_of(closures: Iterable[Closure]) -> list[dict]:
    """[{name, source, rings}]: what a map draws; rings of [lat, lon]."""
    return [
        {"name": each.name, "source": each.source, "rings": [[ring] for ring in rings_of(each.area)]}
        for each in closures
    ]


register(
    Layer(
        name=CLOSURES,
        label=_("Closed areas"),
        symbol="barred",
        unit="",
        one=_("A closed area"),
        rows=closed_areas,
        state=Value("closed", output_field=CharField()),
        states=(("closed", pgettext_lazy("area", "Closed")),),
        page="desk_closure",
        title="name",
        since="declared_at",
        rank=3,
        outlines=lambda crisis, window: outlines_of(closed_areas(crisis, window)),
    )
)
