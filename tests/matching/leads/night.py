"""Farid is safe and says so; his sister Esma looks for him; Chen sees that it is the same man."""

from accounts.journal.deliver import claim_due, deliver_all
from crisis.activation.models import Crisis
from crisis.checkin.models import CheckIn
from crisis.search.models import Search
from matching.leads.actions import confirm_lead
from matching.models import Lead
from tests.cast import amira_is_safe, at_the_desk, esma_searches, now

FARID = {
    "given_name": "Farid",
    "family_name": "Belkacem",
    "contact": "farid@example.org",
    "audience": "anyone",
}


def deliver() -> None:
    """Whatever is owed is heard, and what follows from it."""
    while owed := claim_due():
        deliver_all(owed)


def farid_is_safe(crisis: Crisis, **changes) -> CheckIn:
    row = amira_is_safe(crisis, **FARID | changes)
    deliver()
    return row


def searched(crisis: Crisis, **changes) -> Search:
    row = esma_searches(crisis, **changes)
    deliver()
    return row


def by_chen(crisis: Crisis) -> dict:
    return {"origin": at_the_desk(crisis.declared_by), "at": now()}


def confirm(lead: Lead) -> None:
    confirm_lead(lead=lead, **by_chen(lead.crisis))
    deliver()
