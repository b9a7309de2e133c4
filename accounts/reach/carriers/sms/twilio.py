"""A Twilio-compatible API: POST /2010-04-01/Accounts/{sid}/Messages.json, and the signature of what it posts to us.

https://www.twilio.com/docs/messaging/api/message-resource, https://www.twilio.com/docs/usage/webhooks/webhooks-security
"""

import base64
import hmac
from collections.abc import Mapping
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from accounts.reach.carriers.outcomes import NotNow, Undeliverable, plain_code
from accounts.reach.carriers.sms.http import post
from accounts.reach.models import Message

STOPPED = "21610"
# No such number, not a mobile one, or one that no carrier serves.
NOBODY = {"21211", "21214", "21217", "21614", "30005", "30006"}
# Its 400s that are about our settings, and may be put right: a number that is not ours or cannot send, a country that
# is not switched on, an empty or suspended account.
OURS_TO_MEND = {"20003", "21212", "21408", "21603", "21606", "21612", "21659", "21660", "30002"}
OUTCOMES = {"delivered": "delivered", "undelivered": "undeliverable", "failed": "undeliverable"}


def send(message: Message, text: str, sender: str) -> str:
    """The provider's id of it. `sender`: one of our numbers, or "" for the operator's first choice."""
    sid = settings.TWILIO_ACCOUNT_SID
    sender = sender or settings.TWILIO_FROM
    said = {
        "To": message.contact.value,
        "MessagingServiceSid" if sender.startswith("MG") else "From": sender,
        "Body": text,
        "StatusCallback": settings.PUBLIC_URL + reverse("sms_twilio_receipt", args=[message.public_id]),
    }
    pair = base64.b64encode(f"{sid}:{settings.TWILIO_AUTH_TOKEN}".encode()).decode()
    url = f"{settings.TWILIO_API_URL}/2010-04-01/Accounts/{sid}/Messages.json"
    headers = {"Authorization": f"Basic {pair}", "Content-Type": "application/x-www-form-urlencoded"}
    try:
        return str(post(url, urlencode(said).encode(), headers).get("sid", ""))[:80]
    except Undeliverable as refused:
        if plain_code(refused.code) in OURS_TO_MEND:
            raise NotNow(refused.code) from None
        raise final(refused.code) from None


def final(code: str) -> Undeliverable:
    code = plain_code(code)
    return Undeliverable(code, stopped=code == STOPPED, no_such_contact=code in NOBODY)


def posts_to_us() -> bool:
    return bool(settings.TWILIO_ACCOUNT_SID)


def is_signed(request: HttpRequest) -> bool:
    """By whoever has our token, over the address and every parameter received: new ones come without notice."""
    url = settings.PUBLIC_URL + request.get_full_path()
    given = request.headers.get("X-Twilio-Signature", "")
    return bool(settings.TWILIO_AUTH_TOKEN) and hmac.compare_digest(
        signature(url, dict(request.POST.lists())).encode(), given.encode()
    )


def signature(url: str, params: Mapping[str, list[str]]) -> str:
    said = url + "".join(name + value for name in sorted(params) for value in sorted(set(params[name])))
    return base64.b64encode(hmac.digest(settings.TWILIO_AUTH_TOKEN.encode(), said.encode(), "sha1")).decode()
