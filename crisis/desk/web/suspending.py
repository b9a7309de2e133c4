"""Suspend whoever posted this; whom this crisis has suspended; give it back."""

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.errors import NotThere, Refused
from accounts.people.models import Suspension
from accounts.people.suspending import lift_suspension
from crisis.activation.models import Crisis
from crisis.activation.web.desk import desk, desk_origin, desk_page
from crisis.desk.suspending import suspend_owner, suspension_here, suspensions_of
from crisis.desk.web.queue import back, say_refusal
from crisis.shelter.access import KINDS, coordinated

MOST = 200


@require_safe
@desk()
def suspended(request: HttpRequest, crisis: Crisis, at: datetime) -> HttpResponse:
    rows = suspensions_of(crisis).order_by(F("lifted_at").desc(nulls_first=True), "-at")
    return desk_page(request, "desk/suspended.html", crisis, suspensions=_with_codes(list(rows[:MOST])))


def _with_codes(rows: list[Suspension]) -> list[Suspension]:
    """With the code of the post each was decided about."""
    codes = {}
    for model in KINDS.values():
        about = model.objects.filter(public_id__in=[row.subject for row in rows])
        codes |= dict(about.values_list("public_id", "reference"))
    for row in rows:
        row.reference = codes.get(row.subject, "")
    return rows


@require_POST
@desk()
def suspend(request: HttpRequest, crisis: Crisis, at: datetime, kind: str, subject: UUID) -> HttpResponse:
    posted = coordinated(request.user, kind, subject) if kind in KINDS else None
    if posted is None or posted.crisis_id != crisis.pk:
        raise NotThere
    reason = request.POST.get("reason", "")
    try:
        suspend_owner(posted=posted, reason=reason, origin=desk_origin(request), at=at)
    except Refused as refusal:
        say_refusal(request, refusal)
    else:
        messages.success(request, _("Suspended. Their doors close now, and guests on their way are told."))
    return back(request, crisis)


@require_POST
@desk()
def lift(request: HttpRequest, crisis: Crisis, at: datetime, suspension: UUID) -> HttpResponse:
    found = suspension_here(crisis, suspension)
    lift_suspension(suspension=found, origin=desk_origin(request), at=at)
    messages.success(request, _("Lifted. Doors that are still open take guests again."))
    return redirect("desk_suspended", crisis.slug)
