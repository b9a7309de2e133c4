"""Whoever held nothing but a part in a search that was wiped: how they were reached goes with it."""

from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from accounts.people.models import ContactPoint, Person
from crisis.checkin.models import CheckIn
from crisis.search.actions.wiping import wiped_too
from crisis.search.models import Follower, Note, Search
from crisis.shelter.models import Need, Offer


@wiped_too
def forget_their_contacts(wiped: Search, ids: list[UUID]) -> None:
    """Of its author, its family, its followers and who wrote notes: people without an account and with nothing else."""
    took_part = Q(pk=wiped.owner_id) | Q(pk__in=Follower.objects.filter(search=wiped).values("person"))
    took_part |= Q(pk__in=Note.objects.filter(search=wiped).values("author"))
    gone = Person.objects.filter(took_part, email=None, phone=None)
    for held in _held_elsewhere(wiped):
        gone = gone.exclude(Exists(held))
    ids_of = list(gone.values_list("pk", flat=True))
    ContactPoint.objects.filter(person__in=ids_of).delete()
    Person.objects.filter(pk__in=ids_of).update(pseudonym="")


def _held_elsewhere(wiped: Search) -> list:
    me = OuterRef("pk")
    owned = [model.objects.filter(owner=me) for model in (Offer, Need, CheckIn)]
    searches = Search.objects.filter(owner=me, wiped_at=None).exclude(pk=wiped.pk)
    followed = Follower.objects.filter(person=me).exclude(search=wiped)
    return [*owned, searches, followed, Note.objects.filter(author=me).exclude(search=wiped)]
