"""Everything held about one person, as plain values: for the page, and for the file they take away."""

from datetime import datetime
from uuid import UUID

from django.db.models import Q

from accounts.disclosure.models import Disclosure
from accounts.links.paths import without_keys
from accounts.people.blocking import cut_by
from accounts.people.models import Block, Person
from accounts.people.vocabulary import VerifiedBy
from accounts.reach.choices import wishes_of_one
from accounts.reach.models import Message
from accounts.reach.vocabulary import Way
from crisis.activation.clock import crisis_time
from crisis.activation.models import Crisis
from crisis.checkin.asks.actions.ending import asked_of
from crisis.checkin.asks.models import Appointment, Ask, Asked
from crisis.checkin.models import CheckIn
from crisis.checkin.vocabulary import KeyKind
from crisis.search.models import Follower, Note
from crisis.search.vocabulary import Role
from crisis.shelter.models import Need, Offer
from crisis.texting.models import TextLine
from matching.models import Match, RelayMessage, Welfare
from matching.vocabulary import Side

PLACE = ("label", "typed", "lat", "lon", "exactness", "radius_m", "source")
POST = (
    "reference", "state", "first_name", "step_free", "pets", "women_only", "languages", "note",
    "posted_at", "closed_at",
)  # fmt: skip
OFFER = (*POST, "places", "places_left", "children", "until", "confirmed_at")
NEED = (*POST, "adults", "children", "women_group", "for_someone_else", "may_split")
SEARCH = (
    "reference", "state", "given_name", "family_name", "other_names", "age_min", "age_max", "sex", "description",
    "proof_question", "last_seen_at", "first_name", "relation", "posted_at", "edited_at", "closed_at",
)  # fmt: skip
NOTE = ("status", "text", "place", "seen_at", "posted_at", "shown_to")
CHECK_IN = (
    "reference", "status", "life", "given_name", "family_name", "message", "audience", "cell", "say_where",
    "nearness", "voice", "said_by", "posted_at", "said_at", "closed_at",
)  # fmt: skip
ASK = ("reference", "state", "name", "posted_at", "sent_at", "closed_at")
APPOINTMENT = ("state", "ask_at", "tell_at", "asked_at", "told_at", "answered_at")


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
        "searches": [_search(follower) for follower in _followed(person)],
        "notes": [_values(note, NOTE) | {"crisis": note.search.crisis.name} for note in _notes(person)],
        "check_ins": [_check_in(row) for row in CheckIn.objects.filter(owner=person).order_by("pk")],
        "asks": [_ask(row) for row in Ask.objects.filter(owner=person).order_by("pk")],
        "asked_of_you": [_asked(row) for row in asked_of(person).select_related("ask__crisis")],
        "messages_to_you": [
            _values(sent, ("subject", "state", "drill")) | {"created_at": _plain(when), "text": _shown(sent)}
            for sent, when in _timed(list(_sent_to(person)))
        ],
        "texts": [_values(line, ("incoming", "text", "at")) for line in _texts(person)],
        "messages_by_you": [_values(said, ("text", "at")) for said in _said_by(person)],
        "news": _news(person),
        "contacts_cut": [each | {"at": _plain(each["at"])} for each in contacts_cut(person)],
        "asked_in_the_morning": [
            _values(each, ("asked_at", "answer", "answered_at")) for each in _mornings(person)
        ],
        "who_saw_it": [
            _values(row, ("what", "to_role", "reason", "at")) | {"what_in_words": row.get_what_display()}
            for row in Disclosure.objects.filter(about=person).order_by("at")
        ],
        "suspensions": [
            _values(each, ("reason", "at", "lifted_at")) for each in person.suspensions.order_by("at")
        ],
    }


def _news(person: Person) -> dict:
    """What they chose to be sent; of their devices only how many."""
    wishes = wishes_of_one(person)
    return vars(wishes) | {"off": sorted(wishes.off), "devices": person.push_devices.count()}


def _sent_to(person: Person):
    """What went to a number nobody has proved to be theirs is not theirs to count: how often we write to it shows
    what somebody else did with it."""
    answered = Q(contact__verified_at__isnull=False) & ~Q(contact__verified_by=VerifiedBy.DRILL)
    sent = Message.objects.filter(Q(drill=True) | answered, contact__person=person)
    return sent.exclude(way=Way.PUSH).order_by("pk")  # mostly the contact got it, too


def _texts(person: Person):
    """What was said by SMS, once the phone is proved theirs."""
    return TextLine.objects.filter(
        conversation__contact__person=person, conversation__contact__verified_at__isnull=False
    ).order_by("pk")


