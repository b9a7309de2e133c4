"""Suspending a person: at once, with a reason, by a name, and it can be undone. They can still ask for help."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.errors import Invalid, NotAllowed, Refused, TooLate
from accounts.journal.announce import announce
from accounts.journal.events import Event, event
from accounts.origin import Origin
from accounts.people.models import Person, Suspension
from accounts.permissions import SUSPEND, WORK_HERE, can


@event
class PersonSuspended(Event):
    """`subject` is the person's public id; `person`: their internal id."""

    lasting = True
    person: int


@event
class SuspensionLifted(Event):
    lasting = True
    person: int


class Colleague(Refused):
    """Somebody on a team is removed from it, not suspended: a quarrel must not empty a desk."""

    code = "colleague"
    message = _("This person works on a crisis, or is yourself. Take them off the team instead.")
    status = 403


def suspend_person(
    *,
    person: Person,
    crisis_id: int,
    subject_kind: str,
    subject: UUID,
    reason: str,
    origin: Origin,
    at: datetime,
) -> Suspension:
    """Close what an account allows: doors, links to them, sign-in. `subject`: the post it was decided about.

    Raises NotAllowed, Colleague, Invalid without a reason, TooLate for somebody suspended already.
    """
    _require(origin, crisis_id)
    if person == origin.actor or can(person, WORK_HERE):
        raise Colleague
    if not reason.strip():
        raise Invalid({"reason": [_("Say why: the person concerned will read it.")]})
    with transaction.atomic():
        standing = Person.objects.filter(pk=person.pk, suspended_at__isnull=True, erased_at__isnull=True)
        if not standing.update(suspended_at=at):
            raise TooLate
        suspension = Suspension.objects.create(
            person=person,
            crisis_id=crisis_id,
            subject_kind=subject_kind,
            subject=subject,
            reason=reason.strip()[:500],
            by=origin.actor,
            at=at,
        )
        announce(_event(PersonSuspended, suspension, at), origin=origin)
    person.refresh_from_db()
    return suspension


def lift_suspension(*, suspension: Suspension, origin: Origin, at: datetime) -> None:
    """Give back what was taken. Raises NotAllowed, and TooLate when a colleague has lifted it."""
    _require(origin, suspension.crisis_id)
    with transaction.atomic():
        standing = Suspension.objects.filter(pk=suspension.pk, lifted_at__isnull=True)
        if not standing.update(lifted_at=at, lifted_by=origin.actor):
            raise TooLate
        Person.objects.filter(pk=suspension.person_id).update(suspended_at=None)
        announce(_event(SuspensionLifted, suspension, at), origin=origin)
    suspension.refresh_from_db()


def _require(origin: Origin, crisis_id: int) -> None:
    if not can(origin.actor, SUSPEND, crisis_id):
        raise NotAllowed


def _event(kind, suspension: Suspension, at: datetime):
    person = suspension.person
    return kind(crisis_id=suspension.crisis_id, subject=person.public_id, at=at, person=person.pk)
