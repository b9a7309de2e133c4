"""A coordinator's buttons on one handshake, on the pages of its need and of its door."""

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from accounts.errors import NotThere, Refused
from crisis.activation.models import Crisis
from crisis.activation.web.desk import desk, desk_origin
from crisis.desk.web.queue import back, say_refusal
from matching.actions.by_desk import VERBS
from matching.models import Match

DONE = {
    "arrived": _("Noted: the guest is inside."),
    "no-show": _("Noted: the guest did not come. The place is free again."),
    "left": _("Noted: the guest has left. The place is free again."),
    "undo": _("Taken back. The need waits again, and the next door is looked for."),
}


@require_POST
@desk()
def act(request: HttpRequest, crisis: Crisis, at: datetime, match: UUID, verb: str) -> HttpResponse:
    found = Match.objects.select_related("offer__crisis", "need__crisis", "hold__offer__crisis", "crisis")
    row = found.filter(crisis=crisis, public_id=match).first()
    if row is None or verb not in VERBS:
        raise NotThere
    try:
        VERBS[verb](match=row, origin=desk_origin(request), at=at)
    except Refused as refusal:
        say_refusal(request, refusal)
    else:
        messages.success(request, DONE[verb])
    return back(request, crisis)
