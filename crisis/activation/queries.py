from django.db.models import QuerySet

from crisis.activation.models import Crisis, Membership
from crisis.activation.vocabulary import Phase


def active_crises() -> QuerySet[Crisis]:
    """What the home page lists: real crises first, newest first."""
    return Crisis.objects.filter(phase=Phase.ACTIVE).order_by("is_drill", "-activated_at")


def swept_crises() -> QuerySet[Crisis]:
    """Where time still runs: active ones, and those stood down, for guests are inside and on their way."""
    return Crisis.objects.filter(phase__in=(Phase.ACTIVE, Phase.STOOD_DOWN)).order_by("pk")


def takes_anything_new(crisis_id: int) -> bool:
    """Asked of the database: the crisis in hand may have been read before it was stood down."""
    return Crisis.objects.filter(pk=crisis_id, phase=Phase.ACTIVE).exists()


def crises_of(person) -> QuerySet[Crisis]:
    """The crises `person` works on, newest first."""
    mine = Membership.objects.filter(person=person, removed_at__isnull=True)
    return Crisis.objects.filter(pk__in=mine.values("crisis_id")).order_by("-declared_at")


def team_of(crisis: Crisis) -> QuerySet[Membership]:
    return crisis.memberships.filter(removed_at__isnull=True).select_related("person").order_by("created_at")
