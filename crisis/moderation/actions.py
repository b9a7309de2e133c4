"""Report, hold, restore, keep."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.errors import Invalid
from accounts.idempotency.once import Done, once
from accounts.journal.announce import announce
from accounts.origin import Origin
from crisis.activation.access import MODERATE, require
from crisis.activation.models import Crisis
from crisis.moderation import events
from crisis.moderation.models import Decision, Report
from crisis.moderation.subjects import Kind, find
from crisis.moderation.vocabulary import Act, ReportReason, ReportState


def report(
    *,
    crisis: Crisis,
    subject_kind: str,
    subject: UUID,
    reason: str,
    text: str = "",
    origin: Origin,
    at: datetime,
) -> Done:
    """Queue a report; nothing is hidden by it. Raises NotThere, Invalid."""
    find(crisis, subject_kind, subject)
    if reason not in ReportReason.values:
        raise Invalid({"reason": [_("Choose what is wrong.")]})

    def act() -> Done:
        made = Report.objects.create(
            crisis=crisis,
            subject_kind=subject_kind,
            subject=subject,
            reason=reason,
            text=text[:500],
            by=origin.actor,
            at=at,
        )
        happened = events.Reported(
            crisis_id=crisis.pk, subject=subject, at=at, subject_kind=subject_kind, reason=reason
        )
        announce(happened, origin=origin)
        return Done(subject=made.public_id)

    return once(
        origin=origin, crisis_id=crisis.pk, request=[subject_kind, str(subject), reason, text], act=act
    )


def decide(
    *,
    crisis: Crisis,
    subject_kind: str,
    subject: UUID,
    act: str,
    reason: str,
    origin: Origin,
    at: datetime,
    doing: Callable | None = None,
) -> Decision:
    """Hold, restore or keep, with a reason; closes the open reports. Raises Invalid, NotThere, TooLate.

    `doing`(origin=, at=): done instead of the kind's own hide or show.
    """
    require(origin.actor, MODERATE, crisis.pk)
    kind, row = find(crisis, subject_kind, subject)
    _check(kind, act, reason)
    with transaction.atomic():
        if doing:
            doing(origin=origin, at=at)
        elif act == Act.HOLD:
            kind.hide(row, origin=origin, at=at)
        elif act == Act.RESTORE:
            kind.show(row, origin=origin, at=at)
        decision = Decision.objects.create(
            crisis=crisis,
            subject_kind=subject_kind,
            subject=subject,
            act=act,
            reason=reason[:500],
            by=origin.actor,
            at=at,
        )
        Report.objects.filter(crisis=crisis, subject=subject, state=ReportState.OPEN).update(
            state=ReportState.DECIDED
        )
        happened = events.Decided(
            crisis_id=crisis.pk, subject=subject, at=at, subject_kind=subject_kind, act=act
        )
        announce(happened, origin=origin)
    return decision


def _check(kind: Kind, act: str, reason: str) -> None:
    found = {}
    if act not in Act.values or (act != Act.KEEP and kind.hide is None):
        found["act"] = [_("Choose what to do.")]
    if not reason.strip():
        found["reason"] = [_("Say why: the person concerned will read it.")]
    if found:
        raise Invalid(found)
