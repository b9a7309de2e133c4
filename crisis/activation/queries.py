from datetime import datetime

from django.db.models import QuerySet

from crisis.activation.models import Crisis, Membership
from crisis.activation.rules import SECOND_PERSON
from crisis.activation.vocabulary import Phase, Role


def active_crises() -> QuerySet[Crisis]:
    """What the home page lists: real crises first, newest first."""
    return Crisis.objects.filter(phase=Phase.ACTIVE).order_by("is_drill", "-activated_at")


def stood_down_crises() -> QuerySet[Crisis]:
    """Over, their closing message still worth reading, last first."""
    return Crisis.objects.filter(phase=Phase.STOOD_DOWN).order_by("is_drill", "-stood_down_at")


def swept_crises() -> QuerySet[Crisis]:
    """Where time still runs: active ones, and those stood down, for guests are inside and on their way."""
    return Crisis.objects.filter(phase__in=(Phase.ACTIVE, Phase.STOOD_DOWN)).order_by("pk")


def takes_anything_new(crisis_id: int) -> bool:
    """Asked of the database: the crisis in hand may have been read before it was stood down."""
    return Crisis.objects.filter(pk=crisis_id, phase=Phase.ACTIVE).exists()


def may_tell_many(crisis: Crisis, at: datetime) -> bool:
    """May a message go to everybody now? Once a second person has confirmed, or ten minutes on; in a drill, always."""
    if crisis.is_drill or crisis.confirmed_at:
        return True
    return crisis.activated_at is not None and crisis.activated_at <= at - SECOND_PERSON


def crises_of(person) -> QuerySet[Crisis]:
    """The crises `person` works on, newest first."""
    mine = Membership.objects.filter(person=person, removed_at__isnull=True)
    return Crisis.objects.filter(pk__in=mine.values("crisis_id")).order_by("-declared_at")


def liaisons_of(crisis: Crisis) -> int:
    """How many hear of the gravest news here. Below three, of whom two confirm, some of it can't be decided."""
    return team_of(crisis).filter(role=Role.COORDINATOR, liaison_since__isnull=False).count()


def team_of(crisis: Crisis) -> QuerySet[Membership]:
    return crisis.memberships.filter(removed_at__isnull=True).select_related("person").order_by("created_at")
