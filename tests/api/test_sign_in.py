"""A person signs up by code with no page and no password, and the token they get is theirs in the API."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from accounts.people.models import Person
from accounts.reach.models import Message
from crisis.activation.models import Membership
from tests import cast
from tests.api.client import Program

pytestmark = pytest.mark.django_db
AUTH = "/api/auth/app/v1/auth"


def test_a_code_by_mail_becomes_a_token_that_opens_what_is_mine():
    crisis = cast.active_crisis()
    desk, phone = f"/crises/{crisis.slug}/desk", Client(headers={"Accept-Language": "en"})
    asked = phone.post(f"{AUTH}/signup", {"email": "nadia@example.org"}, content_type="application/json")
    token = asked.json()["meta"]["session_token"]
    assert Program(session=token).get("/me/data").status_code == 401

    code = re.search(r"^\s*([A-Z0-9]{4}-?[A-Z0-9]{2,4})\s*$", Message.objects.latest("pk").text, re.M)[1]
    known = phone.post(
        f"{AUTH}/email/verify",
        {"key": code},
        content_type="application/json",
        headers={"X-Session-Token": token},
    )
    assert known.status_code == 200, known.content
    nadia = Program(session=known.json()["meta"].get("session_token", token))
    assert nadia.get("/me/data").json()["person"]["email"] == "nadia@example.org"

    assert nadia.get(desk).status_code == 404
    person = Person.objects.get(email="nadia@example.org")
    Membership.objects.create(crisis=crisis, person=person)
    assert nadia.get(desk).json()["slug"] == crisis.slug
    Membership.objects.update(removed_at=cast.now())
    assert nadia.get(desk).status_code == 404


def test_a_coordinator_signs_in_on_a_phone_as_the_schema_says_and_out_again():
    chen = cast.chen(email="chen@example.org")
    EmailAddress.objects.create(user=chen, email=chen.email, verified=True, primary=True)
    crisis = cast.active_crisis(chen)
    phone = Client(headers={"Accept-Language": "en"})
    asked = phone.post(f"{AUTH}/code/request", {"email": "chen@example.org"}, content_type="application/json")
    token = asked.json()["meta"]["session_token"]
    assert asked.status_code == 401
    code = re.search(r"^\s*(\d{6})\s*$", Message.objects.latest("pk").text, re.M)[1]
    told = {"content_type": "application/json", "headers": {"X-Session-Token": token}}
    known = phone.post(f"{AUTH}/code/confirm", {"code": code}, **told)
    assert known.status_code == 200, known.content
    token = known.json()["meta"]["session_token"]
    assert Program(session=token).get(f"/crises/{crisis.slug}/desk").status_code == 200
    phone.delete(f"{AUTH}/session", headers={"X-Session-Token": token})
    assert Program(session=token).get(f"/crises/{crisis.slug}/desk").status_code == 401
