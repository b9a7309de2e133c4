"""Reads. For liaisons; and the two questions others may ask, whose answers show nothing by themselves."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from accounts.retention import forgets
from crisis.activation.models import Crisis, Membership
from crisis.activation.vocabulary import Phase
from crisis.search.liaison.models import Matter, Step
from crisis.search.liaison.vocabulary import TWICE_CONFIRMED, WAITING, Stage, StepKind


@dataclass(frozen=True)
class Told:
    """What the family's own page says, and nothing else does. `wrong`: it was not so."""

    at: datetime
    told_by: str
    told_whom: str
    call: str
    wrong: bool


def matters(crisis: Crisis) -> QuerySet[Matter]:
    return Matter.objects.filter(crisis=crisis).select_related(
        "search", "heard_from", "first_by", "second_by"
    )


def waiting(crisis: Crisis) -> QuerySet[Matter]:
    """Oldest first."""
    return matters(crisis).filter(stage__in=WAITING).order_by("heard_at", "pk")


def settled(crisis: Crisis) -> QuerySet[Matter]:
    """Newest first."""
    return matters(crisis).exclude(stage__in=WAITING).order_by("-heard_at", "-pk")


def told_to_family(search_id: int) -> Told | None:
    """For the family's page, once a person has told them; None before that, and for everything else."""
    latest = Matter.objects.filter(search=search_id).order_by("-pk")
    # What is wrong must not stand.
    matter = latest.filter(stage=Stage.WRONG).first() or latest.filter(stage=Stage.TOLD).first()
    if matter is None:
        return None
    step = matter.steps.filter(kind=StepKind.TOLD).last()
    return Told(step.spoke_at, step.told_by, step.told_whom, step.call, matter.stage == Stage.WRONG)


def write_nothing_by_machine(search_id: int) -> bool:
    """Two people have confirmed it: no message goes to this family. Others are written to as ever."""
    return Matter.objects.filter(search=search_id, stage__in=TWICE_CONFIRMED).exists()


def reporters(matter: Matter) -> set[int]:
    """Whoever handed in anything about the same person."""
    same = Matter.objects.filter(pk=matter.pk)
    if matter.search_id:
        same |= Matter.objects.filter(search=matter.search_id)
    return set(same.exclude(heard_from=None).values_list("heard_from", flat=True))


def owes(crisis_id: int, person: int) -> set[int]:
    """Those who ever made `person` a liaison here, and those whom they ever made one: ended or removed since, too."""
    here = Membership.objects.filter(crisis=crisis_id, liaison_by__isnull=False)
    givers = here.filter(person=person).values_list("liaison_by", flat=True)
    return set(givers) | set(here.filter(liaison_by=person).values_list("person", flat=True))


@forgets("LIST_RETENTION_DAYS")
def about_nobody_sought(before: datetime) -> QuerySet[Matter]:
    """With no search to be wiped with: set aside, or of a crisis that is over. An exercise's clock is its own."""
    over = Q(stage=Stage.SET_ASIDE) | Q(crisis__phase=Phase.ARCHIVED)
    return Matter.objects.filter(over, search=None, heard_at__lt=before, crisis__is_drill=False)


def steps(matter: Matter) -> list[Step]:
    return list(matter.steps.select_related("by"))
