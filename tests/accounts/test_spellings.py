"""One mailbox has many spellings: what is counted or stopped goes by the mailbox, what is sent by the spelling."""

from importlib import import_module

import pytest
from django.apps import apps

from accounts.people.contact import Contact, digest, mailbox_of, read_contact
from accounts.people.models import ContactPoint, Person

DANA = "dana@gmail.com"


@pytest.mark.parametrize(
    ("typed", "known"),
    [
        ("d.a.n.a+night@googlemail.com", DANA), ("Dana+1+2@GMAIL.com", DANA), ('"dana"@gmail.com', DANA),
        ('"d\\ana+x"@gmail.com', DANA), ("dana@ｇmail.com", DANA), ("amira+boris@example.org", "amira@example.org"),
        ("amira@bücher.example", "amira@xn--bcher-kva.example"), ("a.m@example.org", "a.m@example.org"),
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
