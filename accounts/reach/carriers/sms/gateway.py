"""The generic HTTP gateway: the shape that Android gateways and most providers accept."""

import json
import urllib.request

from django.conf import settings

from accounts.reach.models import Message


def send(message: Message) -> None:
    """POST {id, to, text} with a bearer token."""
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
