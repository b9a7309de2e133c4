"""Reads, for the desk alone."""

from uuid import UUID

from django.db.models import Case, Exists, F, Max, OuterRef, Q, QuerySet, When, Window

from accounts.errors import NotThere
from crisis.activation.models import Crisis
from crisis.checkin.models import CheckIn
from crisis.search.models import Note, Search
from crisis.search.vocabulary import NoteStatus, SearchState
from matching.models import Lead
from matching.vocabulary import LeadKind, LeadState


def desk_leads(crisis: Crisis, state: str) -> QuerySet[Lead]:
    """What waits on a search that ended does not wait. `rank`: its score; less than nothing where nobody answered."""
    rows = Lead.objects.filter(crisis=crisis, state=state).select_related("search__crisis", "decided_by")
    rows = rows.annotate(rank=Case(When(_answered(), then=F("score")), default=F("score") - 1))
    rows = rows.prefetch_related("told")
    return rows.filter(search__state=SearchState.OPEN) if state == LeadState.PROPOSED else rows


def by_search(leads: QuerySet[Lead], state: str) -> QuerySet[Lead]:
    """To be checked: the search with the likeliest one first, and all of a search together. Else decided last first."""
    if state != LeadState.PROPOSED:
        return leads.order_by("-decided_at", "-pk")
    return leads.annotate(best=Window(Max("rank"), partition_by=F("search"))).order_by(
        "-best", "search", "-rank", "pk"
    )


def _answered() -> Q:
    """Whoever wrote it has answered our code: else anybody could have typed it. A list came in by a coordinator."""
    this = Q(public_id=OuterRef("other"))
    check_ins = CheckIn.objects.filter(this, owner__contact_points__verified_at__isnull=False)
    notes = Note.objects.filter(this, author__contact_points__verified_at__isnull=False)
    searches = Search.objects.filter(this, owner__contact_points__verified_at__isnull=False)
    return Q(kind=LeadKind.LISTED) | Q(Exists(check_ins)) | Q(Exists(notes)) | Q(Exists(searches))


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


def is_claim(lead: Lead) -> bool:
    """Does it rest on somebody's own word: "this is me"?"""
    claims = Note.objects.filter(public_id=lead.other, status=NoteStatus.IS_NOTE_AUTHOR)
    return lead.kind == LeadKind.NOTE and claims.exists()
