"""Mailboxes and phones as queries know them: however each is spelt (contact.mailbox_of)."""

from collections.abc import Iterable

from django.db.models import Case, CharField, F, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Cast, Coalesce

from accounts.people.contact import digest, one_mailbox
from accounts.people.models import ContactPoint


def known_as(mailboxes: Iterable[str]) -> QuerySet[ContactPoint]:
    """The points that reach these, in whatever spelling."""
    reach = list(mailboxes)
    return ContactPoint.objects.filter(Q(value__in=reach) | Q(mailbox__gt="", mailbox__in=reach))


def who_answered(person: str) -> Coalesce:
    """For counting people: the first mailbox at which the person at this path answered, else their own number.

    Whoever posts without an account is somebody new each time: one mailbox answers for any number of them.
    """
    answered = ContactPoint.objects.filter(person=OuterRef(person), verified_at__isnull=False).order_by("pk")
    known = Case(When(mailbox="", then=F("value")), default=F("mailbox"))
    return Coalesce(Subquery(answered.values_list(known)[:1]), Cast(person, CharField()))


def numbers_of(points: Iterable[ContactPoint]) -> dict[int, int]:
    """who_answered() for rows that are counted later: {person: a number for the mailbox of their first among these}.

    64 bits of its keyed digest: one for all its spellings, and nobody reads a contact from it.
    """
    first: dict[int, ContactPoint] = {}
    for point in points:
        first.setdefault(point.person_id, point)
    keys = {person: bytes.fromhex(digest(one_mailbox(point))) for person, point in first.items()}
    return {person: int.from_bytes(key[:8], "big", signed=True) for person, key in keys.items()}
