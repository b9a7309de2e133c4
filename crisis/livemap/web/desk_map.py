"""The coordinators' map: the page, its layers as JSON, its figures and its list."""

import json
from datetime import datetime, timedelta

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.cache import get_conditional_response
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.errors import NotThere
from crisis.activation.clock import database_now
from crisis.activation.models import Crisis
from crisis.activation.web.desk import desk, desk_page
from crisis.closures.queries import active_closures
from crisis.ground import grid
from crisis.livemap import svg
from crisis.livemap.clusters import MOST, features, finest_for
from crisis.livemap.layers import WORLD, Layer, Window, layer, layers, spots
from crisis.livemap.queries import counts, played, position_of, waiting_list
from crisis.livemap.shelter_layers import DOORS

NOBODY = "00000000-0000-0000-0000-000000000000"
LONGEST_MINUTES = 30 * 24 * 60
SKETCHED = 7  # the sketch shows cells of about 5 km²


@require_safe
@desk()
def page(request: HttpRequest, crisis: Crisis, *, at: datetime) -> HttpResponse:
    figures = counts(crisis, Window(at=at))
    context = {
        "at": at,
        "position": position_of(crisis),
        "playing": crisis.is_drill and crisis.clock_speed != 1 and played(database_now()),
        "layers": [_described(one, crisis, figures[one.name]) for one in layers()],
        "sketch": mark_safe(_sketch(crisis, at)),  # noqa: S308  every word in it is escaped by svg.py
        **waiting_list(crisis, at=at),
    }
    return desk_page(request, "desk/map.html", crisis, **context)


@require_safe
@desk()
def layer_json(request: HttpRequest, crisis: Crisis, *, at: datetime, name: str) -> HttpResponse:
    """{layer, position, total, features, outlines}: at most 300 features whatever the view holds. 304 costs a query."""
    asked = layer(name)
    if asked is None:
        raise NotThere
    try:
        window, zoom = _window(request.GET, at), int(request.GET.get("zoom", 18))
    except ValueError:
        return JsonResponse({"wrong": "bbox, zoom, since or ago"}, status=400)
    position = position_of(crisis)
    tag = _tag(position, window)
    if unchanged := get_conditional_response(request, etag=tag):
        return unchanged
    drawn = _drawn(asked, crisis, window, finest_for(max(0, min(zoom, 24))))
    answer = {"layer": name, "position": position, "total": sum(f["count"] for f in drawn), "features": drawn}
    answer["outlines"] = asked.outlines(crisis, window) if asked.outlines else []
    return JsonResponse(answer, headers={"ETag": tag})


@require_safe
@desk()
def counts_json(request: HttpRequest, crisis: Crisis, *, at: datetime) -> HttpResponse:
    """{position, at, layers: {name: {count, people}}} of the whole crisis. `states-doors`: of doors only these."""
    try:
        window = _window(request.GET, at)
    except ValueError:
        return JsonResponse({"wrong": "since or ago"}, status=400)
    position = position_of(crisis)
    tag = _tag(position, window)
    if unchanged := get_conditional_response(request, etag=tag):
        return unchanged
    states = {one.name: _states(request.GET.get(f"states-{one.name}")) for one in layers()}
    figures = counts(crisis, window, states)
    told = {"position": position, "at": at, "speed": crisis.clock_speed, "layers": figures}
    return JsonResponse(told, headers={"ETag": tag})


@require_safe
@desk()
def waiting(request: HttpRequest, crisis: Crisis, *, at: datetime) -> HttpResponse:
    """The list beside the map, as a fragment."""
    return render(
        request, "livemap/waiting.html", {"crisis": crisis, "at": at, **waiting_list(crisis, at=at)}
    )


def _drawn(of: Layer, crisis: Crisis, window: Window, finest: int) -> list[dict]:
    found = spots(of, crisis, window, coarse=finest <= grid.MASK)
    return features(found, finest=finest, most=MOST)


def _window(asked, at: datetime) -> Window:
    """Raises ValueError for what is no box or no number of minutes."""
    ago, since = _minutes(asked.get("ago")), _minutes(asked.get("since"))
    return Window(
        at=at,
        bbox=_bbox(asked.get("bbox")),
        since=since or None,
        as_of=at - ago if ago else None,
        states=_states(asked.get("states")),
    )


def _states(text: str | None) -> frozenset[str]:
    return frozenset(state for state in (text or "").split(",") if state)


def _minutes(text: str | None) -> timedelta:
    return timedelta(minutes=max(0, min(int(text or 0), LONGEST_MINUTES)))


def _bbox(text: str | None):
    """`text`: "west,south,east,north" in degrees, as web maps write it."""
    if not text:
        return WORLD
    west, south, east, north = (float(part) for part in text.split(","))
    if not (-90 <= south <= north <= 90 and west <= east):
        raise ValueError(text)
    return south, west, north, east


def _tag(position: int, window: Window) -> str:
    """Filters by time move on by themselves, so they are as fresh as the minute."""
    moving = window.since or window.as_of
    return f'"{position}-{int(window.at.timestamp()) // 60}"' if moving else f'"{position}"'


def _described(one: Layer, crisis: Crisis, figures: dict) -> dict:
    return {
        "name": one.name,
        "label": one.label,
        "symbol": one.symbol,
        "states": one.states,
        "states_json": json.dumps({value: str(name) for value, name in one.states}),
        "solid": one.states[0][0] if one.states else "",
        "unit": one.unit,
        "unit_one": one.unit_one,
        "one": one.one or one.label,
        "page": _page_of(one, crisis),
        **figures,
    }


def _page_of(one: Layer, crisis: Crisis) -> str:
    """The address of a subject's page with NOBODY for its id, or of the layer's page, or ""."""
    for args in ([crisis.slug, NOBODY], [crisis.slug]):
        try:
            return reverse(one.page, args=args)
        except NoReverseMatch:
            continue
    return ""


def _sketch(crisis: Crisis, at: datetime) -> str:
    doors = _drawn(layer(DOORS), crisis, Window(at=at), SKETCHED)
    most = max((door["count"] for door in doors), default=1)
    cells = [svg.Cell(d["cell"], str(d["count"]), round(3 * d["count"] / most)) for d in doors]
    areas = list(active_closures(crisis).values_list("area", "name"))
    return svg.draw(cells, centre=(crisis.lat, crisis.lon), title=_("Open doors by area"), areas=areas)
