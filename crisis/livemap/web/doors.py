"""The public's map: where doors are open and where people say they are safe, in cells and bands; official shelters."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from crisis.activation.access import public_crisis
from crisis.activation.clock import crisis_now
from crisis.activation.models import Crisis
from crisis.checkin.counts import told_counts
from crisis.checkin.vocabulary import Nearness
from crisis.closures.queries import active_closures
from crisis.ground import grid
from crisis.livemap import svg
from crisis.livemap.closure_layers import outlines_of
from crisis.livemap.queries import at_least, districts, public_cells, safe_districts, shelters
from crisis.shelter.public_copy import public_delay
from crisis.shelter.queries import TAGS

CACHED = "public, max-age=15, s-maxage=15, stale-while-revalidate=60"
FIRST_DISTRICTS, MOST_DISTRICTS = 12, 60
MOST_SHELTERS = 60
LEVELS = (6, 21, 101)  # doors at which a cell is drawn darker
TAG_NAMES = {
    "step_free": gettext_lazy("Step-free"),
    "children": gettext_lazy("Children welcome"),
    "pets": gettext_lazy("Pets welcome"),
    "women_only": gettext_lazy("For women only"),
}


@require_safe
def page(request: HttpRequest, slug: str) -> HttpResponse:
    crisis = public_crisis(slug)
    tags, at = _tags(request), crisis_now(crisis)
    found = districts(public_cells(crisis, at=at, tags=tags))
    official = shelters(crisis)
    said = told_counts(crisis, at=at)
    context = {
        "safe": at_least(said["safe"]),
        "safe_near": [(Nearness(near).label, at_least(many)) for near, many in said["said"].items()],
        "safe_districts": safe_districts(said["cells"])[:FIRST_DISTRICTS],
        "crisis": crisis,
        "at": at - public_delay(crisis),
        "late": True,
        "tags": [(tag, name, tag in tags) for tag, name in TAG_NAMES.items()],
        "filter": request.GET.urlencode() if tags else "",
        "districts": found[:FIRST_DISTRICTS],
        "rest": found[FIRST_DISTRICTS:MOST_DISTRICTS],
        "more_districts": max(0, len(found) - MOST_DISTRICTS),
        "closures": active_closures(crisis),
        "shelters": official[:MOST_SHELTERS],
        "more_shelters": max(0, len(official) - MOST_SHELTERS),
        "quick_exit": True,
    }
    return render(request, "livemap/doors.html", context)


@require_safe
def doors_json(request: HttpRequest, slug: str) -> JsonResponse:
    """{cells: [{cell, lat, lon, doors, places, ring}], shelters, safe: [{cell, lat, lon, safe}],
    closures: [{name, source, rings}]}.

    `ring` is the cell's outline, [lat, lon]; `rings` an area's.
    """
    crisis = public_crisis(slug)
    at = crisis_now(crisis)
    told = {
        "cells": [cell | {"ring": _ring(cell["cell"])} for cell in _cells(crisis, at, _tags(request))],
        "shelters": shelters(crisis),
        "safe": told_counts(crisis, at=at)["cells"],
        "closures": outlines_of(active_closures(crisis)),
    }
    return JsonResponse(told, headers={"Cache-Control": CACHED})


@require_safe
def doors_svg(request: HttpRequest, slug: str) -> HttpResponse:
    crisis = public_crisis(slug)
    cells = _cells(crisis, crisis_now(crisis), _tags(request))
    drawn = [svg.Cell(cell["cell"], cell["doors"], _level(cell["doors"])) for cell in reversed(cells)]
    dots = [(s["lat"], s["lon"], s["name"]) for s in shelters(crisis)]
    areas = active_closures(crisis).values_list("area", "name")
    picture = svg.draw(
        drawn, centre=(crisis.lat, crisis.lon), title=_("Open doors by area"), dots=dots, areas=list(areas)
    )
    return HttpResponse(picture, content_type="image/svg+xml", headers={"Cache-Control": CACHED})


def _cells(crisis: Crisis, at: datetime, tags: tuple[str, ...]) -> list[dict]:
    return public_cells(crisis, at=at, tags=tags)


def _tags(request: HttpRequest) -> tuple[str, ...]:
    return tuple(tag for tag in TAGS if request.GET.get(tag))


def _ring(cell: str) -> list[tuple[float, float]]:
    return [(round(lat, 5), round(lon, 5)) for lat, lon in grid.boundary(cell)]


def _level(band: str) -> int:
    return sum(at_least(band) >= step for step in LEVELS)
