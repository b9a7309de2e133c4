"""One field that finds: by code, name, address, contact or an official shelter's name."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from django.db.models import Q, QuerySet

from accounts.errors import Invalid
from accounts.links.secrets import read_reference
from accounts.people.contact import read_contact
from accounts.people.models import ContactPoint
from crisis.activation.models import Crisis
from crisis.checkin.models import CheckIn
from crisis.checkin.queries import CHECK_INS
from crisis.checkin.vocabulary import Life
from crisis.gazetteer.districts import district_of
from crisis.search.drafts import SearchDraft
from crisis.search.known import known_draft, known_search
from crisis.search.looking import name_reasons
from crisis.search.models import Follower, Search
from crisis.search.name_index import Kind, find
from crisis.search.public_copy import SEARCHES
from crisis.search.why_words import BEGINS_SO, BY_ASKER, BY_CODE, BY_CONTACT, Reason
from crisis.shelter.models import Need, Offer, OfficialShelter
from matching.engine.names import Asked, Known, fold, likeness, name_likeness

SHORTEST = 2
MOST, MOST_ALIKE = 25, 5
HALF = 4
LIKE_ENOUGH = 0.55
MOST_COMPARED = 300


@dataclass
class Found:
    needs: list[Need] = field(default_factory=list)
    offers: list[Offer] = field(default_factory=list)
    shelters: list[OfficialShelter] = field(default_factory=list)
    searches: list[Search] = field(default_factory=list)
    check_ins: list[CheckIn] = field(default_factory=list)

    def __bool__(self) -> bool:
        return any((self.needs, self.offers, self.shelters, self.searches, self.check_ins))


def search(crisis: Crisis, text: str) -> Found:
    """At most 25 of each kind, of this crisis alone; searches and check-ins with their `reasons`.

    Nothing for fewer than two letters.

    A contact is found only when typed whole; an address may be typed in part, yet is not shown back.
    """
    text = text.strip()[:120]
    if len(text) < SHORTEST:
        return Found()
    places = OfficialShelter.objects.filter(crisis=crisis)
    named = places.filter(Q(name__icontains=text) | Q(label__icontains=text))
    return Found(
        needs=_posted(Need.objects.filter(crisis=crisis), text),
        offers=_posted(Offer.objects.filter(crisis=crisis), text),
        shelters=list(named.order_by("name")[:MOST]),
        searches=_searches(crisis, text),
        check_ins=check_ins_like(crisis, text),
    )


def check_ins_like(crisis: Crisis, text: str) -> list[CheckIn]:
    """By code, contact or name, likest first; a withdrawn one by its code or contact alone."""
    given = Q(owner__in=_owners_reached_at(text)) | _coded(text)
    rows = CheckIn.objects.filter(crisis=crisis)
    return _known_or_named(crisis, rows, given, CHECK_INS, text)


def _searches(crisis: Crisis, text: str) -> list[Search]:
    """By code, by the contact or first name of whoever asks, or by the name of whoever is sought."""
    owners = _owners_reached_at(text)
    given = Q(owner__in=owners) | Q(first_name__icontains=text) | _coded(text)
    given |= Q(pk__in=Follower.objects.filter(person__in=owners).values("search"))
    rows = Search.objects.filter(crisis=crisis)
    return _known_or_named(crisis, rows, given, SEARCHES, text)


def alike(crisis: Crisis, draft: SearchDraft) -> Found:
    """Searches, hidden ones too, and check-ins that may be about the person a caller looks for; each with `reasons`."""
    sought = known_draft(draft)
    searches = _like(sought, Search.objects.filter(crisis=crisis), SEARCHES, crisis, known_search)
    standing = CheckIn.objects.filter(crisis=crisis, life=Life.ACTIVE)
    return Found(searches=searches, check_ins=_like(sought, standing, CHECK_INS, crisis, _known_check_in))


def _like(sought: Known, rows: QuerySet, names: Kind, crisis: Crisis, known: Callable) -> list:
    if not sought.names:
        return []
    found = rows.filter(pk__in=find(names, crisis.pk, Asked.of(sought.names), most=MOST_COMPARED))
    scored = [(likeness(sought, known(row)), row) for row in found]
    worth = [pair for pair in scored if pair[0].value >= LIKE_ENOUGH]
    likest = sorted(worth, key=lambda pair: (-pair[0].value, -pair[1].pk))[:MOST_ALIKE]
    return [_because(row, score.reasons) for score, row in likest]


def _known_check_in(row: CheckIn) -> Known:
    return Known(names=fold(row.full_name), cell=row.cell, said=row.said_at)


def _known_or_named(crisis: Crisis, rows: QuerySet, given: Q, names: Kind, text: str) -> list:
    """Whom code or contact point at first, then whose name is like `text`, accents and order aside."""
    known = list(rows.filter(given).order_by("-posted_at")[:MOST])
    seen = {row.pk for row in known}
    named = [row for row in _named(crisis, rows, names, fold(text)) if row.pk not in seen]
    return ([_because(row, [(_given_by(row, text), 0)]) for row in known] + named)[:MOST]


def _given_by(row: Search | CheckIn, text: str) -> str:
    half = _half_of_a_code(text)
    if row.reference == read_reference(text) or (half and half in row.reference.split("-")):
        return BY_CODE
    asker = getattr(row, "first_name", "")
    return BY_ASKER if asker and text.lower() in asker.lower() else BY_CONTACT


def _named(crisis: Crisis, rows: QuerySet, names: Kind, words: tuple[str, ...]) -> list:
    if not words:
        return []
    scored = [
        (_likeness(words, _names_of(row)), row.pk, row)
        for row in rows.filter(
            pk__in=find(names, crisis.pk, Asked.of(words), halves=True, most=MOST_COMPARED)
        )
    ]
    likest = [row for score, _pk, row in sorted(scored, reverse=True) if score >= LIKE_ENOUGH][:MOST]
    return [_because(row, _name_reasons(words, _names_of(row))) for row in likest]


def _likeness(words: tuple[str, ...], names: tuple[str, ...]) -> float:
    """1 where every word typed begins one of the names: half a name is what one hears on the telephone."""
    return 1.0 if _begins(words, names) else name_likeness(words, names)


def _begins(words: tuple[str, ...], names: tuple[str, ...]) -> bool:
    return all(any(name.startswith(word) for name in names) for word in words)


def _name_reasons(words: tuple[str, ...], names: tuple[str, ...]) -> list[Reason]:
    half = _begins(words, names) and not set(words) <= set(names)
    return [(BEGINS_SO, 0)] if half else name_reasons(words, names)


def _because(row: Search | CheckIn, reasons: Iterable[Reason]) -> Search | CheckIn:
    row.reasons = list(reasons)
    return row


def _names_of(row: Search | CheckIn) -> tuple[str, ...]:
    return fold(f"{row.full_name} {getattr(row, 'other_names', '')}")


def _posted(rows: QuerySet, text: str) -> list:
    alike = Q(first_name__icontains=text) | Q(place__label__icontains=text) | _coded(text)
    alike |= Q(owner__in=_owners_reached_at(text))
    found = list(rows.filter(alike).order_by("-posted_at")[:MOST])
    for row in found:
        row.district = district_of(row.cell)
    return found


def _coded(text: str) -> Q:
    """A whole code or half of one; else nobody."""
    if code := read_reference(text):
        return Q(reference=code)
    half = _half_of_a_code(text)
    return Q(reference__startswith=half) | Q(reference__endswith=half) if half else Q(pk__in=())


def _half_of_a_code(text: str) -> str:
    """Codes are read out in halves of four letters: the half as `read_reference` would read it, or ""."""
    whole = read_reference(text + "0000") if len(text) >= HALF else ""
    return whole[:HALF]


def _owners_reached_at(text: str) -> QuerySet:
    try:
        contact = read_contact(text)
    except Invalid:
        return ContactPoint.objects.none().values("person_id")
    return ContactPoint.objects.filter(kind=contact.kind, value=contact.value).values("person_id")
