"""The desk's leads: who may be whom, side by side, why, and who will be told. A person decides."""

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.errors import NotThere, Refused
from crisis.activation.models import Crisis
from crisis.activation.web.desk import desk, desk_origin, desk_page
from crisis.desk.searching import reveal_contact
from crisis.desk.web.queue import say_refusal
from crisis.search.liaison.access import matter_of
from crisis.search.lists.models import ListedPerson
from crisis.search.models import Search
from matching.leads.actions import confirm_lead, refuse_lead, undo_lead
from matching.leads.cards import cards
from matching.leads.choice import choice_for
from matching.leads.queries import by_search, desk_leads, is_claim, lead_here
from matching.leads.reading import log_listed
from matching.models import Lead
from matching.vocabulary import LeadKind, LeadState

A_PAGE = 20
VERBS = {"confirm": confirm_lead, "refuse": refuse_lead, "undo": undo_lead}


@require_safe
@desk(live=True)
def leads(request: HttpRequest, crisis: Crisis, at: datetime) -> HttpResponse:
    state = request.GET.get("state", LeadState.PROPOSED)
    if state not in LeadState.values:
        state = LeadState.PROPOSED
    page = Paginator(by_search(desk_leads(crisis, state), state), A_PAGE).get_page(request.GET.get("page"))
    log_listed(crisis=crisis, leads=page, origin=desk_origin(request), at=at)
    context = {
        "page": page,
        "cards": cards(list(page)),
        "state": state,
        "states": [(value, label) for value, label in LeadState.choices if value != LeadState.CLOSED],
        "here": request.get_full_path(),
        "at": at,
    }
    return desk_page(request, "matching/desk_leads.html", crisis, **context)


@require_safe
@desk()
def one(request: HttpRequest, crisis: Crisis, at: datetime, lead: UUID) -> HttpResponse:
    """Two searches are compared side by side."""
    row = lead_here(crisis, lead)
    if row.kind == LeadKind.SEARCH and Search.objects.filter(public_id=row.other, wiped_at=None).exists():
        return redirect("desk_compare", crisis.slug, row.search.public_id, row.other)
    return _one(request, crisis, row, at)


@require_POST
@desk()
def reveal(request: HttpRequest, crisis: Crisis, at: datetime, lead: UUID) -> HttpResponse:
    """How to reach one side (`of`: its id), on this answer only, and logged for them."""
    row = lead_here(crisis, lead)
    card, of = cards([row])[0], request.POST.get("of", "")
    side = next((each for each in (card.sought, card.other) if each and str(each.row.public_id) == of), None)
    if side is None or isinstance(side.row, ListedPerson):
        raise NotThere
    try:
        reason = request.POST.get("reason", "")
        seen = reveal_contact(posted=side.row, reason=reason, origin=desk_origin(request), at=at)
    except Refused as refusal:
        say_refusal(request, refusal)
        return redirect("desk_one_lead", crisis.slug, row.public_id)
    return _one(request, crisis, row, at, revealed=seen, revealed_of=side.row.public_id)


@require_POST
@desk()
def decide(request: HttpRequest, crisis: Crisis, at: datetime, lead: UUID, verb: str) -> HttpResponse:
    if verb not in VERBS:
        raise NotThere
    row = lead_here(crisis, lead)
    done = _done(row, verb)
    if verb == "confirm" and is_claim(row) and not request.POST.get("spoken"):
        messages.error(request, _("Speak with them first, then tick that you have."))
        return redirect("desk_one_lead", crisis.slug, row.public_id)
    try:
        VERBS[verb](lead=row, origin=desk_origin(request), at=at)
    except NotThere:
        raise
    except Refused as refusal:
        say_refusal(request, refusal)
    else:
        messages.success(request, done)
    return redirect("desk_one_lead", crisis.slug, row.public_id)


def _one(request: HttpRequest, crisis: Crisis, lead: Lead, at: datetime, **more) -> HttpResponse:
    log_listed(crisis=crisis, leads=[lead], origin=desk_origin(request), at=at)
    about = {
        "each": cards([lead])[0],
        "is_claim": is_claim(lead),
        "matter": matter_of(request.user, lead.search),
    }
    return desk_page(request, "matching/desk_lead.html", crisis, **about, **more)


def _done(lead: Lead, verb: str) -> str:
    if verb == "refuse":
        return _("Noted: not the same person.")
    if verb == "undo":
        return _("Taken back. Whoever was told learns that it was not right.")
    people = len(choice_for(lead).followers)
    words = ngettext(
        "Confirmed. %(n)s person is told now, and nobody else. If it was wrong, take it back below.",
        "Confirmed. %(n)s people are told now, and nobody else. If it was wrong, take it back below.",
        people,
    )
    return words % {"n": people}
