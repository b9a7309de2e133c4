"""From what somebody typed or pinned to places they can recognise. Asked at the edge, never in a transaction."""

from urllib.parse import quote

from django.utils.translation import gettext as _

from crisis.activation.models import Crisis
from crisis.activation.rules import FARTHEST_METRES
from crisis.gazetteer.places import Exactness
from crisis.gazetteer.queries import exactness_phrase, nearest, resolve
from crisis.ground import grid
from crisis.shelter.drafts import PlaceDraft

SAME_METRES = 1_000  # two answers closer than this send nobody astray


def find_places(
    crisis: Crisis, *, where: str, lat: float | None = None, lon: float | None = None, remote: bool = True
) -> list[PlaceDraft]:
    """The pin, else what the words may mean within reach of the crisis, best first; [] when nothing does.

    `remote=False`: nobody outside is asked, so that it may be called in a transaction.
    """
    if lat is not None and lon is not None:
        return [_pinned(where, lat, lon)]
    centre = (crisis.lat, crisis.lon)
    found = resolve(where, near=centre, remote=remote and not crisis.is_drill)
    return [
        _drafted(place, where)
        for place in found
        if grid.metres((place.lat, place.lon), centre) <= FARTHEST_METRES
    ]


def key_of(place: PlaceDraft) -> str:
    """Names one of several places between two requests."""
    return f"{place.lat:.5f},{place.lon:.5f}"


def chosen(places: list[PlaceDraft], key: str) -> PlaceDraft | None:
    """The place somebody chose, else the one there is no doubt about, else None: a wrong town costs a night."""
    for place in places:
        if key_of(place) == key:
            return place
    return places[0] if _sure(places) else None


def _sure(places: list[PlaceDraft]) -> bool:
    """Two streets of one name are a doubt; a street and the station named after it, or at its corner, are not.

    Nor is the district a street lies in. Another district is: street and postcode contradict each other.
    """
    best = places[0]
    return not any(_far_apart(best, it) for it in places[1:] if it.exactness in (best.exactness, "district"))


def _far_apart(best: PlaceDraft, rival: PlaceDraft) -> bool:
    allowed = SAME_METRES if rival.exactness == best.exactness else best.radius_m + rival.radius_m
    return grid.metres((best.lat, best.lon), (rival.lat, rival.lon)) > allowed


def exactness(place) -> str:
    """How exact a `PlaceDraft` or a stored place is, in words."""
    return exactness_phrase(place.exactness, place.radius_m)


def point_is_door(place) -> bool:
    """Else the point is the middle of a street, and the house number is in its owner's own words alone."""
    return place.exactness in (Exactness.PIN, Exactness.ADDRESS)


def on_the_map(place) -> str:
    """A geo: address with a pin; where the point is no door, what was typed is looked for near it, in its town."""
    point = f"{place.lat:.5f},{place.lon:.5f}"
    if point_is_door(place):
        return f"geo:{point}?q={point}"
    town = place.label.rpartition(", ")[2]
    words = ", ".join(dict.fromkeys(filter(None, [place.typed, town]))) if place.typed else place.label
    return f"geo:{point}?q={quote(words)}"


def _pinned(where: str, lat: float, lon: float) -> PlaceDraft:
    return PlaceDraft(lat=lat, lon=lon, label=where or _near_a_station(lat, lon), typed=where)


def _near_a_station(lat: float, lon: float) -> str:
    for station, _distance in nearest("station", lat=lat, lon=lon):
        return _("Pin near %(station)s") % {"station": station.label}
    return f"{lat:.5f}, {lon:.5f}"


def _drafted(place, typed: str) -> PlaceDraft:
    return PlaceDraft(
        lat=place.lat,
        lon=place.lon,
        label=place.label,
        exactness=str(place.exactness),
        radius_m=place.radius_m,
        source=place.source,
        typed=typed,
    )
