"""How to reach whoever wrote what was reported, or what a case is about, where no other page of the desk shows it."""

from datetime import datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from accounts.errors import NotThere, Refused
from crisis.activation.access import COORDINATE
from crisis.activation.models import Crisis
from crisis.activation.web.desk import desk, desk_origin, desk_page
from crisis.desk.queries import may_be_reached
from crisis.desk.searching import reveal_contact
from crisis.desk.suspending import post_here
from crisis.desk.web.queue import back, say_refusal

KINDS = ("ask", "check_in")


@require_POST
@desk(COORDINATE)
def reveal(request: HttpRequest, crisis: Crisis, at: datetime, kind: str, subject: UUID) -> HttpResponse:
    """Shown on this answer only, and only of what may_be_reached()."""
    posted, reason = post_here(crisis, kind, subject), request.POST.get("reason", "")
    if kind not in KINDS or not may_be_reached(crisis, subject):
        raise NotThere
    try:
        seen = reveal_contact(posted=posted, reason=reason, origin=desk_origin(request), at=at)
    except Refused as refusal:
        say_refusal(request, refusal)
        return back(request, crisis)
    return desk_page(request, "desk/reported.html", crisis, posted=posted, kind=kind, contacts=seen.contacts)
