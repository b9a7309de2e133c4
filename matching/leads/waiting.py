"""Leads in the desk's queue: somebody says whether two are the same person."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crisis.activation.models import Crisis
from crisis.desk.figures import minutes
from crisis.desk.waiting import Kind, Row, register
from matching.leads.queries import desk_leads
from matching.vocabulary import LeadState


def rows(crisis: Crisis, at: datetime, most: int) -> list[Row]:
    return [
        Row(
            subject_kind="lead",
            subject=lead.public_id,
            reference=lead.search.reference,
            why=_("A lead to check"),
            about=lead.search.full_name,
            state=lead.get_kind_display(),
            waited=minutes(lead.proposed_at, at),
            path=reverse("desk_one_lead", args=[crisis.slug, lead.public_id]),
        )
        for lead in desk_leads(crisis, LeadState.PROPOSED).prefetch_related(None)[:most]
    ]


def count(crisis: Crisis) -> int:
    return desk_leads(crisis, LeadState.PROPOSED).count()


register(Kind(name="lead", label=gettext_lazy("Leads to check"), tab="desk_leads", count=count, rows=rows))
