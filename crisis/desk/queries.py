from django.db.models import QuerySet

from crisis.activation.models import Crisis
from crisis.desk.models import Case, CaseNote
from crisis.desk.vocabulary import URGENCY


def open_cases(crisis: Crisis) -> list[Case]:
    """What needs a person now: most urgent reason first, then the oldest."""
    cases = crisis.cases.filter(closed_at__isnull=True).select_related("taken_by")
    return sorted(cases, key=lambda case: (URGENCY[case.why], case.opened_at, case.pk))


def notes_on(crisis: Crisis, subject) -> QuerySet[CaseNote]:
    return CaseNote.objects.filter(crisis=crisis, subject=subject).select_related("by").order_by("-at")
