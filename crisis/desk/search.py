"""One field that finds: by code, first name, address, contact or an official shelter's name."""

from dataclasses import dataclass, field

from django.db.models import Q, QuerySet

from accounts.errors import Invalid
from accounts.links.secrets import read_reference
from accounts.people.contact import read_contact
from accounts.people.models import ContactPoint
from crisis.activation.models import Crisis
from crisis.gazetteer.districts import district_of
from crisis.shelter.models import Need, Offer, OfficialShelter

SHORTEST = 2
MOST = 25
HALF = 4


@dataclass
class Found:
    needs: list[Need] = field(default_factory=list)
    offers: list[Offer] = field(default_factory=list)
    shelters: list[OfficialShelter] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.needs or self.offers or self.shelters)


def search(crisis: Crisis, text: str) -> Found:
    """At most 25 of each kind, of this crisis alone. Nothing for fewer than two letters.

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
    )


def _posted(rows: QuerySet, text: str) -> list:
    alike = Q(first_name__icontains=text) | Q(place__label__icontains=text)
    if code := read_reference(text):
        alike |= Q(reference=code)
    elif half := _half_of_a_code(text):
        alike |= Q(reference__startswith=half) | Q(reference__endswith=half)
    if owners := _owners_reached_at(text):
        alike |= Q(owner__in=owners)
    found = list(rows.filter(alike).order_by("-posted_at")[:MOST])
    for row in found:
        row.district = district_of(row.cell)
    return found


def _half_of_a_code(text: str) -> str:
    """Codes are read out in halves of four letters: the half as `read_reference` would read it, or ""."""
    whole = read_reference(text + "0000") if len(text) >= HALF else ""
    return whole[:HALF]


def _owners_reached_at(text: str) -> QuerySet | None:
    try:
        contact = read_contact(text)
    except Invalid:
        return None
    return ContactPoint.objects.filter(kind=contact.kind, value=contact.value).values("person_id")
