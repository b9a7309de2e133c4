"""The desk's own part of the cast: Chen's colleague Emma, and browsers that are signed in."""

from collections.abc import Iterator

import pytest
from django.test import Client
from django.utils import translation

from accounts.people.contact import Contact
from accounts.people.models import Person
from crisis.activation.actions import invite_colleague
from crisis.activation.models import Crisis
from crisis.activation.vocabulary import Role
from tests import cast


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def another_coordinator(
    crisis: Crisis, name: str = "Emma", role: str = Role.COORDINATOR, *, came: bool = True
) -> Person:
    """`came`: they have signed in by now."""
    person = invite_colleague(
        crisis=crisis,
        contact=Contact("email", f"{name.lower()}@example.org"),
        pseudonym=name,
        role=role,
        origin=cast.at_the_desk(crisis.declared_by),
        at=cast.now(),
    )
    if came:
        person.last_login = cast.now()
        person.save(update_fields=["last_login"])
    return person


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    """Pages are asked for in the language the tests quote."""
    with translation.override("en"):
        yield
