"""The coordinators' leads: which are to be checked, and what a coordinator decided."""

from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.response import Response

from accounts.origin import Door
from crisis.activation.api.access import desk_crisis
from crisis.activation.clock import crisis_now
from crisis.ground.api.describing import operation
from crisis.ground.api.origin import api_origin
from crisis.ground.api.paging import paged
from crisis.ground.api.views import NamedEndpoint
from matching.api.lead_serializers import DeskLeadSerializer
from matching.api.own import ENTRANCE
from matching.leads.actions import confirm_lead, refuse_lead, undo_lead
from matching.leads.queries import desk_leads, lead_here
from matching.leads.reading import log_listed
from matching.vocabulary import LeadState


class DeskLeads(NamedEndpoint):
    scopes = {"GET": "desk:read"}

    @operation(
        "list_desk_leads", about="Leads of a crisis, likeliest first", answer=DeskLeadSerializer, pages=True,
        tag="desk", refuses=(*ENTRANCE, "cursor_malformed"),
        parameters=[OpenApiParameter("state", enum=LeadState.values, description="`proposed` unless told.")],
    )  # fmt: skip
    def get(self, request, slug, **_path):
        crisis, state = desk_crisis(request, slug), request.GET.get("state") or LeadState.PROPOSED
        if state not in LeadState.values:
            raise serializers.ValidationError({"state": [", ".join(LeadState.values)]}, code="invalid_choice")
        return paged(
            self, desk_leads(crisis, state), ordering=("-rank", "-id"),
            show=lambda rows: _shown(request, crisis, rows),
        )  # fmt: skip


def _shown(request, crisis, rows) -> list:
    rows = list(rows)
    origin = api_origin(request, door=Door.DESK, actor=request.user)
    log_listed(crisis=crisis, leads=rows, origin=origin, at=crisis_now(crisis))
    return DeskLeadSerializer(rows, many=True).data


def lead_verb(name: str, about: str, action):
    """A view for one decision."""

    class Decide(NamedEndpoint):
        scopes = {"POST": "leads:write"}  # it tells a family: asked for by its name

        @operation(
            f"{name}_lead",
            about=about,
            answer=DeskLeadSerializer,
            tag="desk",
            refuses=(*ENTRANCE, "too_late"),
        )
        def post(self, request, slug, lead, **_path):
            crisis = desk_crisis(request, slug)
            row = lead_here(crisis, lead)
            origin = api_origin(request, door=Door.DESK, actor=request.user)
            action(lead=row, origin=origin, at=crisis_now(crisis))
            return Response(_shown(request, crisis, [lead_here(crisis, lead)])[0])

    Decide.__name__ = Decide.__qualname__ = f"DeskLead_{name}"
    return Decide


VERBS = {
    "confirm": lead_verb(
        "confirm", "The same person: whoever may know is told, as the other chose", confirm_lead
    ),
    "refuse": lead_verb("refuse", "Somebody else", refuse_lead),
    "undo": lead_verb("undo", "Take a decision back; whoever was told learns that it was wrong", undo_lead),
}
