"""Posters and their contacts by the thousand: what `poster` and `add_contact` do, in a few statements."""

from datetime import datetime

from accounts.origin import Origin
from accounts.people.actions import add_contact, poster, vouched_for
from accounts.people.contact import Contact
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


def add_contacts(*, given: list[tuple[Person, Contact]], origin: Origin, at: datetime) -> list[ContactPoint]:
    """One way to reach each person, in the order given. New people have no contact yet that could be there twice."""
    if len(given) < 2 or any(person == origin.actor for person, _contact in given):
        return [add_contact(person=p, contact=contact, origin=origin, at=at) for p, contact in given]
    vouched = vouched_for(origin, at)
    points = [
        ContactPoint(person=person, kind=contact.kind, value=contact.value, **vouched)
        for person, contact in given
    ]
    return ContactPoint.objects.bulk_create(points)
