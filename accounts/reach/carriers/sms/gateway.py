"""The generic HTTP gateway: the shape that Android gateways and most providers accept (docs/sms.md)."""

import hmac
import json

from django.conf import settings
from django.http import HttpRequest

from accounts.reach.carriers.outcomes import Undeliverable, plain_code
from accounts.reach.carriers.sms.http import post
from accounts.reach.models import Message

STOPPED, NOBODY = "stopped", "unknown_number"
OUTCOMES = {"delivered": "delivered", "undelivered": "undeliverable", "failed": "undeliverable"}


def send(message: Message, text: str, sender: str) -> str:
    """POST {id, to, text, from} with a bearer token; the gateway's own id of it, or ""."""
    said = {"id": str(message.public_id), "to": message.contact.value, "text": text}
    if sender:
        said["from"] = sender
    headers = {
        "Content-Type": "application/json",
        "Authorization": f"Bearer {settings.SMS_GATEWAY_TOKEN}",
        "Idempotency-Key": str(message.public_id),
    }
    try:
        return str(post(settings.SMS_GATEWAY_URL, json.dumps(said).encode(), headers).get("id", ""))[:80]
    except Undeliverable as refused:
        raise final(refused.code) from None


def final(code: str) -> Undeliverable:
    code = plain_code(code)
    return Undeliverable(code, stopped=code == STOPPED, no_such_contact=code == NOBODY)


def posts_to_us() -> bool:
    return bool(settings.SMS_GATEWAY_SECRET)


def is_signed(request: HttpRequest) -> bool:
    """`X-Signature: sha256=` and the HMAC-SHA256 of the body, or the secret itself as a bearer token."""
    secret = settings.SMS_GATEWAY_SECRET.encode()
    if not secret:
        return False
    signed = "sha256=" + hmac.digest(secret, request.body, "sha256").hex()
    by_body = hmac.compare_digest(signed.encode(), request.headers.get("X-Signature", "").encode())
    bearer = request.headers.get("Authorization", "").removeprefix("Bearer ")
    return by_body or hmac.compare_digest(secret, bearer.encode())
