"""The one-time sign-in link, of whoever runs the server: for the first coordinator, and where no code arrives."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from accounts.links.models import SignInLink
from accounts.links.secrets import hash_token, new_token
from accounts.people.models import Person

LIFETIME = timedelta(hours=24)


def first_coordinator() -> Person:
    """The person who may declare crises on an empty installation; made when there is none."""
    found = Person.objects.filter(may_declare=True).order_by("pk").first()
    return found or Person.objects.create_user(may_declare=True, pseudonym="Coordination")


def issue_sign_in_link(person: Person | None = None) -> str:
    """A path (`/fr/sign-in/<token>/`) that signs `person` in once within 24 h; the first coordinator if None."""
    person = person or first_coordinator()
    token = new_token()
    SignInLink.objects.create(
        token_hash=hash_token(token), person=person, expires_at=timezone.now() + LIFETIME
    )
    return reverse("sign_in_link", kwargs={"token": token})


def use_sign_in_link(token: str) -> Person | None:
    """The person this link signs in, once; None when unknown, used or too old."""
    now = timezone.now()
    fresh = SignInLink.objects.filter(token_hash=hash_token(token), used_at__isnull=True, expires_at__gt=now)
    link = fresh.select_related("person").first()
    if link is None or not fresh.update(used_at=now):
        return None
    return link.person
