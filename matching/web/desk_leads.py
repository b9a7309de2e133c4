"""The desk's leads: who may be whom, side by side, why, and who will be told. A person decides."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from accounts.errors import NotThere, Refused
from crisis.activation.models import Crisis
from crisis.activation.web.desk import desk, desk_origin, desk_page
from crisis.checkin.models import CheckIn
from crisis.checkin.vocabulary import TOLD_TO, Audience
from crisis.desk.web.queue import say_refusal
from crisis.gazetteer.districts import district_of
from crisis.search.models import Note, Search
from matching.leads.actions import confirm_lead, refuse_lead, undo_lead
from matching.leads.choice import choice_for
from matching.leads.queries import desk_leads, lead_here
from matching.leads.words import likeness, reasons, will_be_told
from matching.models import Lead
from matching.vocabulary import LeadKind, LeadState

A_PAGE = 20
VERBS = {"confirm": confirm_lead, "refuse": refuse_lead, "undo": undo_lead}
DONE = {
    "confirm": _("Confirmed. Whoever may know is told now, and nobody else."),
    "refuse": _("Noted: not the same person."),
    "undo": _("Taken back. Whoever was told learns that it was not right."),
}


@dataclass(frozen=True)
class Side:
    """What the desk reads of a search, a check-in or a note."""

    row: Search | CheckIn | Note
    district: str

    @property
    def told_to(self) -> str:
        """Of a check-in only: its author's choice, as others say it."""
        return str(TOLD_TO[Audience(self.row.audience)])


@dataclass(frozen=True)
class Shown:
    lead: Lead
    likeness: str
    reasons: list[str]
    told: list[str]
    sought: Side
    other: Side | None
    reached: int


@require_safe
@desk(live=True)
def leads(request: HttpRequest, crisis: Crisis, at: datetime) -> HttpResponse:
    state = request.GET.get("state", LeadState.PROPOSED)
    if state not in LeadState.values:
        state = LeadState.PROPOSED
    page = Paginator(desk_leads(crisis, state), A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "leads": shown(list(page)),
        "state": state,
        "states": [(value, label) for value, label in LeadState.choices if value != LeadState.CLOSED],
        "here": request.get_full_path(),
        "at": at,
    }
    return desk_page(request, "matching/desk_leads.html", crisis, **context)


@require_POST
@desk()
def decide(request: HttpRequest, crisis: Crisis, at: datetime, lead: UUID, verb: str) -> HttpResponse:
    if verb not in VERBS:
        raise NotThere
    try:
        VERBS[verb](lead=lead_here(crisis, lead), origin=desk_origin(request), at=at)
    except NotThere:
        raise
    except Refused as refusal:
        say_refusal(request, refusal)
    else:
        messages.success(request, DONE[verb])
    return redirect("desk_leads", crisis.slug)


def shown(found: list[Lead]) -> list[Shown]:
    others = _others(found)
    return [
        Shown(
            lead=lead,
            likeness=likeness(lead),
            reasons=reasons(lead),
            told=will_be_told(choice_for(lead)),
            sought=_side(lead.search),
            other=_side(others[lead.other]) if lead.other in others else None,
            reached=len([each for each in lead.told.all() if not each.taken_back_at]),
        )
        for lead in found
    ]


def _others(found: list[Lead]) -> dict:
    """What each lead rests on, three queries whatever their number."""
    models = {LeadKind.CHECK_IN: CheckIn, LeadKind.NOTE: Note, LeadKind.SEARCH: Search}
    rows = {}
    for kind, model in models.items():
        wanted = [lead.other for lead in found if lead.kind == kind]
        rows |= {row.public_id: row for row in model.objects.filter(public_id__in=wanted)} if wanted else {}
    return rows


def _side(row) -> Side:
    return Side(row, district_of(row.cell) if row.cell else "")
