"""The case page of a door: who is inside or on the way, pause, withdraw, hold."""

from contextlib import suppress
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.errors import Refused, TooLate
from crisis.activation.models import Crisis
from crisis.activation.web.desk import desk, desk_origin, desk_page
from crisis.desk.actions import check_host, move_offer_by_desk
from crisis.desk.web.queue import say_refusal
from crisis.shelter.actions.posting import has_verified_contact
from crisis.shelter.vocabulary import ALIVE_OFFERS, OfferState
from matching.web.desk_cases import posted_here, shared_context, with_reasons


@require_safe
@desk(live=True)
def offer_page(request: HttpRequest, crisis: Crisis, at: datetime, offer: UUID) -> HttpResponse:
    posted = posted_here(request, crisis, "offer", offer)
    context = shared_context(request, crisis, posted, at) | {
        "offer": posted,
        "alive": posted.state in ALIVE_OFFERS,
        "may_pause": posted.state == OfferState.OPEN,
        "verified": has_verified_contact(posted.owner),
        "matches": with_reasons(posted.matches),
    }
    return desk_page(request, "matching/desk_offer.html", crisis, **context)


@require_POST
@desk()
def check(request: HttpRequest, crisis: Crisis, at: datetime, offer: UUID) -> HttpResponse:
    """A coordinator has spoken with the host: what they found is a note."""
    posted = posted_here(request, crisis, "offer", offer)
    try:
        said = {"note": request.POST.get("note", ""), "read_at": _read_at(request)}
        check_host(offer=posted, **said, origin=desk_origin(request), at=at)
    except Refused as refusal:
        say_refusal(request, refusal)
    else:
        messages.success(request, _("Noted. Guests read that a coordinator has spoken with this host."))
    return redirect("desk_offer", crisis.slug, offer)


def _read_at(request: HttpRequest) -> datetime:
    """Which door the page showed. Raises TooLate where it does not say."""
    with suppress(ValueError):
        if read := parse_datetime(request.POST.get("read_at", "")):
            return read
    raise TooLate


@require_POST
@desk()
def move(request: HttpRequest, crisis: Crisis, at: datetime, offer: UUID) -> HttpResponse:
    """`do`: pause or withdraw, with a reason."""
    posted = posted_here(request, crisis, "offer", offer)
    pause = request.POST.get("do") == "pause"
    reason = request.POST.get("reason", "")
    try:
        if not pause and request.POST.get("do") != "withdraw":
            raise Refused(_("Choose what to do."))
        move_offer_by_desk(offer=posted, pause=pause, reason=reason, origin=desk_origin(request), at=at)
    except Refused as refusal:
        say_refusal(request, refusal)
    else:
        messages.success(request, _("Done. Your reason is among the notes."))
    return redirect("desk_offer", crisis.slug, offer)
