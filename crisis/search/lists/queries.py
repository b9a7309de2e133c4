"""Reads of listed persons. For coordinators and for leads alone: no public page, look-up or count asks here."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Count, F, Q, QuerySet

from accounts.retention import forgets
from crisis.activation.models import Crisis
from crisis.search.lists.models import ListedKey, ListedPerson, PersonList
from crisis.search.name_index import Kind, find
from crisis.search.public_copy import names_of
from matching.engine.names import NAMES_FROM, Asked, fold, name_likeness

LISTED = Kind(ListedKey, "listed")
MOST_SHOWN = 25


def lists_of(crisis: Crisis) -> QuerySet[PersonList]:
    """With how many are on each now (`on_it`), and how many were (`left`); withheld ones are in no count."""
    told, here = Q(persons__withheld_at__isnull=True), Q(persons__left_at__isnull=True)
    counted = PersonList.objects.filter(crisis=crisis).annotate(
        on_it=Count("persons", filter=told & here), left=Count("persons", filter=told & ~here)
    )
    return counted.order_by("-given_at", "name")


def given_before(crisis: Crisis, name: str) -> PersonList | None:
    """What coordinators gave under this name; a key's list is its own."""
    return PersonList.objects.filter(crisis=crisis, name=name.strip()[:120], by_key=0).first()


def comparable(crisis_id: int) -> QuerySet[ListedPerson]:
    """Whoever may be compared with searches and shown to a coordinator; `left_at`: no longer on the list."""
    return ListedPerson.objects.filter(crisis_id=crisis_id, withheld_at__isnull=True).select_related("list")


def changed_in(list_id: int, at: datetime) -> QuerySet[ListedPerson]:
    """What the import at `at` entered, changed, brought back, took away or withheld."""
    return ListedPerson.objects.filter(list_id=list_id, changed_at=at).select_related("list")


def named(crisis: Crisis, text: str, *, of_list: PersonList | None = None) -> list[ListedPerson]:
    """Whose names are like `text`, likest first, at most 25; without a text, those who were listed last."""
    rows = comparable(crisis.pk).filter(**{"list": of_list} if of_list else {})
    words = fold(text[:200])
    if not words:
        return list(rows.order_by(F("left_at").asc(nulls_first=True), "-given_at", "-pk")[:MOST_SHOWN])
    found = rows.filter(pk__in=find(LISTED, crisis.pk, Asked.of(words)))
    alike = [(name_likeness(words, names_of(row)), row) for row in found]
    likest = sorted(alike, key=lambda pair: (-pair[0], pair[1].pk))
    return [row for score, row in likest if score >= NAMES_FROM][:MOST_SHOWN]


def kept_until(of: PersonList) -> datetime:
    return of.stored_at + timedelta(days=settings.LIST_RETENTION_DAYS)


@forgets("LIST_RETENTION_DAYS")
def old_rows(before: datetime) -> QuerySet[ListedPerson]:
    """Of lists that have said nothing new for so long."""
    return ListedPerson.objects.filter(list__stored_at__lt=before)


@forgets("LIST_RETENTION_DAYS")
def old_lists(before: datetime) -> QuerySet[PersonList]:
    return PersonList.objects.filter(stored_at__lt=before, persons__isnull=True)
