""" "Never again": who wants nothing more from us. Only a fingerprint of a fingerprint is kept, never the contact."""

import base64
import hmac
from datetime import datetime

from django.conf import settings
from django.db import models
from django.urls import reverse

from accounts.links.secrets import hash_token
from accounts.people.contact import Contact, digest
from accounts.people.models import ContactPoint

_DRAWN, _CHECK = 16, 4  # letters


class Stop(models.Model):
    """Nothing goes to the contact whose stop_token() this is the hash of, but a code its owner asks for."""

    digest = models.CharField(max_length=64, unique=True)
    at = models.DateTimeField()

    class Meta:
        app_label = "accounts"

    def __str__(self):
        return f"stopped at {self.at}"


def stop(contact: Contact | ContactPoint, *, at: datetime, drill: bool = False) -> None:
    """Write nothing more to it, whoever asks. An exercise's word counts among exercises alone. `at`: real time."""
    stop_by(stop_token(contact, drill=drill), at=at)


def start(contact: Contact | ContactPoint, *, drill: bool = False) -> None:
    """Write to it again."""
    start_by(stop_token(contact, drill=drill))


def stopped(contact: Contact | ContactPoint, *, drill: bool = False) -> bool:
    return stopped_by(stop_token(contact, drill=drill))


def stop_by(token: str, *, at: datetime) -> None:
    Stop.objects.get_or_create(digest=hash_token(token), defaults={"at": at})


def start_by(token: str) -> None:
    Stop.objects.filter(digest=hash_token(token)).delete()


def stopped_by(token: str) -> bool:
    return Stop.objects.filter(digest=hash_token(token)).exists()


def stopped_among(tokens: set[str]) -> set[str]:
    """Those of these that were stopped, in one query."""
    if not tokens:
        return set()
    known = {hash_token(token): token for token in tokens}
    found = Stop.objects.filter(digest__in=known).values_list("digest", flat=True)
    return {known[each] for each in found}


def stop_token(contact: Contact | ContactPoint, *, drill: bool = False) -> str:
    """20 letters and digits, always the same for one contact, that nobody makes without our key.

    The last four are a check, so that a link cut short is told from a whole one.
    """
    said = f"stop:{'drill' if drill else 'real'}:{digest(contact)}"
    drawn = _letters(said)[:_DRAWN]
    return drawn + _check(drawn)


def is_stop_token(token: str) -> bool:
    token = token.lower()
    return len(token) == _DRAWN + _CHECK and hmac.compare_digest(
        _check(token[:_DRAWN]).encode(), token[_DRAWN:].encode()
    )


def stop_link(contact: Contact | ContactPoint, *, drill: bool = False) -> str:
    """For a message's end: without the language, which the page finds out."""
    path = reverse("stop", kwargs={"token": stop_token(contact, drill=drill)})
    return f"{settings.PUBLIC_URL}/{path.split('/', 2)[2]}"


def _check(drawn: str) -> str:
    return _letters(f"stop-check:{drawn}")[:_CHECK]


def _letters(said: str) -> str:
    made = hmac.digest(settings.SECRET_KEY.encode(), said.encode(), "sha256")
    return base64.b32encode(made).decode().lower()
