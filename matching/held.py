"""Everything held about one person, as plain values: for the page, and for the file they take away."""

import re
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from accounts.disclosure.models import Disclosure
from accounts.people.models import Person
from accounts.reach.models import Message
from crisis.shelter.models import Need, Offer
from matching.models import RelayMessage
from matching.vocabulary import Side

PLACE = ("label", "typed", "lat", "lon", "exactness", "radius_m", "source")
POST = (
    "reference", "state", "first_name", "step_free", "pets", "women_only", "languages", "note",
    "posted_at", "closed_at",
)  # fmt: skip
OFFER = (*POST, "places", "places_left", "children", "until", "confirmed_at")
NEED = (*POST, "adults", "children", "women_group", "for_someone_else")
KEY = re.compile(r"/m/\w+")


def held_about(person: Person) -> dict:
    """Names → plain values; times in ISO 8601. Keys in old messages are left out: each opens a page."""
    return {
        "person": _values(person, ("pseudonym", "language", "email", "phone", "date_joined")),
        "contacts": [
            _values(point, ("kind", "value", "verified_at", "created_at"))
            for point in person.contact_points.order_by("pk")
        ],
        "offers": [_offer(offer) for offer in _posts(Offer, person)],
        "needs": [_values(need, NEED) | _told(need) for need in _posts(Need, person)],
        "messages_to_you": [
            _values(sent, ("subject", "state", "created_at", "drill")) | {"text": _shown(sent)}
            for sent in Message.objects.filter(contact__person=person).order_by("pk")
        ],
        "messages_by_you": [_values(said, ("text", "at")) for said in _said_by(person)],
        "who_saw_it": [
            _values(row, ("what", "to_role", "reason", "at")) | {"what_in_words": row.get_what_display()}
            for row in Disclosure.objects.filter(about=person).order_by("at")
        ],
    }


def _shown(sent: Message) -> str:
    """Only an exercise's: a real message still on its way may hold a code, and reading it here would prove
    nothing about the phone it is sent to."""
    return KEY.sub("/m/…", sent.text) if sent.drill else ""


def _posts(model, person: Person):
    return model.objects.filter(owner=person).select_related("crisis", "place").order_by("pk")


def _offer(offer: Offer) -> dict:
    entry = {"entry": offer.place.entry, "meeting_point": offer.place.meeting_point}
    told = _told(offer)
    return _values(offer, OFFER) | told | {"place": told["place"] | entry}


def _told(posted: Offer | Need) -> dict:
    return {"crisis": posted.crisis.name, "place": _values(posted.place, PLACE)}


def _said_by(person: Person):
    host = Q(side=Side.HOST, match__offer__owner=person)
    return RelayMessage.objects.filter(host | Q(side=Side.GUEST, match__need__owner=person)).order_by("at")


def _values(row, names: tuple[str, ...]) -> dict:
    return {name: _plain(getattr(row, name)) for name in names}


def _plain(value):
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value