def _timed(sent: list[Message]) -> list[tuple[Message, datetime]]:
    """Each with its time by the clock of its crisis: an exercise has one of its own."""
    crises = Crisis.objects.in_bulk({each.crisis_id for each in sent if each.crisis_id})
    return [
        (
            each,
            crisis_time(crises[each.crisis_id], each.created_at)
            if each.crisis_id in crises
            else each.created_at,
        )
        for each in sent
    ]


def _shown(sent: Message) -> str:
    """Only an exercise's: a real message still on its way may hold a code, and reading it here would prove
    nothing about the phone it is sent to."""
    return without_keys(sent.text) if sent.drill else ""


def _posts(model, person: Person):
    return model.objects.filter(owner=person).select_related("crisis", "place").order_by("pk")


def _offer(offer: Offer) -> dict:
    entry = {"entry": offer.place.entry, "meeting_point": offer.place.meeting_point}
    told = _told(offer)
    return _values(offer, OFFER) | told | {"place": told["place"] | entry}


def _followed(person: Person):
    rows = Follower.objects.filter(person=person).select_related("search__crisis", "search__last_seen")
    return rows.order_by("pk")


def _search(follower: Follower) -> dict:
    """Whole for the family; whoever follows what is public holds no more than that they do."""
    search = follower.search
    told = {"crisis": search.crisis.name, "your_part": follower.role, "your_relation": follower.relation}
    if follower.role != Role.FAMILY:
        return told
    place = getattr(search, "last_seen", None)
    has = {"place": _values(place, PLACE) if place else None, "photos": search.photos.count()}
    return _values(search, SEARCH) | told | has | {"fingerprints_of_their_contacts": search.hints.count()}


def _notes(person: Person):
    return Note.objects.filter(author=person).select_related("search__crisis").order_by("pk")


def _check_in(row: CheckIn) -> dict:
    """Of the contacts named only fingerprints were kept: how many."""
    keys = row.keys.values_list("kind", flat=True)
    return _values(row, CHECK_IN) | {
        "crisis": row.crisis.name,
        "where_in_words": getattr(getattr(row, "unknown_place", None), "words", ""),
        "fingerprints_of_people_named": sum(kind == KeyKind.NAMED for kind in keys),
        "ask_me_again": [_appointment(each) for each in row.appointments.order_by("pk")],
    }


def _appointment(row: Appointment) -> dict:
    told = [each.point.value for each in row.to_tell.select_related("point") if each.point]
    return _values(row, APPOINTMENT) | {"to_tell": told}


def _ask(row: Ask) -> dict:
    people = row.asked.select_related("point").order_by("number")
    asked = [{"name": each.name, "contact": each.point.value if each.point else ""} for each in people]
    return _values(row, ASK) | {"crisis": row.crisis.name, "asked": asked}


def _asked(row: Asked) -> dict:
    """What others asked of a phone or e-mail that answered as this person's; not the name they gave it."""
    said = _values(row, ("sent", "sent_at", "answer", "word", "answered_at"))
    return said | {"crisis": row.ask.crisis.name, "who_asked": row.ask.name}


def _told(posted: Offer | Need) -> dict:
    return {"crisis": posted.crisis.name, "place": _values(posted.place, PLACE)}


def _said_by(person: Person):
    host = Q(side=Side.HOST, match__offer__owner=person)
    return RelayMessage.objects.filter(host | Q(side=Side.GUEST, match__need__owner=person)).order_by("at")


def contacts_cut(person: Person) -> list[dict]:
    """With whom this person cut contact, newest first: {id, at, other, first_name}; never who cut them off.

    As far as they knew each other: a first name once it was released, else "host" or "guest", "" where it is gone.
    """
    return [_cut(each) for each in cut_by(person)]


def _cut(cut: Block) -> dict:
    match = Match.objects.select_related("offer", "need").filter(public_id=cut.subject).first()
    their = {"other": "", "first_name": ""}
    if match:
        other = match.need if match.offer.owner_id == cut.by_id else match.offer
        their["other"] = Side.GUEST if other is match.need else Side.HOST
        their["first_name"] = other.first_name if match.coming_at else ""
    return {"id": str(cut.public_id), "at": cut.at} | their


def _mornings(person: Person):
    host = Q(side=Side.HOST, match__offer__owner=person)
    asked = Welfare.objects.filter(host | Q(side=Side.GUEST, match__need__owner=person))
    return asked.order_by("asked_at", "pk")


def _values(row, names: tuple[str, ...]) -> dict:
    return {name: _plain(getattr(row, name)) for name in names}


def _plain(value):
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value
