"""Cutting contact: one page says what it does and what it cannot do, one press does it; and taking it back."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.people.blocking import unblock
from accounts.people.models import Person
from accounts.throttle import network_of, throttle
from crisis.activation.clock import database_now
from crisis.ground.web.origin import web_origin
from crisis.moderation.vocabulary import ReportReason
from matching.actions.parting import cut_contact
from matching.models import Match
from matching.vocabulary import LIVE, MatchState, Side
from matching.web.forms import CutForm
from matching.web.mine import of_a_poster, signed_in
from matching.web.opened import Opened, opened


@require_http_methods(["GET", "POST"])
def cut(request: HttpRequest, token: str, match: UUID) -> HttpResponse:
    mine = opened(token)
    row = mine.match(str(match))
    form = CutForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        return _cut(request, mine, row, form)
    context = {
        "opened": mine,
        "posted": mine.posted,
        "crisis": mine.crisis,
        "match": row,
        "form": form,
        "live": row.state in LIVE,
        "inside": row.state == MatchState.ARRIVED,
        "knows_us": row.coming_at is not None or _shared_number(mine, row),
        "number_shared": _shared_number(mine, row),
        "quick_exit": True,
    }
    return render(request, "matching/cut.html", context, status=400 if form.errors else 200)


def _shared_number(mine: Opened, match: Match) -> bool:
    at = match.host_number_shared_at if mine.side == Side.HOST else match.guest_number_shared_at
    return at is not None


def _cut(request: HttpRequest, mine: Opened, match: Match, form: CutForm) -> HttpResponse:
    said = form.cleaned_data
    if said["reason"]:
        throttle("report", network_of(request))
    cut_contact(
        match=match,
        side=mine.side,
        reason=said["reason"],
        text=said["text"],
        origin=mine.origin(request),
        at=mine.at,
    )
    messages.success(request, _("Contact is cut. They are not told."))
    if said["reason"] == ReportReason.STALKER:
        return render(request, "moderation/reported.html", _threatened(mine))
    return redirect(mine.path)


def _threatened(mine: Opened) -> dict:
    return {"crisis": mine.crisis, "back_url": mine.path, "threatened": True, "quick_exit": True}


@require_POST
def undo(request: HttpRequest, token: str, block: UUID) -> HttpResponse:
    page = of_a_poster(token)
    return _undo(request, page.person, block, redirect("mine", token=token))


@signed_in
@require_POST
def my_undo(request: HttpRequest, person: Person, block: UUID) -> HttpResponse:
    return _undo(request, person, block, redirect("me"))


def _undo(request: HttpRequest, person: Person, block: UUID, back: HttpResponse) -> HttpResponse:
    unblock(by=person, public_id=block, origin=web_origin(request), at=database_now())
    messages.success(request, _("You may be brought together again."))
    return back
