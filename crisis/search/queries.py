"""Reads. Public ones touch the public copies only."""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from accounts.people.models import ContactPoint
from crisis.activation.models import Crisis
from crisis.activation.vocabulary import Phase, Profile
from crisis.search.models import UNREAD, Note, PublicSearch, Search
from crisis.search.vocabulary import NoteStatus, SearchState


def public_searches(crisis: Crisis) -> QuerySet[PublicSearch]:
    """What anybody may see of a crisis. Where people are hunted, and when all is over: nothing."""
    if crisis.profile == Profile.HUNTED or crisis.phase in (Phase.DRAFT, Phase.ARCHIVED):
        return PublicSearch.objects.none()
    return PublicSearch.objects.filter(crisis=crisis).select_related("crisis")


def public_copy_of(search: Search) -> PublicSearch | None:
    """What everybody may see of it now."""
    return public_searches(search.crisis).filter(search=search).first()


def is_public(search: Search) -> bool:
    return public_searches(search.crisis).filter(search=search).exists()


def desk_searches(crisis: Crisis) -> QuerySet[Search]:
    return Search.objects.filter(crisis=crisis).select_related("crisis")


def unread_searches(crisis: Crisis) -> QuerySet[Search]:
    """Open ones whose wording nobody has read yet, oldest first; held ones wait for whoever held them.

    With `answered`: whoever posted it has, or needs no contact, for another site sent it.
    """
    waiting = desk_searches(crisis).filter(UNREAD, state=SearchState.OPEN, held_at__isnull=True)
    reached = ContactPoint.objects.filter(person=OuterRef("owner"), verified_at__isnull=False)
    return waiting.annotate(answered=Exists(reached) | Q(clone__isnull=False)).order_by("edited_at", "pk")


def unread_notes(crisis: Crisis) -> QuerySet[Note]:
    """Longest here first (`since`: when we got it, whatever day another site says); a claim waits until somebody has
    spoken with whoever made it."""
    waiting = Note.objects.filter(search__crisis=crisis, read_at__isnull=True)
    waiting = waiting.annotate(since=Coalesce("record__taken_at", "posted_at"))
    return waiting.select_related("search").order_by("since", "pk")


def hiding_claims(search: Search) -> QuerySet[Note]:
    """Those who say "this is me", whose word took the page away, and on whom nobody has decided yet."""
    claims = Note.objects.filter(search=search, status=NoteStatus.IS_NOTE_AUTHOR)
    return claims.filter(held_at__isnull=False, read_at__isnull=True)


def expiring(crisis: Crisis, at: datetime) -> QuerySet[Search]:
    due = Search.objects.filter(crisis=crisis, state=SearchState.OPEN, expires_at__lte=at)
    return due.select_related("crisis").order_by("expires_at")
