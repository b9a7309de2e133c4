"""What a question, an answer and an appointment must hold. Pure: values in, {field: [message]} out."""

import re
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from accounts.errors import Invalid
from accounts.people.contact import Contact, digest, one_mailbox, read_contact
from accounts.people.names import typed_name
from crisis.checkin.asks.drafts import AnswerDraft, AppointmentDraft, AskDraft, PersonToAsk
from crisis.checkin.vocabulary import Audience, Status

MOST_ASKED = 300
LIFETIME = timedelta(days=3)
KEPT = timedelta(days=14)  # once it is closed; then the asker's page says no more who was asked
MOST_SENT = 3  # to one person, the first time included
AGAIN_AFTER = timedelta(hours=1)
TELL_AFTER = timedelta(minutes=15)  # since the asker was last told that there are answers
GRACE = timedelta(minutes=30)  # from asking again to telling those named
SOON = timedelta(minutes=15)  # before they are asked: what they say from then on answers it
POSTPONE = timedelta(hours=1)
MINUTES = (60, 120, 240, 480)
SOONEST, LATEST = 30, 24 * 60  # minutes
MOST_TOLD = 3
SHARED = (Audience.CONTACTS, Audience.ANYONE, Audience.DESK)
# A number to call, a site, a mailbox: whoever asks is known by the contact that answered, and by nothing they type.
_MORE_THAN_A_NAME = re.compile(r"@|://|www\.|\d(?:[\s.\-/]?\d){4}", re.IGNORECASE)


def told_thing(number: int) -> str:
    """What the message to one whom an appointment names is about. `number`: the primary key of its ToTell."""
    return f"told:{number}"


def ask_problems(draft: AskDraft) -> tuple[dict[str, list], list[Contact]]:
    """(problems, the contacts to ask, in the order typed). A person's fields read "people/0/contact"."""
    found: dict[str, list] = {}
    if not typed_name(draft.name):
        found["name"] = [_("Write who asks, so that people know you: your name, your school, your choir.")]
    elif len(draft.name.strip()) > 60 or _MORE_THAN_A_NAME.search(draft.name):
        found["name"] = [_("Write a name only: no number, no address. They see how your own contact ends.")]
    own = _read(draft.contact, "contact", found) if draft.contact.strip() else None
    if not draft.contact.strip():
        found["contact"] = [_("Give your own phone number or e-mail: we write to nobody before it answers.")]
    if not 1 <= len(draft.people) <= MOST_ASKED:
        found["people"] = [_("Ask at least one person, and at most %(most)s.") % {"most": MOST_ASKED}]
    return found, _contacts(draft.people[:MOST_ASKED], own, found)


def more_problems(
    people: Sequence[PersonToAsk],
    *,
    own: Contact | None,
    there: Iterable[str],
    taken_off: Iterable[str],
    leave: bool = False,
) -> tuple[dict[str, list], list[Contact]]:
    """As ask_problems(), of people a question is to ask, too. Keys, `there`: of those it asks; `taken_off`: it did.

    `leave`: who is there already is left as they are, and among the contacts no more; else refused.
    """
    standing, found = {*there}, {}
    contacts = _contacts(people[:MOST_ASKED], own, found, standing, taken_off, leave=leave)
    if not (contacts or found) or len(standing) + len(contacts) > MOST_ASKED or len(people) > MOST_ASKED:
        found["people"] = [_("Ask at least one person, and at most %(most)s.") % {"most": MOST_ASKED}]
    return found, contacts


def _contacts(
    people: Sequence[PersonToAsk],
    own: Contact | None,
    found: dict[str, list],
    there: Collection[str] = (),
    taken_off: Iterable[str] = (),
    *,
    leave: bool = False,
) -> list[Contact]:
    """Each once, however it is spelt: one mailbox gets one question's messages."""
    refused = dict.fromkeys(
        taken_off, _("You took this contact off this question. It is not asked here again.")
    )
    refused |= dict.fromkeys(there, _("This contact stands here twice."))
    refused |= {key_of(own): _("This is your own contact.")} if own else {}
    contacts = []
    for number, person in enumerate(people):
        field = f"people/{number}/contact"
        contact = _read(person.contact, field, found)
        if contact is None or leave and key_of(contact) in there:
            continue
        if word := refused.get(key_of(contact)):
            found[field] = [word]
        refused.setdefault(key_of(contact), _("This contact stands here twice."))
        contacts.append(contact)
    return contacts


def key_typed(text: str) -> str | None:
    """key_of() what somebody typed; None where it cannot be read."""
    read = _read(text, "contact", {})
    return key_of(read) if read else None


def _read(text: str, field: str, found: dict[str, list]) -> Contact | None:
    try:
        return read_contact(text, field=field)
    except Invalid as wrong:
        found.update(wrong.errors)
        return None


def answer_problems(draft: AnswerDraft) -> dict[str, list]:
    found: dict[str, list] = {}
    if draft.status not in Status.values:
        found["status"] = [_("Choose one of the three: I am safe, I need help, or I was not there.")]
    if draft.audience and draft.audience not in SHARED:
        found["audience"] = [_("Choose who may see this from the list.")]
    if len(draft.word.strip()) > 200:
        found["word"] = [_("Write at most 200 letters.")]
    return found


def appointment_problems(draft: AppointmentDraft, own: Contact) -> tuple[dict[str, list], list[Contact]]:
    """(problems, the contacts to tell)"""
    found: dict[str, list] = {}
    if not SOONEST <= draft.minutes <= LATEST:
        found["minutes"] = [_("Choose between half an hour and a day.")]
    typed = [each for each in draft.tell if each.strip()]
    contacts = [contact for each in typed if (contact := _read(each, "tell", found))]
    contacts = list(dict.fromkeys(contacts))
    if own in contacts:
        found["tell"] = [_("This is your own contact.")]
    if not 1 <= len(typed) <= MOST_TOLD:
        found["tell"] = [_("Name at least one person to tell, and at most %(most)s.") % {"most": MOST_TOLD}]
    return found, contacts


def may_ask_again(sent: int, sent_at: datetime | None, at: datetime) -> bool:
    """Was one who has not answered asked seldom enough, and long enough ago?"""
    return 0 < sent < MOST_SENT and sent_at is not None and sent_at + AGAIN_AFTER <= at


def key_of(contact: Contact) -> str:
    """Whoever holds it, whatever post it was given with and however it was spelt."""
    return digest(one_mailbox(contact))
