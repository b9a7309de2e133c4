"""Reads, for the desk alone."""

from uuid import UUID

from django.db.models import QuerySet

from accounts.errors import NotThere
from crisis.activation.models import Crisis
from crisis.search.vocabulary import SearchState
from matching.models import Lead
from matching.vocabulary import LeadState


def desk_leads(crisis: Crisis, state: str) -> QuerySet[Lead]:
    """Likeliest first, those decided last first; what waits on a search that ended does not wait."""
    rows = Lead.objects.filter(crisis=crisis, state=state).select_related("search__crisis", "decided_by")
    if state == LeadState.PROPOSED:
        return rows.filter(search__state=SearchState.OPEN).order_by("-score", "pk").prefetch_related("told")
    return rows.order_by("-decided_at", "-pk").prefetch_related("told")


def lead_here(crisis: Crisis, public_id: UUID) -> Lead:
    """Raises NotThere for what belongs to another crisis."""
    lead = (
        Lead.objects.select_related("search__crisis", "crisis")
        .filter(crisis=crisis, public_id=public_id)
        .first()
    )
    if lead is None:
        raise NotThere
    return lead
