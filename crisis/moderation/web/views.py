"""Reporting something: from a public page, or from one's own page behind a manage-link."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from accounts.errors import Invalid
from accounts.links.actions import holder_of
from accounts.throttle import network_of, throttle
from crisis.activation.access import public_crisis
from crisis.activation.clock import crisis_now
from crisis.activation.models import Crisis
from crisis.checkin.asks.access import ask_by_token, to_tell_by_token
from crisis.ground.web.origin import web_origin
from crisis.moderation.actions import report
from crisis.moderation.subjects import Kind, concerning, find, public_subject
from crisis.moderation.vocabulary import ReportReason
from crisis.moderation.web.forms import ReportForm


def report_crisis(request: HttpRequest, slug: str) -> HttpResponse:
    crisis = public_crisis(slug)
    kind, row = public_subject(crisis, "crisis", crisis.public_id)
    return _ask(request, crisis, kind, row.public_id)


def report_subject(request: HttpRequest, slug: str, kind: str, subject: UUID) -> HttpResponse:
    crisis = public_crisis(slug)
    known, _row = public_subject(crisis, kind, subject)
    return _ask(request, crisis, known, subject)


def report_own(request: HttpRequest, token: str, kind: str, subject: UUID) -> HttpResponse:
    """For whoever was matched: the door they were given, a message they were sent."""
    crisis, known, _row = concerning(holder_of(token), kind, subject)
    return _ask(request, crisis, known, subject, back=reverse("manage", args=[token]))


def report_asked(request: HttpRequest, token: str) -> HttpResponse:
    """For whoever was asked "are you safe?", behind the link that was sent to them."""
    question = ask_by_token(token)
    kind, row = find(question.crisis, "ask", question.public_id)
    return _ask(request, question.crisis, kind, row.public_id, back=reverse("asked", args=[token]))


def report_told(request: HttpRequest, token: str) -> HttpResponse:
    """For whoever an appointment named: what it stands on is reported."""
    check_in = to_tell_by_token(token).appointment.check_in
    kind, row = find(check_in.crisis, "check_in", check_in.public_id)
    return _ask(request, check_in.crisis, kind, row.public_id, back=reverse("told", args=[token]))


def _ask(request: HttpRequest, crisis: Crisis, kind: Kind, subject: UUID, back: str = "") -> HttpResponse:
    form = ReportForm(request.POST or None)
    back = back or reverse("crisis", args=[crisis.slug])
    context = {"crisis": crisis, "kind": kind, "back_url": back, "quick_exit": True}
    if request.method == "POST" and form.is_valid():
        throttle("report", network_of(request))
        try:
            _send(request, crisis, kind, subject, form)
        except Invalid as wrong:
            form.add_error(None, [str(word) for said in wrong.errors.values() for word in said])
        else:
            context["threatened"] = form.cleaned_data["reason"] == ReportReason.STALKER
            return render(request, "moderation/reported.html", context)
    status = 400 if form.errors else 200
    return render(request, "moderation/report.html", context | {"form": form}, status=status)


def _send(request: HttpRequest, crisis: Crisis, kind: Kind, subject: UUID, form: ReportForm) -> None:
    report(
        crisis=crisis,
        subject_kind=kind.name,
        subject=subject,
        reason=form.cleaned_data["reason"],
        text=form.cleaned_data["text"],
        origin=web_origin(request),
        at=crisis_now(crisis),
    )
