"""Tokens: 128 random bits, in letters that survive a bad handwriting; hashed before they are kept."""

import hashlib
import hmac
import secrets

from django.conf import settings

# Crockford's letters: no I, L, O, U.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
# Two letters of base32 (RFC 4648) at a time: base64.b32encode() takes twice as long, thousands of times a second.
_PAIRS = [
    one + two for one in "abcdefghijklmnopqrstuvwxyz234567" for two in "abcdefghijklmnopqrstuvwxyz234567"
]
_CROCKFORD_PAIRS = [one + two for one in ALPHABET for two in ALPHABET]


def new_token() -> str:
    """26 lower-case letters and digits (base32 of 128 random bits)."""
    return _base32(secrets.token_bytes(16))


def token_of(seed: str) -> str:
    """The token that `seed` and the secret key stand for, as new_token() looks: the database alone opens nothing."""
    made = hmac.digest(settings.SECRET_KEY.encode(), f"manage-link:{seed}".encode(), "sha256")[:16]
    return _base32(made)


def hash_token(token: str) -> str:
    """SHA-256 is enough: the token itself has 128 random bits, there is nothing to guess."""
    return hashlib.sha256(token.strip().lower().encode()).hexdigest()


def new_reference() -> str:
    """A short code to read aloud, such as K7P2-M4XQ. Names a record; opens nothing."""
    drawn, of = secrets.randbits(40), _CROCKFORD_PAIRS
    return f"{of[drawn >> 30]}{of[drawn >> 20 & 1023]}-{of[drawn >> 10 & 1023]}{of[drawn & 1023]}"


def _base32(raw: bytes) -> str:
    """Sixteen bytes, without padding."""
    bits = int.from_bytes(raw) << 2
    return "".join([_PAIRS[bits >> shift & 1023] for shift in range(120, -1, -10)])


def read_reference(text: str) -> str:
    """What somebody heard or typed, as the stored code: case, spaces, dash and O/I/L slips forgiven."""
    folded = text.upper().replace("O", "0").replace("I", "1").replace("L", "1").replace("U", "V")
    letters = "".join(c for c in folded if c in ALPHABET)
    return letters[:4] + "-" + letters[4:8] if len(letters) == 8 else ""
