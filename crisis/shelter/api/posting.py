"""From a body to a draft, through the same action as the form, to the answer."""

from collections.abc import Callable
from datetime import datetime

from django.utils.translation import get_language
from rest_framework.response import Response

from accounts.idempotency.once import Done
from accounts.origin import Origin
from crisis.activation.actions import absolute
from crisis.activation.models import Crisis
from crisis.activation.rules import FARTHEST_METRES
from crisis.gazetteer.api.places import PlaceUnknown, find_places
from crisis.gazetteer.places import Place, metres_between
from crisis.shelter.access import KINDS
from crisis.shelter.actions.needs import post_need
from crisis.shelter.actions.offers import open_offer
from crisis.shelter.actions.posting import manage_path
from crisis.shelter.api.serializers import PostedSerializer
from crisis.shelter.drafts import NeedDraft, OfferDraft, PlaceDraft, ShelterDraft

NEARBY_METRES = 30_000
Draft = OfferDraft | NeedDraft | ShelterDraft
ACTIONS: dict[str, tuple[type[Draft], Callable[..., Done]]] = {
    "offer": (OfferDraft, open_offer),
    "need": (NeedDraft, post_need),
}


def places_in(crisis: Crisis, body: dict) -> list[Place]:
    """Raises PlaceUnknown."""
    return find_places(body, near=(crisis.lat, crisis.lon), remote=not crisis.is_drill)


def place_if_known(crisis: Crisis, body: dict) -> Place | None:
    """For a place that may be left out: words that name none nearby lose nothing else that was said."""
    try:
        place = places_in(crisis, body)[0]
    except PlaceUnknown:
        return None
    return place if "lat" in body or _metres_away(crisis, place) <= FARTHEST_METRES else None


def alternatives(crisis: Crisis, places: list[Place]) -> list[Place]:
    """What else the words may have meant here: the same street name 70 km away is no help to anybody."""
    reach = max(crisis.radius_m or 0, NEARBY_METRES)
    return [place for place in places[1:] if _metres_away(crisis, place) <= reach]


def _metres_away(crisis: Crisis, place: Place) -> float:
    return metres_between(crisis.lat, crisis.lon, place.lat, place.lon)


def place_draft(place: Place, typed: str = "") -> PlaceDraft:
    return PlaceDraft(
        lat=place.lat,
        lon=place.lon,
        label=place.label,
        exactness=str(place.exactness),
        radius_m=place.radius_m,
        source=place.source,
        typed=typed,
    )


def draft_of(draft: type[Draft], crisis: Crisis, body: dict) -> tuple[Draft, list[Place]]:
    """The draft a body stands for, and the places its words may mean (best first). Raises PlaceUnknown."""
    found = places_in(crisis, body["place"])
    fields = {name: value for name, value in body.items() if name != "place"}
    if "languages" in fields:
        fields["languages"] = tuple(fields["languages"])
    if draft is not ShelterDraft:
        fields["language"] = get_language() or "fr"
    place = place_draft(found[0], body["place"].get("text", ""))
    return draft(place=place, **fields), found


def post(kind: str, *, crisis: Crisis, body: dict, origin: Origin, at: datetime) -> Response:
    """Post an offer or a need: 201, or 200 when this key had done it before."""
    draft_class, action = ACTIONS[kind]
    draft, places = draft_of(draft_class, crisis, body)
    done = action(crisis=crisis, draft=draft, origin=origin, at=at)
    posted = KINDS[kind].objects.get(public_id=done.subject)
    answer = {
        "id": done.subject,
        "kind": kind,
        "reference": posted.reference,
        "state": posted.state,
        "manage_token": done.secret,
        "url": absolute(manage_path(done.secret, draft.language)),
        "place": places[0],
        "alternatives": alternatives(crisis, places),
    }
    return Response(PostedSerializer(answer).data, status=200 if done.repeated else 201)
