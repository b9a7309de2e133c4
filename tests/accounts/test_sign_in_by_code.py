"""Signing in by code through allauth: through the outbox, alike for known and unknown, and into one's own account."""

import re

import pytest
from allauth.account.models import EmailAddress

from accounts.people.models import Person
from accounts.reach.models import Message

pytestmark = pytest.mark.django_db


def emma() -> Person:
    person = Person.objects.create_user(email="emma@example.org", pseudonym="Emma", language="en")
    EmailAddress.objects.create(user=person, email=person.email, primary=True)
    return person


def ask(client, email: str):
    return client.post("/en/account/login/code/", {"email": email})


def test_the_code_in_the_outbox_signs_in_and_verifies_the_address(client):
    person = emma()
    ask(client, person.email)
    code = re.search(r"\b(\d{6})\b", Message.objects.get().text).group(1)
    client.post("/en/account/login/code/confirm/", {"code": code})
    assert int(client.session["_auth_user_id"]) == person.pk
    assert person.contact_points.get().verified_at or EmailAddress.objects.get().verified


def test_an_unknown_address_gets_the_same_answer_and_no_message(client):
    emma()
    known, unknown = ask(client, "emma@example.org"), ask(client, "nobody@example.org")
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    assert Message.objects.count() == 1


def test_a_mail_server_that_is_down_breaks_no_page(client, settings):
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    emma()
    assert ask(client, "emma@example.org").status_code == 302
