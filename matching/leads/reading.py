"""Whoever is shown a lead on somebody of a hospital's or shelter's list is logged as having read that row."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext as _

from accounts.origin import Origin
from crisis.activation.models import Crisis
from crisis.search.lists.queries import comparable
from crisis.search.lists.reading import log_shown
from matching.models import Lead
from matching.vocabulary import LeadKind


def log_listed(*, crisis: Crisis, leads: Iterable[Lead], origin: Origin, at: datetime) -> None:
    """`origin.actor` coordinates the crisis: the page or endpoint has checked it."""
    others = [lead.other for lead in leads if lead.kind == LeadKind.LISTED]
    if others:
        persons = comparable(crisis.pk).filter(public_id__in=others)
        log_shown(crisis=crisis, persons=persons, reason=_("A lead at the desk"), origin=origin, at=at)
