"""Texts are kept shortly, read by whoever proved the phone, and go with them."""

import re
from datetime import timedelta

import pytest

from accounts.origin import SYSTEM
from accounts.reach.models import Message
from accounts.retention import clean_up
from crisis.texting.models import Conversation, TextLine
from matching.actions.erasing import erase_person
from matching.held import held_about
from tests.cast import active_crisis, now, somebody_texts

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def paris():
    return active_crisis()


def age(days: int) -> None:
    TextLine.objects.update(at=now() - timedelta(days=days))
    Conversation.objects.update(changed_at=now() - timedelta(days=days))


def test_after_a_week_a_conversation_is_gone_unless_somebody_still_waits():
    somebody_texts("info")
    somebody_texts("Ma fille a perdu ses médicaments", sender="+33698765432")
    age(8)
    clean_up()
    assert [line.text[:8] for line in TextLine.objects.all()] == ["Ma fille"]
    assert Conversation.objects.count() == 1
    TextLine.objects.update(handled_at=now())
    clean_up()
    assert not Conversation.objects.exists()


def test_whoever_proved_the_phone_reads_what_was_said_and_nobody_before():
    talk = somebody_texts("SAFE Amira Haddad")
    person = talk.contact.person
    assert held_about(person)["texts"] == []
    somebody_texts(re.search(r"\d{6}", Message.objects.latest("pk").text)[0])
    said = [each["text"] for each in held_about(person)["texts"]]
    assert said[0] == "SAFE Amira Haddad" and len(said) == 4
    erase_person(person=person, origin=SYSTEM, at=now())
    assert not TextLine.objects.exists() and not Conversation.objects.exists()
