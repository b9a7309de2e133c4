"""Boris asks after people; what is owed is done at once, and what was written is at hand."""

import re
from collections.abc import Iterator
from datetime import timedelta

from django.conf import settings

from accounts.journal.deliver import claim_due, deliver_all
from accounts.journal.sequence import sequence
from accounts.links.secrets import hash_token
from accounts.people.contact import read_contact
from accounts.reach.models import Message
from crisis.activation.models import Crisis
from crisis.checkin.asks.access import asked_by_token
from crisis.checkin.asks.actions.asking import ask
from crisis.checkin.asks.drafts import AskDraft, PersonToAsk
from crisis.checkin.asks.models import Ask, Asked
from tests import cast

AMIRA, CHEN, LINA = "06 12 34 56 78", "chen@example.org", "lina@example.org"
HOUR = timedelta(hours=1)


def draft(*contacts: str, **changes) -> AskDraft:
    people = tuple(PersonToAsk(name=f"Number {n}", contact=each) for n, each in enumerate(contacts))
    fields = {"name": "Boris", "contact": "06 99 99 99 78", "people": people, "language": "en"}
    return AskDraft(**fields | changes)


def settle() -> None:
    sequence()
    while owed := claim_due():
        deliver_all(owed)
        sequence()


def boris_asks(crisis: Crisis, *contacts: str, origin=cast.VOUCHED, at=None, **changes) -> Ask:
    """His own contact has answered, unless `origin` says otherwise."""
    about = draft(*(contacts or (AMIRA,)), **changes)
    done = ask(crisis=crisis, draft=about, origin=origin, at=at or cast.now())
    settle()
    return Ask.objects.select_related("crisis", "owner", "contact").get(public_id=done.subject)


def questions() -> list[Message]:
    return [each for each in Message.objects.order_by("pk") if "asks after you" in each.text]


def tokens() -> Iterator[str]:
    """Of the links that were sent, as their receivers find them."""
    for message in questions():
        yield re.search(rf"{re.escape(settings.PUBLIC_URL)}/a/(\w+)/", message.text).group(1)


def asked(token: str) -> Asked:
    return asked_by_token(token)


def token_to(contact: str) -> str:
    """Of the newest question to this contact, as it was typed."""
    value = read_contact(contact).value
    newest = [token for token, sent in zip(tokens(), questions(), strict=True) if sent.contact.value == value]
    return newest[-1]


def is_known(token: str) -> bool:
    return Asked.objects.filter(token_hash=hash_token(token)).exists()
