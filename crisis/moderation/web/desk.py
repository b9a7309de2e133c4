"""The moderators' queue: one item per reported subject, decided with a reason, with its history."""

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.errors import Invalid, NotThere, TooLate
from crisis.activation.access import MODERATE
from crisis.activation.models import Crisis
from crisis.activation.web.desk import desk, desk_origin, desk_page
from crisis.activation.web.desk_home import show
from crisis.moderation.actions import decide
from crisis.moderation.queries import decisions_on, held_now, reported, reports_on
from crisis.moderation.subjects import find, kinds
from crisis.moderation.vocabulary import ReportReason
from crisis.moderation.web.forms import DecisionForm

MOST = 200


@require_safe
@desk(MODERATE)
def reports(request: HttpRequest, crisis: Crisis, at: datetime) -> HttpResponse:
    items = list(reported(crisis)[:MOST])
    held = held_now(crisis)[:MOST]
    for item in items:
        item["label"] = label_of(item["subject_kind"])
        item["name"] = _name_of(crisis, item["subject_kind"], item["subject"])
        item["minutes"] = max(0, int((at - item["first_at"]).total_seconds() // 60))
    for decision in held:
        decision.label = label_of(decision.subject_kind)
        decision.name = _name_of(crisis, decision.subject_kind, decision.subject)
    return desk_page(request, "desk/reports.html", crisis, items=items, held=held, at=at)


def label_of(kind: str) -> str:
    known = kinds().get(kind)
    return str(known.label or known.name) if known else kind


def _name_of(crisis: Crisis, kind: str, subject: UUID) -> str:
    known = kinds().get(kind)
    row = known and known.find(crisis, subject)
    return known.named(row) if row else ""


@desk(MODERATE)
def subject(request: HttpRequest, crisis: Crisis, at: datetime, kind: str, subject: UUID) -> HttpResponse:
    known, row = find(crisis, kind, subject)
    told = reports_on(crisis, subject).select_related("by")
    decisions = decisions_on(subject).filter(crisis=crisis)
    if known.only_reported and not told.exists():
        raise NotThere
    form = DecisionForm(request.POST or None, held=known.held(row), can_hide=known.hide is not None)
    if request.method == "POST" and form.is_valid() and _decided(request, crisis, kind, subject, form, at):
        messages.success(request, _("Decided. Your reason is kept with it."))
        return redirect("desk_reports", crisis.slug)
    context = {
        "kind": known,
        "subject": subject,
        "answers": [pair for pair in known.describe(row) if pair[1]],
        "held": known.held(row),
        "reports": told[:MOST],
        "reasons": _counted(told),
        "decisions": decisions,
    }
    return desk_page(request, "desk/report.html", crisis, form=form, **context)


def _counted(told) -> list[tuple[str, int]]:
    counts: dict[str, int] = {}
    for reason in told.values_list("reason", flat=True):
        counts[reason] = counts.get(reason, 0) + 1
    return [(ReportReason(reason).label, number) for reason, number in counts.items()]


def _decided(request: HttpRequest, crisis: Crisis, kind: str, subject: UUID, form, at: datetime) -> bool:
    told = form.cleaned_data
    about = {"crisis": crisis, "subject_kind": kind, "subject": subject, "origin": desk_origin(request)}
    try:
        decide(act=told["act"], reason=told["reason"], at=at, **about)
    except Invalid as wrong:
        show(form, wrong)
        return False
    except TooLate as late:
        form.add_error(None, late.message)
        return False
    return True
