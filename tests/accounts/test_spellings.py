"""One mailbox has many spellings: what is counted or stopped goes by the mailbox, what is sent by the spelling."""

from importlib import import_module
from unittest.mock import patch

import pytest
from django.apps import apps

from accounts.people.actions import add_contact, send_code
from accounts.people.contact import Contact, digest, mailbox_of, read_contact
from accounts.people.models import ContactPoint, Person
from accounts.reach.inviting import invite
from accounts.reach.models import Message
from accounts.reach.stops import start, stop, stopped, stopped_each
from tests import cast

DANA = "dana@gmail.com"


@pytest.mark.parametrize(
    ("typed", "known"),
    [
        ("d.a.n.a+night@googlemail.com", DANA), ("Dana+1+2@GMAIL.com", DANA), ('"dana"@gmail.com', DANA),
        ('"d\\ana+x"@gmail.com', DANA), ("dana@ｇmail.com", DANA), ("amira+boris@example.org", "amira@example.org"),
        ("amira@bücher.example", "amira@xn--bcher-kva.example"), ("a.m@example.org", "a.m@example.org"),
        ("d.a-n_a+x@pm.me", "dana@proton.me"), ("dana.night@ya.ru", "dana-night@yandex.ru"),
        ("dana.night@mac.com", "dana.night@icloud.com"), ("d-a.na@orange.fr", "d-a.na@orange.fr"),
        ("+tag@example.org", "+tag@example.org"), ("06 12 34 56 78", "+33612345678"),
    ],
)  # fmt: skip
def test_all_spellings_of_a_mailbox_are_known_as_one(typed, known):
    contact = read_contact(typed)
    assert mailbox_of(contact) == known
    assert mailbox_of(Contact(contact.kind, known)) == known, "which is a spelling of its own"


def test_what_we_send_and_look_up_goes_by_the_address_as_typed():
    tagged, plain = read_contact("dana+work@gmail.com"), read_contact(DANA)
    assert tagged.value == "dana+work@gmail.com" and digest(tagged) != digest(plain)


@pytest.mark.django_db
def test_contacts_kept_before_mailboxes_were_known_are_known_by_them():
    person = Person.objects.create_user()
    points = ContactPoint.objects.bulk_create(
        ContactPoint(person=person, kind="email", value=each) for each in ("d.ana+1@gmail.com", DANA)
    )
    import_module("accounts.migrations.0016_spellings_of_one_mailbox").know_mailboxes(apps, None)
    assert [ContactPoint.objects.get(pk=each.pk).mailbox for each in points] == [DANA, ""]


@pytest.mark.django_db
def test_no_spelling_gets_past_a_stop_and_none_past_what_was_stopped_as_typed():
    at, tagged = cast.now(), read_contact("d.ana+x@gmail.com")
    stop(tagged, at=at)
    assert stopped(read_contact(DANA)) and stopped_each([(tagged, False), (tagged, True)]) == [True, False]
    start(read_contact(DANA))
    assert not stopped(tagged)
    with patch("accounts.reach.stops.one_mailbox", lambda contact: contact):  # as it was kept once
        stop(tagged, at=at)
    assert stopped(tagged) and not stopped(read_contact(DANA))
    start(tagged)
    assert not stopped(tagged)


@pytest.mark.django_db
def test_spellings_of_one_mailbox_share_its_budgets():
    invited = [
        invite(
            read_contact(f"dana+{number}@gmail.com"), text="Somebody asks.", subject="A question", drill=False,
            crisis_id=1, language="en", by="ask:boris", thing=f"ask:{number}",
        )
        for number in range(6)
    ]  # fmt: skip
    assert invited == [True] * 4 + [False] * 2
    person, spelt = Person.objects.create_user(), {"origin": cast.WEB, "at": cast.now()}
    for number in range(7):
        point = add_contact(person=person, contact=read_contact(f"dana+{number}@gmail.com"), **spelt)
        send_code(contact=point, drill=False, crisis_id=None)
    assert Message.objects.filter(kind="code").count() == 5
    assert point.value == "dana+6@gmail.com", "as typed"
