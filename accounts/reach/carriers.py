"""The carriers: e-mail through Django, SMS through an HTTP gateway, and the console with a file when neither is set."""

import json
import sys
import urllib.request

from django.conf import settings
from django.core.mail import EmailMessage

from accounts.people.vocabulary import ContactKind
from accounts.reach.models import Message


def carry(message: Message) -> None:
    """Hand one message over. Raises whatever the carrier raises; refuses a drill's message outright."""
    if message.drill:
        raise PermissionError("a drill's message is never carried")
    if message.contact.kind == ContactKind.EMAIL:
        _email(message) if settings.EMAIL_HOST else _write_down(message)
    else:
        _sms(message) if settings.SMS_GATEWAY_URL else _write_down(message)


def _email(message: Message) -> None:
    EmailMessage(message.subject or "Porte Ouverte", message.text, to=[message.contact.value]).send()


def _sms(message: Message) -> None:
    """POST {id, to, text} with a bearer token, the shape that Android gateways and most providers accept."""
    body = json.dumps({"id": str(message.public_id), "to": message.contact.value, "text": message.text})
    request = urllib.request.Request(  # noqa: S310  the operator's own address, from the environment
        settings.SMS_GATEWAY_URL,
        data=body.encode(),
        headers={
            "Content-Type": "application/json",
            "Authorization": f"Bearer {settings.SMS_GATEWAY_TOKEN}",
            "Idempotency-Key": str(message.public_id),
        },
    )
    with urllib.request.urlopen(request, timeout=settings.REACH_TIMEOUT):  # noqa: S310
        pass


def _write_down(message: Message) -> None:
    """No carrier is set: the operator finds the message in a file that only they can read."""
    folder = settings.VAR_DIR / "messages"
    folder.mkdir(mode=0o700, exist_ok=True)
    path = folder / f"{message.created_at:%Y%m%dT%H%M%S}-{message.public_id}.txt"
    path.write_text(f"{message.contact.value}\n{message.subject}\n\n{message.text}\n", encoding="utf-8")
    sys.stdout.write(f"A message is in {path}\n")
