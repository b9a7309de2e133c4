"""Which phase may follow which, and what a draft must hold. Pure."""

import re
from collections.abc import Iterator
from datetime import timedelta

import h3
from django.utils.translation import gettext_lazy as _

from crisis.activation.drafts import CrisisDraft
from crisis.activation.vocabulary import Phase
from crisis.ground import grid

FOLLOWS = {
    Phase.ACTIVE: {Phase.DRAFT, Phase.STOOD_DOWN},
    Phase.STOOD_DOWN: {Phase.ACTIVE},
    Phase.ARCHIVED: {Phase.STOOD_DOWN, Phase.DRAFT},
}
MOST_METRES = 300_000
FARTHEST_METRES = 100_000  # from its middle: what is farther off is another town of the same name
SECOND_PERSON = timedelta(minutes=10)  # so long a mass message waits for the second coordinator's yes


def problems(draft: CrisisDraft) -> dict[str, list]:
    """{field: [message]}; empty when the draft may be declared."""
    found: dict[str, list] = {}
    if not draft.name.strip():
        found["name"] = [_("Give the crisis a short name, such as Paris 13 November.")]
    if not draft.what_happened.strip():
        found["what_happened"] = [_("Say in one sentence what happened.")]
    if not (-90 <= draft.lat <= 90 and -180 <= draft.lon <= 180):
        found["where"] = [_("Type an address or place a pin on the map.")]
    if draft.polygon is None and not draft.radius_m:
        found["radius_m"] = [_("Give a radius or draw a perimeter.")]
    if draft.radius_m and not 100 <= draft.radius_m <= MOST_METRES:
        found["radius_m"] = [_("The radius lies between 100 m and 300 km.")]
    if draft.polygon is not None and not _covers_something(draft.polygon):
        found["polygon"] = [_("This is not a GeoJSON Polygon or MultiPolygon.")]
    elif draft.polygon is not None and not _lies_near(draft.lat, draft.lon, draft.polygon):
        found["polygon"] = [
            _("The place lies far outside this perimeter. GeoJSON writes longitude first: are they swapped?")
        ]
    return found


def _lies_near(lat: float, lon: float, polygon: dict) -> bool:
    """Within a degree of the box around the shape: a perimeter elsewhere would turn everybody away as too far."""
    points = list(_points(polygon["coordinates"]))
    lons, lats = [point[0] for point in points], [point[1] for point in points]
    return min(lats) - 1 <= lat <= max(lats) + 1 and min(lons) - 1 <= lon <= max(lons) + 1


def _points(coordinates: list) -> Iterator[list[float]]:
    if isinstance(coordinates[0], int | float):
        yield coordinates
    else:
        for part in coordinates:
            yield from _points(part)


def _covers_something(polygon: dict) -> bool:
    try:
        return bool(grid.cells_of_polygon(polygon))
    except (ValueError, h3.H3BaseException):
        return False


def perimeter_of(draft: CrisisDraft) -> list[str]:
    """The drawn polygon's cells, else the circle's."""
    if draft.polygon is not None:
        return grid.cells_of_polygon(draft.polygon)
    return grid.cells_of_circle(draft.lat, draft.lon, draft.radius_m)


def hashtags_in(text: str) -> tuple[str, ...]:
    """`#PorteOuverte, recherche` → ("#PorteOuverte", "#recherche")."""
    return tuple(dict.fromkeys("#" + word for word in re.findall(r"[\w]+", text)))
