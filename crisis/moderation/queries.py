from collections.abc import Iterable
from uuid import UUID

from django.db.models import Count, Max, Min, Q, QuerySet
from django.utils.translation import gettext as _

from crisis.activation.models import Crisis
from crisis.moderation.models import Decision, Report
from crisis.moderation.vocabulary import LOOKED_AT_AGAIN, Act, ReportReason, ReportState


def reported(crisis: Crisis) -> QuerySet:
    """One item per reported subject: [{subject_kind, subject, reports, stalker, danger, first_at, last_at}].

    `stalker`, `danger`: how many say so. Whom somebody threatens or looks for comes first, then who is in danger, then
    most reports.
    """
    open_reports = Report.objects.filter(crisis=crisis, state=ReportState.OPEN)
    grouped = open_reports.values("subject_kind", "subject")
    many = {why: Count("pk", filter=Q(reason=why)) for why in (ReportReason.STALKER, ReportReason.DANGER)}
    told = grouped.annotate(reports=Count("pk"), **many, first_at=Min("at"), last_at=Max("at"))
    return told.order_by("-stalker", "-danger", "-reports", "first_at")


def reports_on(crisis: Crisis, subject) -> QuerySet[Report]:
    return Report.objects.filter(crisis=crisis, subject=subject).order_by("-at")


def decisions_on(subject) -> QuerySet[Decision]:
    return Decision.objects.filter(subject=subject).select_related("by").order_by("-at")


def in_words(subject: UUID) -> list[Decision]:
    """Newest first, each with `says`: to let through what nobody held restores nothing."""
    rows, held = list(decisions_on(subject).order_by("at", "pk")), False
    for decision in rows:
        fresh = decision.act == Act.RESTORE and not held
        if decision.reason == LOOKED_AT_AGAIN:
            decision.reason = _(LOOKED_AT_AGAIN)
        decision.says = _("Read and made public") if fresh else decision.get_act_display()
        decision.why = decision.reason if not fresh else ""
        if decision.act != Act.KEEP:
            held = decision.act == Act.HOLD
    return rows[::-1]


def decisions_about(crisis: Crisis, posted: UUID, *, wrote: Iterable[UUID]) -> QuerySet[Decision]:
    """What was held or restored of somebody's post and of what they `wrote`, newest first.

    What was left as it is stays unsaid: few know of a door, a guest or a message, so its owner would only learn
    who reported it.
    """
    theirs = Q(subject=posted) | Q(subject__in=list(wrote))
    return Decision.objects.filter(theirs, ~Q(act=Act.KEEP), crisis=crisis).order_by("-at")


def held_now(crisis: Crisis) -> list[Decision]:
    """The newest decision on each subject that is held: what can be restored, last held first."""
    newest = {}
    for decision in crisis.decisions.exclude(act=Act.KEEP).select_related("by").order_by("at", "pk"):
        newest[decision.subject] = decision
    held = [decision for decision in newest.values() if decision.act == Act.HOLD]
    return sorted(held, key=lambda decision: decision.at, reverse=True)
