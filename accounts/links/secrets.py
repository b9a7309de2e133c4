"""Tokens: 128 random bits, in letters that survive a bad handwriting; hashed before they are kept."""

import base64
import hashlib
import hmac
import secrets

from django.conf import settings

# Crockford's letters: no I, L, O, U.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_CROCKFORD = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", ALPHABET)


def new_token() -> str:
    """26 lower-case letters and digits (base32 of 128 random bits)."""
    return base64.b32encode(secrets.token_bytes(16)).decode().rstrip("=").lower()


def token_of(seed: str) -> str:
    """The token that `seed` and the secret key stand for, as new_token() looks: the database alone opens nothing."""
    made = hmac.digest(settings.SECRET_KEY.encode(), f"manage-link:{seed}".encode(), "sha256")[:16]
    return base64.b32encode(made).decode().rstrip("=").lower()


def hash_token(token: str) -> str:
    """SHA-256 is enough: the token itself has 128 random bits, there is nothing to guess."""
    return hashlib.sha256(token.strip().lower().encode()).hexdigest()


def new_reference() -> str:
    """A short code to read aloud, such as K7P2-M4XQ. Names a record; opens nothing."""
    drawn = base64.b32encode(secrets.token_bytes(5)).decode().translate(_CROCKFORD)
    return f"{drawn[:4]}-{drawn[4:]}"


def read_reference(text: str) -> str:
    """What somebody heard or typed, as the stored code: case, spaces, dash and O/I/L slips forgiven."""
    folded = text.upper().replace("O", "0").replace("I", "1").replace("L", "1").replace("U", "V")
    letters = "".join(c for c in folded if c in ALPHABET)
    return letters[:4] + "-" + letters[4:8] if len(letters) == 8 else ""
