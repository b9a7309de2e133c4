"""From a body to a draft, through the same action as the form, to the answer."""

from datetime import datetime

from django.utils.translation import get_language
from rest_framework.response import Response

from accounts.idempotency.once import Done
from accounts.origin import Origin
from crisis.activation.actions import absolute
from crisis.activation.models import Crisis
from crisis.gazetteer.api.places import find_places
from crisis.search.actions.posting import post_search
from crisis.search.api.serializers import OpenedSerializer
from crisis.search.drafts import SearchDraft
from crisis.search.models import Search
from crisis.shelter.actions.posting import manage_path
from crisis.shelter.api.posting import place_draft
from crisis.shelter.drafts import PlaceDraft


def search_draft(crisis: Crisis, body: dict) -> SearchDraft:
    """Raises PlaceUnknown."""
    fields = body | {"their_contacts": tuple(body.get("their_contacts", ())), "place": _place(crisis, body)}
    return SearchDraft(**fields, language=language())


def post(crisis: Crisis, body: dict, *, origin: Origin, at: datetime) -> Response:
    """201, or 200 when this key had done it before."""
    done = post_search(crisis=crisis, draft=search_draft(crisis, body), origin=origin, at=at)
    return opened(done, "search", Search.objects.get(public_id=done.subject).reference)


def opened(done: Done, kind: str, reference: str) -> Response:
    answer = {
        "id": done.subject,
        "kind": kind,
        "reference": reference,
        "manage_token": done.secret,
        "url": absolute(manage_path(done.secret, language())),
    }
    return Response(OpenedSerializer(answer).data, status=200 if done.repeated else 201)


def language() -> str:
    return get_language() or "fr"


def _place(crisis: Crisis, body: dict) -> PlaceDraft | None:
    said = body.get("place")
    if not said:
        return None
    found = find_places(said, near=(crisis.lat, crisis.lon), remote=not crisis.is_drill)
    return place_draft(found[0], said.get("text", ""))
