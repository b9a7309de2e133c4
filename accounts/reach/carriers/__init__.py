"""The carriers: e-mail, SMS, and a file where neither is set."""

from django.conf import settings

from accounts.people.vocabulary import ContactKind
from accounts.reach.carriers import email, sms, written
from accounts.reach.carriers.outcomes import Carried, NotNow, Undeliverable
from accounts.reach.models import Message

__all__ = ["Carried", "NotNow", "Undeliverable", "carry"]


def carry(message: Message) -> Carried | None:
    """Hand one message over. Raises whatever the carrier raises; refuses a drill's message outright."""
    if message.drill:
        raise PermissionError("a drill's message is never carried")
    if message.contact.kind == ContactKind.EMAIL:
        return (email.send if settings.EMAIL_HOST else written.write_down)(message)
    return (sms.send if sms.is_set() else written.write_down)(message)
