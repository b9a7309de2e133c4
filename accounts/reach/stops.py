""" "Never again": who wants nothing more from us. Only a fingerprint of a fingerprint is kept, never the contact.

It holds for a mailbox under all its spellings. What was stopped before mailboxes were known as one stands for the
spelling that was stopped: it cannot be made anew from a fingerprint, so both are asked.
"""

import base64
import hmac
from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.db import models
from django.urls import reverse

from accounts.links.secrets import hash_token
from accounts.people.contact import Contact, digest, one_mailbox
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
    for token in _tokens(contact, drill):
        start_by(token)


def stopped(contact: Contact | ContactPoint, *, drill: bool = False) -> bool:
    return stopped_each([(contact, drill)])[0]


def stop_by(token: str, *, at: datetime) -> None:
    Stop.objects.get_or_create(digest=hash_token(token), defaults={"at": at})


def start_by(token: str) -> None:
    Stop.objects.filter(digest=hash_token(token)).delete()


def stopped_by(token: str) -> bool:
    return Stop.objects.filter(digest=hash_token(token)).exists()


def stopped_each(asked: Iterable[tuple[Contact | ContactPoint, bool]]) -> list[bool]:
    """stopped() for each (contact, drill), in that order; in one query."""
    hashes = [{hash_token(token) for token in _tokens(*each)} for each in asked]
    known = set().union(*hashes)
    found = set(Stop.objects.filter(digest__in=known).values_list("digest", flat=True)) if known else set()
    return [bool(each & found) for each in hashes]


def stop_token(contact: Contact | ContactPoint, *, drill: bool = False) -> str:
    """20 letters and digits, always the same for one mailbox or phone, that nobody makes without our key.

    The last four are a check, so that a link cut short is told from a whole one.
    """
    return _token(one_mailbox(contact), drill)


def _tokens(contact: Contact | ContactPoint, drill: bool) -> set[str]:
    """Of its mailbox and of its own spelling."""
    return {stop_token(contact, drill=drill), _token(contact, drill)}


def _token(contact: Contact | ContactPoint, drill: bool) -> str:
    drawn = _letters(f"stop:{'drill' if drill else 'real'}:{digest(contact)}")[:_DRAWN]
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
