"""Mailboxes and phones as queries know them: however each is spelt (contact.mailbox_of)."""

from collections.abc import Iterable

from django.db.models import Case, CharField, F, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Cast, Coalesce

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
