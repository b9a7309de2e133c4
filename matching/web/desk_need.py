"""The case page of a need: what is asked, what was tried, what could be done now."""

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.errors import Refused, TooLate
from accounts.links.secrets import read_reference
from crisis.activation.models import Crisis
from crisis.activation.web.desk import desk, desk_origin, desk_page
from crisis.desk.actions import close_need_by_desk
from crisis.desk.web.queue import say_refusal
from crisis.shelter.models import Need, Offer
from crisis.shelter.queries import nearest_shelters
from crisis.shelter.vocabulary import ALIVE_NEEDS, NeedState
from matching.actions.by_hand import DoesNotFit, propose_by_hand
from matching.engine.places import Candidate
from matching.gather import best_doors, party_of, why_nothing_fits
from matching.misses import near_misses
from matching.phrases import distance, phrase
from matching.web.desk_cases import posted_here, shared_context, with_reasons
from matching.why_words import refused_because, why_sentences

CLOSINGS = {"elsewhere": NeedState.FOUND_ELSEWHERE, "withdrawn": NeedState.WITHDRAWN}
DOORS_SHOWN = 5


@require_safe
@desk(live=True)
def need_page(request: HttpRequest, crisis: Crisis, at: datetime, need: UUID) -> HttpResponse:
    posted = posted_here(request, crisis, "need", need)
    waiting = posted.state == NeedState.WAITING
    context = shared_context(request, crisis, posted, at) | {
        "need": posted,
        "alive": posted.state in ALIVE_NEEDS,
        "waiting": waiting,
        "matches": with_reasons(posted.matches),
        "doors": (doors := _doors(posted, at) if waiting else []),
        "misses": near_misses(posted, at=at, limit=DOORS_SHOWN - len(doors)) if waiting else [],
        "why": why_sentences(why_nothing_fits(posted, at=at)) if waiting else [],
        "shelters": _shelters(crisis, posted),
    }
    return desk_page(request, "matching/desk_need.html", crisis, **context)


def _doors(need: Need, at: datetime) -> list[tuple[Offer, list[str]]]:
    """The engine's best, none for children without an adult: a person looks for those."""
    found = best_doors(need, party_of(need), at=at, limit=DOORS_SHOWN)
    offers = Offer.objects.in_bulk([candidate.door.id for candidate in found])
    return [(offers[candidate.door.id], _told(candidate)) for candidate in found]


def _told(candidate: Candidate) -> list[str]:
    said = (phrase(reason.code, reason.values) for reason in candidate.reasons)
    return [sentence for sentence in said if sentence]


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
    if offer is None:
        messages.error(request, _("There is no door with this code in this crisis."))
        return redirect("desk_need", crisis.slug, need)
    try:
        propose_by_hand(offer=offer, need=posted, origin=desk_origin(request), at=at)
    except DoesNotFit as misfit:
        because = refused_because(misfit.refusals)
        messages.error(request, _("This door cannot be proposed: %(why)s.") % {"why": because})
    except TooLate as late:
        messages.error(request, late.message)
    else:
        messages.success(request, _("The host is asked now."))
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
