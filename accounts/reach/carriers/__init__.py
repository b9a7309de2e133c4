"""The carriers: e-mail, SMS, and a file where neither is set."""

from django.conf import settings

from accounts.people.vocabulary import ContactKind
from accounts.reach.carriers import email, sms, written
from accounts.reach.models import Message


def carry(message: Message) -> None:
    """Hand one message over. Raises whatever the carrier raises; refuses a drill's message outright."""
    if message.drill:
        raise PermissionError("a drill's message is never carried")
    if message.contact.kind == ContactKind.EMAIL:
        (email.send if settings.EMAIL_HOST else written.write_down)(message)
    else:
        (sms.send if settings.SMS_GATEWAY_URL else written.write_down)(message)
