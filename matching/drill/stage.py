"""The crisis a night is played in: declared as a coordinator would, and left usable when the night is over."""

from dataclasses import replace
from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from accounts.journal.models import Heartbeat
from accounts.origin import Door, Origin
from accounts.people.contact import read_contact
from accounts.people.models import Person
from accounts.sign_in.link import first_coordinator
from crisis.activation.actions import activate_crisis, declare_crisis, invite_colleague
from crisis.activation.clock import crisis_now, set_clock
from crisis.activation.drafts import CrisisDraft
from crisis.activation.models import Crisis
from crisis.activation.vocabulary import Role
from matching.drill.drafts import crisis_draft
from matching.drill.scenario import Scenario

HEARTBEAT = "drill"
STALE = timedelta(seconds=10)
COORDINATOR = "coordination.exercice@example.org"


def begin(scenario: Scenario) -> Crisis:
    """Declare and activate the scenario's crisis on the first coordinator's desk; every time a new one.

    An invented colleague coordinates with them: what the exercise lets through and confirms is not done in their name.
    """
    calm_abandoned()
    origin = Origin(door=Door.DRILL, actor=first_coordinator())
    draft = _numbered(crisis_draft(scenario, language=settings.LANGUAGE_CODE))
    crisis = declare_crisis(draft=draft, origin=origin, at=scenario.begins_at, slug=scenario.slug)
    set_clock(crisis, epoch=scenario.begins_at, speed=1)
    activate_crisis(crisis=crisis, typed_name="", origin=origin, at=scenario.begins_at)
    invite_colleague(
        crisis=crisis, contact=read_contact(COORDINATOR), pseudonym="Coordination (exercice)",
        role=Role.COORDINATOR, origin=origin, at=scenario.begins_at,
    )  # fmt: skip
    return crisis


def _numbered(draft: CrisisDraft) -> CrisisDraft:
    """Two nights of one name could not be told apart: "…, Paris (2)"."""
    earlier = Crisis.objects.filter(is_drill=True, name__startswith=draft.name).count()
    return replace(draft, name=f"{draft.name} ({earlier + 1})") if earlier else draft


def coordinator_of(crisis: Crisis) -> Person:
    """The invented colleague."""
    return Person.objects.get(memberships__crisis=crisis, contact_points__value=COORDINATOR)


def beat() -> None:
    """Lets pages show that a night is being played."""
    Heartbeat.objects.update_or_create(name=HEARTBEAT, defaults={"at": timezone.now()})


def calm(crisis: Crisis) -> None:
    """From here the drill's clock goes as fast as ours, so that its crisis can be used at leisure."""
    crisis.refresh_from_db()
    set_clock(crisis, epoch=crisis_now(crisis), speed=1)


def calm_abandoned() -> None:
    """A night that was killed left its clock racing; called by the next one and by a sweep."""
    if Heartbeat.objects.filter(name=HEARTBEAT, at__gt=timezone.now() - STALE).exists():
        return
    for crisis in Crisis.objects.filter(is_drill=True, clock_epoch__isnull=False).exclude(clock_speed=1):
        calm(crisis)
