"""Posters and their contacts by the thousand: what `poster` and `add_contact` do, in a few statements."""

import uuid
from datetime import datetime

from django.contrib.auth.hashers import make_password

from accounts import rows
from accounts.origin import Origin
from accounts.people.actions import add_contact, poster, vouched_for
from accounts.people.contact import Contact, other_spelling
from accounts.people.models import ContactPoint, Person


def posters(*, origin: Origin, named: list[tuple[str, str]], drill: bool) -> list[Person]:
    """One for each (pseudonym, language): the person signed in for all of them, or as many new ones."""
    pseudonym, language = named[0]
    first = poster(origin=origin, pseudonym=pseudonym, language=language, drill=drill)
    if first == origin.actor:
        return [first] * len(named)
    no_password = first.password  # the same for all: it opens nothing
    others = [
        Person(pseudonym=pseudonym, language=language, password=no_password)
        for pseudonym, language in named[1:]
    ]
    return [first, *Person.objects.bulk_create(others)]


def new_people(named: list[tuple[str, str]]) -> list[int]:
    """The keys of as many new people, one for each (pseudonym, language), in that order."""
    pks = rows.reserve(Person, len(named))
    no_password = make_password(None)  # the same for all: it opens nothing
    new = [(pk, uuid.uuid4(), *each, no_password) for pk, each in zip(pks, named, strict=True)]
    rows.write(Person, ("id", "public_id", "pseudonym", "language", "password"), new)
    return pks


def contacts_of_new_people(
    *, given: list[tuple[int, Contact]], origin: Origin, at: datetime, **columns
) -> list[ContactPoint]:
    """add_contacts() for people nobody has reached yet, by their keys; the points know no more than is written.

    `columns`: of each point, besides.
    """
    columns |= vouched_for(origin, at)
    pks = rows.reserve(ContactPoint, len(given))
    points = [
        ContactPoint(pk=pk, person_id=person, **_as_typed(contact), **columns)
        for pk, (person, contact) in zip(pks, given, strict=True)
    ]
    names = [field.attname for field in ContactPoint._meta.concrete_fields]
    rows.write(ContactPoint, names, [[getattr(point, name) for name in names] for point in points])
    return points


def add_contacts(*, given: list[tuple[Person, Contact]], origin: Origin, at: datetime) -> list[ContactPoint]:
    """One way to reach each person, in the order given. New people have no contact yet that could be there twice."""
    if len(given) < 2 or any(person == origin.actor for person, _contact in given):
        return [add_contact(person=p, contact=contact, origin=origin, at=at) for p, contact in given]
    vouched = vouched_for(origin, at)
    points = [ContactPoint(person=person, **_as_typed(contact), **vouched) for person, contact in given]
    return ContactPoint.objects.bulk_create(points)


def _as_typed(contact: Contact) -> dict[str, str]:
    return {"kind": contact.kind, "value": contact.value, "mailbox": other_spelling(contact)}
