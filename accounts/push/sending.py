"""Web Push: to every device of a person at once, encrypted for it (RFC 8291), saying nothing but that there is news."""

import base64
import hashlib
import json
import logging

import requests
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.push.devices import is_push_service
from accounts.push.keys import private_key, sub
from accounts.push.models import PushDevice
from accounts.reach.carriers.outcomes import Carried, NotNow, Undeliverable
from accounts.reach.models import Message
from accounts.reach.rules import links_in
from accounts.reach.vocabulary import Way

log = logging.getLogger("accounts.push")

URGENT_SECONDS, NEWS_SECONDS = 4 * 3600, 24 * 3600  # how long a device that is off may be waited for
GONE = (404, 410)


def carry(message: Message) -> Carried:
    """As send(). What was to go by push first goes to the contact instead, a few seconds later."""
    try:
        return send(message)
    except (NotNow, Undeliverable):
        if message.way != Way.PUSH_FIRST:
            raise
        Message.objects.filter(pk=message.pk).update(way=Way.CONTACT)
        raise NotNow("no_device") from None


def send(message: Message) -> Carried:
    """To each device. One that was shown it before shows it once: the newer takes the older one's place.

    Raises NotNow where none took it and one's service asks for time; Undeliverable where none will, or none is left.
    """
    said, refused, later = json.dumps(payload(message)), "", None
    taken = 0
    for device in PushDevice.objects.filter(person=message.contact.person_id):
        try:
            _push(device, message, said)
            taken += 1
        except Undeliverable as end:
            refused = end.code
        except NotNow as wait:
            later = wait
    if later and not taken:  # a phone that has shown it must not ring again for one that is away
        raise later
    if not taken:
        raise Undeliverable(refused or "no_device")
    return Carried()


def payload(message: Message) -> dict:
    """What the device is told: no name, no place, nothing of what happened. `tag`: of one tag one stays on screen."""
    link = next(iter(links_in(message.text, settings.PUBLIC_URL)), settings.PUBLIC_URL)
    with translation.override(message.contact.person.language):
        return {
            "title": "Porte Ouverte",
            "body": _("There is news on your page."),
            "url": link,
            "tag": _tag(message),
        }


def _tag(message: Message) -> str:
    """32 letters of base64url: what `Topic` may hold (RFC 8030). Of one thing the newest alone waits at the service."""
    about = message.thing or str(message.public_id)
    return base64.urlsafe_b64encode(hashlib.sha256(about.encode()).digest()).decode()[:32]


def _push(device: PushDevice, message: Message, said: str) -> None:
    if not is_push_service(device.endpoint):  # the operator took the service from the list
        raise Undeliverable("not_a_push_service")
    try:
        answer = _post(device, message, said)
    except requests.RequestException as failure:
        raise NotNow(type(failure).__name__) from None
    if answer.status_code in GONE:
        device.delete()
    if answer.status_code == 429 or answer.status_code >= 500:
        raise NotNow(str(answer.status_code), retry_after=_seconds(answer.headers.get("Retry-After", "")))
    if answer.status_code > 202:
        log.warning("message %s not shown: %s", message.public_id, answer.status_code)
        raise Undeliverable(str(answer.status_code))


def _post(device: PushDevice, message: Message, said: str) -> requests.Response:
    from py_vapid import Vapid02

    # Brings aiohttp: a quarter second nobody else should wait.
    from pywebpush import WebPushException, webpush

    keys = {"p256dh": device.p256dh, "auth": device.auth}
    with requests.Session() as session:
        session.max_redirects = 0  # it would name another host
        try:
            return webpush(
                {"endpoint": device.endpoint, "keys": keys},
                data=said,
                vapid_private_key=Vapid02(private_key()),
                vapid_claims={"sub": sub()},
                ttl=URGENT_SECONDS if message.urgent else NEWS_SECONDS,
                headers={"Topic": _tag(message), "Urgency": "high" if message.urgent else "normal"},
                timeout=settings.REACH_TIMEOUT,
                requests_session=session,
            )
        except WebPushException as refusal:
            if refusal.response is None:
                raise Undeliverable("keys") from None
            return refusal.response


def _seconds(retry_after: str) -> float:
    """What Retry-After says, where it is a number (not a date)."""
    return float(retry_after) if retry_after.isdecimal() else 0
