"""Suspend whoever posted this; whom this crisis has suspended; give it back."""

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.errors import Refused
from accounts.people.models import Suspension
from accounts.people.suspending import lift_suspension
from crisis.activation.models import Crisis
from crisis.activation.web.desk import desk, desk_origin, desk_page
from crisis.desk.suspending import KINDS, post_here, suspend_owner, suspension_here, suspensions_of
from crisis.desk.waiting import page_of
from crisis.desk.web.queue import back, say_refusal
from crisis.search.models import Note

MOST = 200


@require_safe
@desk()
def suspended(request: HttpRequest, crisis: Crisis, at: datetime) -> HttpResponse:
    rows = suspensions_of(crisis).order_by(F("lifted_at").desc(nulls_first=True), "-at")
    return desk_page(
        request, "desk/suspended.html", crisis, suspensions=_with_codes(crisis, list(rows[:MOST]))
    )


def _with_codes(crisis: Crisis, rows: list[Suspension]) -> list[Suspension]:
    """With the code and the page of the post each was decided about."""
    codes = {}
    for kind, model in KINDS.items():
        code = "search__reference" if kind == "search_note" else "reference"
        about = model.objects.filter(public_id__in=[row.subject for row in rows])
        codes |= dict(about.values_list("public_id", code))
    for row in rows:
        row.reference = codes.get(row.subject, "")
        row.path = _path_of(crisis, row)
    return rows


def _path_of(crisis: Crisis, row: Suspension) -> str:
    if row.subject_kind != "search_note":
        return page_of(crisis, row.subject_kind, row.subject)
    note = Note.objects.select_related("search").filter(public_id=row.subject).first()
    return page_of(crisis, "search", note.search.public_id) if note else ""


@require_POST
@desk()
def suspend(request: HttpRequest, crisis: Crisis, at: datetime, kind: str, subject: UUID) -> HttpResponse:
    posted = post_here(crisis, kind, subject)
    reason = request.POST.get("reason", "")
    try:
        suspend_owner(posted=posted, reason=reason, origin=desk_origin(request), at=at)
    except Refused as refusal:
        say_refusal(request, refusal)
    else:
        done = _(
            "Suspended. Doors they opened close now and guests on their way are told; "
            "their searches are public no more."
        )
        messages.success(request, done)
    return back(request, crisis)


@require_POST
@desk()
def lift(request: HttpRequest, crisis: Crisis, at: datetime, suspension: UUID) -> HttpResponse:
    found = suspension_here(crisis, suspension)
    lift_suspension(suspension=found, origin=desk_origin(request), at=at)
    messages.success(request, _("Lifted. Doors that are still open take guests again."))
    return redirect("desk_suspended", crisis.slug)
