"""The case page of a need: what is asked, what was tried, what could be done now."""

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.errors import Refused
from accounts.links.secrets import read_reference
from crisis.activation.models import Crisis
from crisis.activation.web.desk import desk, desk_origin, desk_page
from crisis.desk.actions import close_need_by_desk
from crisis.desk.queries import second_yes_awaited
from crisis.desk.vocabulary import Why
from crisis.desk.web.queue import say_refusal
from crisis.shelter.actions.dividing import divide_need, parts_with
from crisis.shelter.models import Need, Offer
from crisis.shelter.queries import nearest_shelters
from crisis.shelter.vocabulary import ALIVE_NEEDS, NeedState
from matching.actions.by_hand import ask_second, propose_by_hand, say_second_yes, take_back_asking
from matching.phrases import distance
from matching.web.desk_cases import posted_here, shared_context, with_reasons
from matching.why import why_it_waits

CLOSINGS = {"elsewhere": NeedState.FOUND_ELSEWHERE, "withdrawn": NeedState.WITHDRAWN}


@require_safe
@desk(live=True)
def need_page(request: HttpRequest, crisis: Crisis, at: datetime, need: UUID) -> HttpResponse:
    posted = posted_here(request, crisis, "need", need)
    context = shared_context(request, crisis, posted, at) | {
        "need": posted,
        "alive": posted.state in ALIVE_NEEDS,
        "waiting": posted.state == NeedState.WAITING,
        "matches": with_reasons(posted.matches),
        "why": why_it_waits(posted, at=at),
        "parts": parts_with(posted),
        "shelters": _shelters(crisis, posted),
    }
    context["reachable"] = posted.owner.contact_points.exists()
    context["second_yes"] = second_yes_awaited([posted.public_id], at).get(posted.public_id)
    mine = [case for case in context["cases"] if case.taken_by == request.user]
    context["has_them"] = any(case.why == Why.UNACCOMPANIED for case in mine)
    return desk_page(request, "matching/desk_need.html", crisis, **context)


def _shelters(crisis: Crisis, need: Need) -> list[tuple]:
    near = nearest_shelters(crisis, lat=need.place.lat, lon=need.place.lon)
    return [(shelter, distance(metres)) for shelter, metres in near]


@require_POST
@desk()
def propose(request: HttpRequest, crisis: Crisis, at: datetime, need: UUID) -> HttpResponse:
    """Ask the door with this code, whatever the engine would have chosen."""
    posted = posted_here(request, crisis, "need", need)
    code = read_reference(request.POST.get("reference", ""))
    offer = Offer.objects.select_related("crisis").filter(crisis=crisis, reference=code).first()
    try:
        if offer is None:
            raise Refused(_("There is no door with this code in this crisis."))
        asking = ask_second if posted.unaccompanied else propose_by_hand
        reason = request.POST.get("reason", "")[:500]
        asking(offer=offer, need=posted, reason=reason, origin=desk_origin(request), at=at)
    except Refused as refusal:
        say_refusal(request, refusal)
    else:
        said = _("Noted. A second coordinator says yes from their own page; then the host is asked.")
        messages.success(request, said if posted.unaccompanied else _("The host is asked now."))
    return redirect("desk_need", crisis.slug, need)


@require_POST
@desk()
def second_yes(request: HttpRequest, crisis: Crisis, at: datetime, need: UUID) -> HttpResponse:
    """`do`: yes, by a second coordinator, to the door they read of; or back, by whoever asked."""
    posted = posted_here(request, crisis, "need", need)
    yes, by = request.POST.get("do") == "yes", {"origin": desk_origin(request), "at": at}
    try:
        if yes:
            say_second_yes(need=posted, door=request.POST.get("door", ""), **by)
        else:
            take_back_asking(need=posted, **by)
    except Refused as refusal:
        say_refusal(request, refusal)
    else:
        messages.success(request, _("The host is asked now.") if yes else _("Taken back."))
    return redirect("desk_need", crisis.slug, need)


@require_POST
@desk()
def divide(request: HttpRequest, crisis: Crisis, at: datetime, need: UUID) -> HttpResponse:
    """So many of a group that may be split look for a door of their own from now on."""
    posted = posted_here(request, crisis, "need", need)
    some, young = (request.POST.get(name, "") for name in ("adults", "children"))
    try:
        if not (some.isdecimal() and young.isdecimal()):
            raise Refused(_("Choose who leaves."))
        divide_need(
            need=posted, adults=int(some), children=int(young), origin=desk_origin(request), at=at
        )  # fmt: skip
    except Refused as refusal:
        say_refusal(request, refusal)
    else:
        messages.success(request, _("They are two groups now; we look for a door for each."))
    return redirect("desk_need", crisis.slug, need)


@require_POST
@desk()
def close(request: HttpRequest, crisis: Crisis, at: datetime, need: UUID) -> HttpResponse:
    posted = posted_here(request, crisis, "need", need)
    to = CLOSINGS.get(request.POST.get("to", ""))
    try:
        if to is None:
            raise Refused(_("Choose how it ended."))
        close_need_by_desk(need=posted, to=to, origin=desk_origin(request), at=at)
    except Refused as refusal:
        say_refusal(request, refusal)
    else:
        messages.success(request, _("Closed. A place held for them is free again."))
    return redirect("desk_need", crisis.slug, need)
