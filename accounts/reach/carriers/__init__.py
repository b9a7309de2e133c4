"""The carriers: e-mail, SMS, pushes, and a file where a carrier is not set."""

from accounts.people.vocabulary import ContactKind
from accounts.push import sending as push
from accounts.reach.carriers import email, sms, written
from accounts.reach.carriers.outcomes import Carried, NotNow, Undeliverable
from accounts.reach.models import Message
from accounts.reach.stops import stopped
from accounts.reach.vocabulary import NewsKind, Way

__all__ = ["Carried", "NotNow", "Undeliverable", "carry"]


def carry(message: Message) -> Carried | None:
    """Hand one message over. Raises whatever the carrier raises; refuses a drill's message outright."""
    if message.drill:
        raise PermissionError("a drill's message is never carried")
    if message.kind != NewsKind.CODE and stopped(message.contact):  # they said so while it waited
        raise Undeliverable(stopped=True)
    if message.way != Way.CONTACT:
        return push.carry(message)
    if message.contact.kind == ContactKind.EMAIL:
        return (email.send if email.is_set() else written.write_down)(message)
    return (sms.send if sms.is_set() else written.write_down)(message)
