"""What the live channel says of leads.

A lead is for the desk. A follower hears of it only once it is theirs to know, on a stream of their own: who may not
know hears nothing, not even that there was something.
"""

from accounts.journal.models import Entry
from crisis.livemap.projections import on_desk
from crisis.livemap.streams import project, their_stream
from matching import events

LEADS = "leads"


@project(events.LeadsWeighed)
def of_a_comparison(entry: Entry) -> dict[str, dict]:
    leads = entry.payload["leads"]
    return on_desk(entry, LEADS, lead=True, leads=leads) if leads else {}


@project(events.LeadConfirmed, events.LeadRefused)
def of_a_lead(entry: Entry) -> dict[str, dict]:
    return on_desk(entry, LEADS, lead=True, search=entry.payload["search"])


@project(events.LeadShared)
def of_a_lead_told(entry: Entry) -> dict[str, dict]:
    of = entry.payload["search"]
    return {their_stream(of, entry.payload["person"]): {"id": str(entry.subject)}}


@project(events.LeadReopened)
def of_a_lead_taken_back(entry: Entry) -> dict[str, dict]:
    of, persons = entry.payload["search"], entry.payload["told"]
    through = entry.payload.get("through") or [of] * len(persons)
    told = {
        their_stream(search, person): {"id": str(entry.subject)}
        for search, person in zip(through, persons, strict=True)
    }
    return on_desk(entry, LEADS, lead=True, search=of) | told
