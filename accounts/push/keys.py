"""The key by which push services know that it is us (VAPID, RFC 8292): 32 bytes, base64url, as web-push tools print."""

import base64
from email.utils import parseaddr
from functools import cache

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings


def unpadded(text: str) -> bytes:
    """base64url without its padding, as browsers write keys. Raises ValueError."""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


@cache
def _key_of(secret: str) -> ec.EllipticCurvePrivateKey:
    if len(unpadded(secret)) != 32:
        raise ValueError("32 bytes")
    return ec.derive_private_key(int.from_bytes(unpadded(secret), "big"), ec.SECP256R1())


def private_key() -> ec.EllipticCurvePrivateKey:
    """Raises ValueError where the operator's VAPID_PRIVATE_KEY is none."""
    return _key_of(settings.VAPID_PRIVATE_KEY)


def public_key() -> str:
    """What a browser is told before it subscribes (`applicationServerKey`)."""
    point = private_key().public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return base64.urlsafe_b64encode(point).decode().rstrip("=")


def sub() -> str:
    """Whom a push service may write to when something is wrong with us."""
    if settings.PUBLIC_URL.startswith("https://"):
        return settings.PUBLIC_URL
    return f"mailto:{parseaddr(settings.DEFAULT_FROM_EMAIL)[1]}"
