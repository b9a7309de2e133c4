"""Promise 8, by every door: with a mail server and an SMS gateway configured, an exercise calls neither.

A whole night played by the generator: tests/matching/drill/test_replay.py.
"""

import uuid

import pytest
from django.test import Client

from accounts.origin import Door, Origin
from accounts.people.models import ContactPoint
from accounts.reach.carrying import carry_due_messages
from accounts.reach.models import Message
from accounts.reach.vocabulary import MessageState
from crisis.activation import recovery
from crisis.activation.models import Crisis
from tests import cast
from tests.api.client import Program, by_link
from tests.api.test_journey import offer as api_offer
from tests.api.test_journey import settle
from tests.crisis.shelter.web.test_asking import OFFER, hidden
from tests.matching.drill.test_replay import sink  # noqa: F401

pytestmark = pytest.mark.django_db(transaction=True)
CONTACTS = ("boris@example.org", "+33612345678")


def by_web(crisis: Crisis, contact: str) -> None:
    client, path = Client(), f"/en/c/{crisis.slug}/offer/"
    form = client.get(path).content.decode()
    until = form.split('name="until" value="')[2].split('"')[0]
    said = OFFER | {"until": until, "contact": contact, "submission_id": str(uuid.uuid4()), "step": "check"}
    check = client.post(path, said).content.decode()
    assert client.post(path, hidden(check) | {"step": "send"}).status_code == 302


def by_api(crisis: Crisis, contact: str) -> None:
    answer = Program().post(f"/crises/{crisis.slug}/offers", api_offer(contact=contact))
    assert answer.status_code == 201, answer.content
    by_link(answer.json()["manage_token"]).post("/own/verify/send", {})


def by_drill(crisis: Crisis, contact: str) -> None:
    cast.boris_opens(crisis, origin=Origin(door=Door.DRILL), contact=contact)


def by_desk(crisis: Crisis, contact: str) -> None:
    cast.boris_opens(crisis, origin=cast.at_the_desk(crisis.declared_by), contact=contact)


DOORS = [by_web, by_api, by_drill, by_desk]


@pytest.mark.parametrize("contact", CONTACTS, ids=["mail", "phone"])
@pytest.mark.parametrize("door", DOORS, ids=lambda door: door.__name__)
def test_a_drill_calls_no_carrier(sink, monkeypatch, door, contact):  # noqa: F811
    monkeypatch.setattr(recovery, "start", lambda work: work())
    door(cast.active_crisis(is_drill=True), contact)
    ContactPoint.objects.update(verified_at=cast.now())
    Client().post("/en/recover/", {"contact": contact})  # a lost link is sent again, on screen only
    crisis = Crisis.objects.get()
    cast.amira_asks(crisis)
    settle()
    carry_due_messages()
    assert sink.calls == 0
    assert Message.objects.exists()
    assert not Message.objects.exclude(drill=True, state=MessageState.ON_SCREEN).exists()


@pytest.mark.parametrize("contact", CONTACTS, ids=["mail", "phone"])
def test_the_same_post_in_a_real_crisis_does_call(sink, contact):  # noqa: F811
    """The silence above was no deaf carrier."""
    by_api(cast.active_crisis(), contact)
    carry_due_messages()
    assert sink.calls > 0
