"""What a closed area must hold. Pure: values in, {field: [message]} out."""

from datetime import datetime, timedelta

import h3
from django.utils.translation import gettext_lazy as _

from crisis.activation.rules import FARTHEST_METRES
from crisis.closures.drafts import ClosureDraft
from crisis.closures.shapes import around, square_kilometres
from crisis.closures.vocabulary import ClosureReason
from crisis.ground import grid

LEAST_METRES, MOST_METRES = 20, 20_000
MOST_KM2 = 2_000
MOST_BOX_KM2 = 2 * MOST_KM2  # of what stands around it: a comb of thin teeth is small, and touches every cell
LONGEST = timedelta(days=14)


def problems(draft: ClosureDraft, *, centre: tuple[float, float], at: datetime) -> dict[str, list]:
    """`centre`: the crisis's. Empty when the draft may be declared."""
    found = _shape_problems(draft, centre)
    if not draft.name.strip():
        found["name"] = [_("Name the area as people know it, such as Around place de la République.")]
    if not draft.source.strip():
        found["source"] = [_("Say who closed it, such as the police, by phone.")]
    if draft.reason not in ClosureReason.values:
        found["reason"] = [_("Choose a reason from the list.")]
    if draft.until and not at < draft.until <= at + LONGEST:
        found["until"] = [_("Choose an end within the next two weeks, or none.")]
    return found


def _shape_problems(draft: ClosureDraft, centre: tuple[float, float]) -> dict[str, list]:
    if draft.polygon is not None:
        return _polygon_problems(draft.polygon, centre)
    if draft.lat is None or draft.lon is None:
        return {"where": [_("Type a place, put a pin on the map, or draw the area.")]}
    if not draft.radius_m or not LEAST_METRES <= draft.radius_m <= MOST_METRES:
        return {"radius_m": [_("The radius lies between 20 m and 20 km.")]}
    if not (-90 <= draft.lat <= 90 and -180 <= draft.lon <= 180):
        return {"where": [_("Type a place, put a pin on the map, or draw the area.")]}
    return _too_far("where", (draft.lat, draft.lon), centre)


def _polygon_problems(polygon: dict, centre: tuple[float, float]) -> dict[str, list]:
    try:
        cells = grid.cells_of_polygon(polygon)
    except (ValueError, h3.H3BaseException):
        return {"polygon": [_("This is not a GeoJSON Polygon or MultiPolygon.")]}
    if square_kilometres(polygon) > MOST_KM2:
        return {"polygon": [_("This is more than 2,000 km²: close the streets in danger, not a region.")]}
    if square_kilometres(around(polygon)) > MOST_BOX_KM2:
        return {
            "polygon": [_("Its parts lie too far from each other. Close each of them as an area of its own.")]
        }
    return _too_far("polygon", grid.centre(cells[0]), centre)


def _too_far(field: str, point: tuple[float, float], centre: tuple[float, float]) -> dict[str, list]:
    if grid.metres(point, centre) <= FARTHEST_METRES:
        return {}
    return {field: [_("This lies far from the crisis. GeoJSON writes longitude first: are the two swapped?")]}
