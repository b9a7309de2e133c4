"""How to reach whoever wrote what somebody reported, where no other page of the desk shows it."""

from datetime import datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from accounts.errors import NotThere, Refused
from crisis.activation.access import COORDINATE
from crisis.activation.models import Crisis
from crisis.activation.web.desk import desk, desk_origin, desk_page
from crisis.desk.searching import reveal_contact
from crisis.desk.suspending import post_here
from crisis.desk.web.queue import say_refusal
from crisis.moderation.queries import reports_on

KINDS = ("ask", "check_in")


@require_POST
@desk(COORDINATE)
def reveal(request: HttpRequest, crisis: Crisis, at: datetime, kind: str, subject: UUID) -> HttpResponse:
    """Shown on this answer only, and only of what was reported."""
    posted, reason = post_here(crisis, kind, subject), request.POST.get("reason", "")
    if kind not in KINDS or not reports_on(crisis, subject).exists():
        raise NotThere
    try:
        seen = reveal_contact(posted=posted, reason=reason, origin=desk_origin(request), at=at)
    except Refused as refusal:
        say_refusal(request, refusal)
        return redirect("desk_report", crisis.slug, kind, subject)
    return desk_page(request, "desk/reported.html", crisis, posted=posted, kind=kind, contacts=seen.contacts)
