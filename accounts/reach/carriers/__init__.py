"""The carriers: e-mail, SMS, pushes, and a file where a carrier is not set."""

from accounts.people.vocabulary import ContactKind
from accounts.push import sending as push
from accounts.reach.carriers import email, sms, written
from accounts.reach.carriers.outcomes import Carried, NotNow, Undeliverable
from accounts.reach.models import Message
from accounts.reach.stops import stopped
from accounts.reach.vocabulary import WRITTEN, NewsKind, Way

__all__ = ["Carried", "NotNow", "Undeliverable", "carry", "not_set"]


def not_set() -> list[ContactKind]:
    """What nobody carries: it is written to files, and reaches nobody."""
    kinds = {ContactKind.EMAIL: email.is_set(), ContactKind.PHONE: sms.is_set()}
    return [kind for kind, is_set in kinds.items() if not is_set]


def carry(message: Message) -> Carried | None:
    """Hand one message over. Raises whatever the carrier raises; refuses a drill's message outright."""
    if message.drill:
        raise PermissionError("a drill's message is never carried")
    if message.kind != NewsKind.CODE and stopped(message.contact):  # they said so while it waited
        raise Undeliverable(stopped=True)
    if message.way != Way.CONTACT:
        return push.carry(message)
    if message.contact.kind in not_set():
        written.write_down(message)
        return Carried(ref=WRITTEN)
    return (email if message.contact.kind == ContactKind.EMAIL else sms).send(message)
