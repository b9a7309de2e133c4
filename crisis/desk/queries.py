from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from crisis.activation.models import Crisis
from crisis.desk.models import Case, CaseNote, SecondYes
from crisis.desk.vocabulary import URGENCY
from crisis.moderation.queries import reports_on


def open_cases(crisis: Crisis, **only) -> list[Case]:
    """What needs a person now: most urgent reason first, then the oldest. `only`: columns of Case."""
    cases = crisis.cases.filter(closed_at__isnull=True, **only).select_related("taken_by")
    return sorted(cases, key=lambda case: (URGENCY[case.why], case.opened_at, case.pk))


def notes_on(crisis: Crisis, subject) -> QuerySet[CaseNote]:
    return CaseNote.objects.filter(crisis=crisis, subject=subject).select_related("by").order_by("-at")


def may_be_reached(crisis: Crisis, subject: UUID) -> bool:
    """May coordinators ask how to reach whoever wrote it: was it reported, or is there an open case about it?"""
    waits = crisis.cases.filter(subject=subject, closed_at__isnull=True)
    return reports_on(crisis, subject).exists() or waits.exists()


def second_yes_awaited(subjects: Iterable[UUID], at: datetime) -> dict[UUID, SecondYes]:
    """{subject: what waits for a second coordinator}; what is older than an hour has lapsed."""
    rows = SecondYes.objects.filter(
        case__subject__in=subjects, case__closed_at=None, at__gt=at - SecondYes.WITHIN
    )
    return {row.case.subject: row for row in rows.select_related("case", "offer__crisis", "by")}
