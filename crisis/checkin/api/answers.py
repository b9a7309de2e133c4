"""From a body that was read to a draft, and from a check-in to its answer: the same for every door of the API."""

from functools import cache

from django.utils import translation

from crisis.activation.actions import absolute
from crisis.activation.models import Crisis
from crisis.checkin.actions.checking_in import CheckedIn
from crisis.checkin.drafts import CheckInDraft, PersonDraft
from crisis.checkin.vocabulary import Status
from crisis.gazetteer.api.places import PlaceSerializer, find_places
from crisis.gazetteer.places import Exactness, Place
from crisis.shelter.actions.posting import manage_path
from crisis.shelter.api.posting import place_draft, place_if_known, places_in


def draft_of(body: dict, place: Place | None, language: str) -> CheckInDraft:
    """The draft of what CheckInBody (or plain()) read."""
    typed = (body["place"] or {}).get("text", "")
    return CheckInDraft(
        status=body["status"],
        given_name=body["given_name"],
        family_name=body["family_name"],
        audience=body["audience"],
        contact=body["contact"],
        named=tuple(body["named"]),
        message=body["message"],
        place=place_draft(place, typed) if place else None,
        say_where=body["say_where"],
        language=language,
        **(_of_others(body) if "voice" in body else {}),
    )


def _of_others(body: dict) -> dict:
    """What CheckInBody read besides; plain() knows nothing of it."""
    group = tuple(PersonDraft(**each) for each in body["group"])
    same = {name: body[name] for name in ("voice", "said_by", "their_contact")}
    return same | {
        "group": group,
        "unplaced": body["unplaced"],
        "whereabouts": (body["place"] or {}).get("text", ""),
    }


def answer_of(done: CheckedIn, place: Place | None, language: str) -> dict:
    """As CheckedInSerializer describes it, ready to be written as JSON."""
    return {
        "id": str(done.subject),
        "reference": done.reference,
        "manage_token": done.secret,
        "url": _before_the_token(language) + done.secret + "/",
        "need_token": done.need_secret,
        "place": _place(place, language) if place else None,
        "named": done.named,
        "group": [_member(each, language) for each in done.group],
    }


def _member(done: CheckedIn, language: str) -> dict:
    url = _before_the_token(language) + done.secret + "/"
    return {"id": str(done.subject), "reference": done.reference, "manage_token": done.secret, "url": url}


def place_of(crisis: Crisis, body: dict) -> Place | None:
    """Unknown words stop nobody from saying they are safe. Raises PlaceUnknown where help must find its way.

    Words sent with `unplaced` are for a coordinator to read, and not looked for.
    """
    if not body["place"]:
        return None
    if body["status"] == Status.NEED_HELP and body.get("unplaced") and body["place"].get("lat") is None:
        return None
    if body["status"] == Status.NEED_HELP:
        return places_in(crisis, body["place"])[0]
    return place_if_known(crisis, body["place"])


def pin_of(body: dict, language: str) -> Place | None:
    """place_of() for a point, which nothing needs to be asked about."""
    if not body["place"]:
        return None
    lat, lon = body["place"]["lat"], body["place"]["lon"]
    return Place(lat, lon, body["place"].get("text") or _pin(language)["label"], Exactness.PIN, 0, "pin")


def _place(place: Place, language: str) -> dict:
    if place.source == "pin":
        return _pin(language) | {"label": place.label, "lat": place.lat, "lon": place.lon}
    with translation.override(language):
        return PlaceSerializer(place).data


@cache
def _pin(language: str) -> dict:
    """How a pin without a name is answered."""
    with translation.override(language):
        [place] = find_places({"lat": 0.0, "lon": 0.0}, near=None, remote=False)
        return dict(PlaceSerializer(place).data)


@cache
def _before_the_token(language: str) -> str:
    return absolute(manage_path("x", language)).removesuffix("x/")
