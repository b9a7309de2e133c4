"""Writes check-ins, one or thousands, in the same few statements: rows go to the database with no object for each."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from typing import NamedTuple
from uuid import UUID

from accounts import rows
from accounts.journal.announce import announce_all
from accounts.links.actions import keep_manage_links
from accounts.links.secrets import hash_token, new_reference
from accounts.origin import Door, Origin
from accounts.people.actions import add_contact, known_poster, vouched_for
from accounts.people.contact import Contact, digest
from accounts.people.many import contacts_of_new_people, new_people
from accounts.people.models import ContactPoint, Person
from accounts.people.names import typed_name
from crisis.activation.actions import absolute
from crisis.activation.models import Crisis
from crisis.checkin import rules
from crisis.checkin.actions.announcing import count, owe_words, told
from crisis.checkin.actions.indexing import index_names
from crisis.checkin.actions.reaching import caused_many
from crisis.checkin.drafts import CheckInDraft
from crisis.checkin.findable import confirmed_among, publish_new
from crisis.checkin.models import CheckIn, CheckInKey
from crisis.checkin.nearness import NOT_SAID, Surroundings, surroundings
from crisis.checkin.vocabulary import KeyKind, Status, Voice
from crisis.ground import grid
from crisis.shelter.actions.needs import post_need
from crisis.shelter.actions.posting import manage_path, send_link
from crisis.shelter.drafts import NeedDraft
from crisis.shelter.models import Need
from crisis.shelter.rules import MOST_PEOPLE


@dataclass(frozen=True, slots=True)
class Arrival:
    """A draft that was checked, its contacts read. `ref`: the request's own (an Idempotency-Key), or none.

    `about`: the contact of the person it is said of, where another says it.
    """

    draft: CheckInDraft
    own: Contact | None
    named: list[Contact]
    ref: str | None = None
    about: Contact | None = None


class NewCheckIn(NamedTuple):
    """A row of CheckIn, by its columns."""

    id: int
    public_id: UUID
    reference: str
    crisis_id: int
    owner_id: int
    need_id: int | None
    door: str
    posted_at: datetime
    said_at: datetime
    expires_at: datetime
    language: str
    status: str
    given_name: str
    family_name: str
    message: str
    audience: str
    cell: str
    say_where: bool
    voice: str
    said_by: str
    nearness: str
    beside_id: int | None
    token_hash: str

    pk = property(attrgetter("id"))
    full_name = CheckIn.full_name


class Recorded(NamedTuple):
    """`need_secret`: the manage token of the need which "I need help" opened, or ""."""

    subject: UUID
    reference: str
    named: int
    need_secret: str


def record(
    *,
    crisis: Crisis,
    arrivals: list[Arrival],
    subjects: list[UUID],
    tokens: list[str],
    origin: Origin,
    at: datetime,
    later: bool = False,
) -> list[Recorded]:
    """Write them all, and one journal entry, in the caller's transaction. Whoever is with somebody comes after them.

    `subjects`, `tokens`: public id and manage token of each.
    `later`: that they are found at all, that their contacts hear, and their links are owed to listeners.
    Raises Invalid, CrisisClosed where a need is refused.
    """
    leads = _leads(arrivals)
    owners = _owners(crisis, arrivals, leads, origin)
    helped = dict(_helped(crisis, arrivals, owners, origin, at))
    needs = [helped[lead][0].pk if lead in helped else None for lead in leads]
    hashes = [hash_token(token) if later else "" for token in tokens]
    new = _rows(crisis, arrivals, subjects, hashes, leads, owners, needs, origin, at)
    rows.write(CheckIn, NewCheckIn._fields, new)
    named = _keep_keys(new, arrivals)
    owed = [(row.id, to) for row, each in zip(new, arrivals, strict=True) for to in _hearing(each)]
    owe_words(owed, crisis, origin, at)
    reached = _reach(crisis, new, arrivals, tokens, origin, at, later)
    if not later:
        index_names(new)
        kept = list(zip(owners, subjects, tokens, strict=True))
        keep_manage_links(kept=kept, subject_kind="check_in", crisis_id=crisis.pk)
        answered = known_poster(origin=origin, drill=crisis.is_drill) or vouched_for(origin, at)
        publish_new(new, confirmed=confirmed_among(new) if answered else {})
    announce_all(told(crisis, new, reached if later else None, at), origin=origin)
    count(crisis, new, at)
    secrets = [helped[number][1] if number in helped else "" for number in range(len(arrivals))]
    return [
        Recorded(*each) for each in zip(subjects, [row.reference for row in new], named, secrets, strict=True)
    ]


def said(draft: CheckInDraft, around: Surroundings) -> dict:
    """The columns a person fills in, and how near to the crisis that is."""
    place = draft.place
    return {
        "language": draft.language,
        "status": draft.status,
        "given_name": typed_name(draft.given_name),
        "family_name": typed_name(draft.family_name),
        "message": draft.message.strip()[:200],
        "audience": draft.audience,
        "cell": grid.cell(place.lat, place.lon) if place else "",
        "say_where": bool(place and draft.say_where),
        "voice": draft.voice,
        "said_by": "" if draft.voice == Voice.OWN else typed_name(draft.said_by),
        "nearness": around.nearness(place.lat, place.lon) if place else NOT_SAID,
    }


def ask_for_help(
    *, crisis: Crisis, draft: CheckInDraft, owner: Person, origin: Origin, at: datetime
) -> tuple[Need, str]:
    """The need that "I need help" opens, and its manage token. Raises Invalid, CrisisClosed."""
    need = NeedDraft(
        place=draft.place,
        adults=min(1 + len(draft.group), MOST_PEOPLE),  # nobody in trouble is sent back for one too many
        first_name=draft.given_name,
        for_someone_else=draft.voice == Voice.OTHER,
        note=draft.message,
        language=draft.language,
    )
    unnamed = Origin(door=origin.door, actor=origin.actor)  # the check-in's key answers for both
    done = post_need(crisis=crisis, draft=need, origin=unnamed, at=at, owner=owner)
    return Need.objects.get(public_id=done.subject), done.secret


def _leads(arrivals: list[Arrival]) -> list[int]:
    """For each the number of whoever speaks for them: their own, but for those who are with somebody."""
    leads = list(range(len(arrivals)))
    for number, each in enumerate(arrivals):
        if each.draft.voice == Voice.TOGETHER:
            leads[number] = leads[number - 1]
    return leads


def _owners(crisis: Crisis, arrivals: list[Arrival], leads: list[int], origin: Origin) -> list[int]:
    if known := known_poster(origin=origin, drill=crisis.is_drill):
        return [known.pk] * len(arrivals)
    speaking = sorted(set(leads))
    made = new_people([_speaker(arrivals[number].draft) for number in speaking])
    by_number = dict(zip(speaking, made, strict=True))
    return [by_number[lead] for lead in leads]


def _speaker(draft: CheckInDraft) -> tuple[str, str]:
    """(first name, language) of who says it."""
    name = draft.said_by if draft.voice == Voice.OTHER else draft.given_name
    return typed_name(name), draft.language


def _helped(crisis: Crisis, arrivals, owners, origin: Origin, at: datetime) -> Iterator:
    """(number, (need, token)) of each who needs help at a place we know."""
    for number, each in enumerate(arrivals):
        helped = each.draft.status == Status.NEED_HELP and each.draft.place
        if helped and each.draft.voice != Voice.TOGETHER:
            owner = Person.objects.get(pk=owners[number])
            yield number, ask_for_help(crisis=crisis, draft=each.draft, owner=owner, origin=origin, at=at)


def _rows(
    crisis: Crisis, arrivals, subjects, hashes, leads, owners, needs, origin: Origin, at: datetime
) -> list[NewCheckIn]:
    pks = rows.reserve(CheckIn, len(arrivals))
    door, expires_at, around = str(origin.door), at + rules.LIFETIME, surroundings(tuple(crisis.perimeter))
    return [
        NewCheckIn(
            pk,
            subject,
            new_reference(),
            crisis.pk,
            owner,
            need,
            door,
            at,
            at,
            expires_at,
            **said(each.draft, around),
            beside_id=pks[lead] if pks[lead] != pk else None,
            token_hash=hashed,
        )
        for pk, subject, hashed, lead, owner, need, each in zip(
            pks, subjects, hashes, leads, owners, needs, arrivals, strict=True
        )
    ]


def _keep_keys(new: list[NewCheckIn], arrivals: list[Arrival]) -> list[int]:
    """The contacts as keyed hashes; how many were named by each."""
    kept, named = [], []
    for row, each in zip(new, arrivals, strict=True):
        if each.own:
            kept.append((row.id, KeyKind.OWN.value, digest(each.own)))
        if each.about:
            kept.append((row.id, KeyKind.ABOUT.value, digest(each.about)))
        others = sorted({*map(digest, each.named)})
        kept += [(row.id, KeyKind.NAMED.value, other) for other in others]
        named.append(len(others))
    rows.write(CheckInKey, ("check_in_id", "kind", "digest"), kept)
    return named


def _hearing(arrived: Arrival) -> list[Contact]:
    """Each once: the people they name, and the one they say it of; of a group, as its author tells them."""
    if not (arrived.named or arrived.about) or arrived.draft.voice == Voice.TOGETHER:
        return []
    return list(dict.fromkeys([*arrived.named, *filter(None, [arrived.about])]))


def _reach(
    crisis: Crisis,
    new: list[NewCheckIn],
    arrivals: list[Arrival],
    tokens: list[str],
    origin: Origin,
    at: datetime,
    later: bool,
) -> list[int]:
    """Keep each contact and send it its link, with a code while it is unverified. A drill's batch sends nothing.

    The check-ins whose authors have one.
    """
    reached = [
        each for each in zip(new, arrivals, tokens, strict=True) if each[1].own and not each[0].beside_id
    ]
    points = _points(crisis, reached, origin, at) if reached else []
    # A text is answered in its conversation.
    if not later and origin.door not in (Door.DRILL, Door.SMS):
        for point, (row, _arrival, token) in zip(points, reached, strict=True):
            link = absolute(manage_path(token, row.language))
            send_link(point, crisis, link, behind=caused_many(origin.network))
    return [row.id for row, *_rest in reached]


def _points(crisis: Crisis, reached: list, origin: Origin, at: datetime) -> list[ContactPoint]:
    if known := known_poster(origin=origin, drill=crisis.is_drill):
        return [
            add_contact(person=known, contact=each.own, origin=origin, at=at)
            for _row, each, _token in reached
        ]
    given = [(row.owner_id, each.own) for row, each, _token in reached]
    return contacts_of_new_people(given=given, origin=origin, at=at)
