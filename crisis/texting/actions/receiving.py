"""A text came. It is kept before anything is done with it; its answer is owed to a listener."""

import hashlib
from datetime import datetime

from django.conf import settings
from django.db import transaction

from accounts.errors import Invalid
from accounts.journal.announce import announce
from accounts.origin import Door, Origin
from accounts.people.contact import Contact, digest, read_contact
from accounts.people.models import ContactPoint, Person
from accounts.people.vocabulary import ContactKind
from accounts.reach.stops import start, stop
from crisis.texting.drafts import IncomingText
from crisis.texting.events import TextReceived
from crisis.texting.grammar import MOST_READ
from crisis.texting.models import Conversation, TextLine
from crisis.texting.queries import crisis_at

SMS = Origin(door=Door.SMS)
ENGLISH = ("+1", "+27", "+353", "+44", "+61", "+64")  # how its phone numbers begin


def receive(text: IncomingText, *, at: datetime) -> bool:
    """Keep it, once however often it is sent; False when it was kept before, or nobody could be answered.

    `at`: real time. A sender that is no phone number (a shop's name) is nobody.
    """
    contact = _phone(text.sender)
    if contact is None:
        return False
    with transaction.atomic():
        talk = _conversation(contact, at)
        _set_number(talk, text.to, at)
        line, new = TextLine.objects.get_or_create(
            provider_id=_name_of(text),
            defaults={
                "conversation": talk,
                "crisis": talk.crisis,
                "incoming": True,
                "text": _kept(text.text)[:MOST_READ],
                "at": at,
            },
        )
        if new and text.carrier_heard:
            _carrier_has_answered(line, contact, text.carrier_heard, at)
        elif new:
            told = TextReceived(crisis_id=line.crisis_id, subject=line.public_id, at=at, conversation=talk.pk)
            announce(told, origin=SMS)
    return new


def _name_of(text: IncomingText) -> str:
    """The provider's id, and what it is of: a gateway that is set up anew counts from 1 again."""
    what = _kept(f"{text.provider}:{text.provider_id}:{text.sender}:{text.text}")
    return f"{text.provider}:{hashlib.sha256(what.encode()).hexdigest()}"


def _kept(text: str) -> str:
    """Less what no database keeps: NUL, half a letter."""
    return text.replace("\0", "").encode(errors="ignore").decode()


def _phone(number: str) -> Contact | None:
    try:
        contact = read_contact(number)
    except Invalid:
        return None
    return contact if contact.kind == ContactKind.PHONE else None


def _conversation(contact: Contact, at: datetime) -> Conversation:
    """Whoever texts is a person of their own: the number alone proves nobody to be somebody we know."""
    phone = digest(contact)
    if known := Conversation.objects.filter(phone=phone).select_related("crisis").first():
        return known
    language = _language_of(contact)
    person = Person.objects.create_user(language=language)
    point = ContactPoint.objects.create(person=person, kind=contact.kind, value=contact.value)
    made = {"contact": point, "language": language, "changed_at": at}
    found, _new = Conversation.objects.get_or_create(phone=phone, defaults=made)
    return found


def _language_of(contact: Contact) -> str:
    """Until they write in another: English for a phone from where it is spoken, else what is spoken here."""
    return "en" if contact.value.startswith(ENGLISH) else settings.LANGUAGE_CODE


def _set_number(talk: Conversation, to: str, at: datetime) -> None:
    """The number written to decides which crisis it is about; a number of no crisis leaves it as it was."""
    number = _phone(to)
    talk.number = number.value if number else ""
    crisis = crisis_at(talk.number)
    talk.crisis, talk.changed_at = crisis or talk.crisis, at
    # What an answer under way has chosen meanwhile stands.
    talk.save(update_fields=["number", "changed_at", *(["crisis"] if crisis else [])])


def _carrier_has_answered(line: TextLine, contact: Contact, heard: str, at: datetime) -> None:
    stop(contact, at=at) if heard == "stop" else start(contact)
    TextLine.objects.filter(pk=line.pk).update(answered_at=at)
