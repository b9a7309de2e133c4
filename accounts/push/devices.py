"""A browser says that it wants to show news, or no longer."""

import hashlib
import re

from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.errors import Invalid
from accounts.people.models import Person
from accounts.push.keys import unpadded
from accounts.push.models import PushDevice

MOST = 5  # of one person; a sixth takes the place of the oldest
LONGEST = 1000  # characters
# Only letters that every library reads alike: of "https://127.0.0.1\\.example.org/" two name two hosts.
_PLAINLY = re.compile(
    r"(?P<origin>(?P<scheme>https?)://(?P<host>[a-z0-9.-]+)(?::(?P<port>[0-9]{1,5}))?)(?:[/?][A-Za-z0-9._~:/?%=&+-]*)?"
)


def subscribe(*, person: Person, endpoint: str, p256dh: str, auth: str) -> PushDevice:
    """Show this person's news there; once more is harmless. Raises Invalid."""
    if not (is_push_service(endpoint) and _are_keys(p256dh, auth)):
        raise Invalid({"endpoint": [_("This browser's push service is not one we write to.")]})
    with transaction.atomic():
        keys = {"endpoint": endpoint, "p256dh": p256dh, "auth": auth}
        device, _new = PushDevice.objects.update_or_create(
            person=person, digest=digest_of(endpoint), defaults=keys
        )
        newest = PushDevice.objects.filter(person=person).order_by("-pk").values_list("pk", flat=True)
        PushDevice.objects.filter(person=person).exclude(pk__in=list(newest[:MOST])).delete()
    return device


def unsubscribe(*, person: Person, endpoint: str) -> None:
    """Nothing of this person is shown there any more."""
    forget_device(person=person, digest=digest_of(endpoint))


def forget_device(*, person: Person, digest: str) -> None:
    """By its digest. One that is not theirs, or gone already, changes nothing."""
    PushDevice.objects.filter(person=person, digest=digest).delete()


def forget_devices(person: Person) -> None:
    """Every device: somebody else may hold one of them."""
    PushDevice.objects.filter(person=person).delete()


def devices_of(person: Person) -> list[str]:
    """The digests of their devices, by which a browser knows whether it is one of them."""
    return list(PushDevice.objects.filter(person=person).order_by("pk").values_list("digest", flat=True))


def digest_of(endpoint: str) -> str:
    return hashlib.sha256(endpoint.encode()).hexdigest()


def is_push_service(endpoint: str) -> bool:
    """Does it lead to one of PUSH_SERVICES? A stranger writes the endpoint: any other would make us call their address.

    A service is named by its host, which stands for its subdomains and https; or whole, as "http://127.0.0.1:9".
    """
    parts = _PLAINLY.fullmatch(endpoint)
    if not parts or len(endpoint) > LONGEST:
        return False
    host, named = parts["host"], [each for each in settings.PUSH_SERVICES if "/" not in each]
    is_named = any(host == each or host.endswith(f".{each}") for each in named)
    is_https = parts["scheme"] == "https" and parts["port"] in (None, "443")
    return (is_named and is_https) or parts["origin"] in settings.PUSH_SERVICES


def _are_keys(p256dh: str, auth: str) -> bool:
    """A point of P-256 and 16 bytes (RFC 8291)."""
    try:
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), unpadded(p256dh))
        return len(unpadded(auth)) == 16
    except ValueError:
        return False
