"""Reads. Public ones touch the public copies only."""

from datetime import datetime

from django.db.models import F, Q, QuerySet

from crisis.activation.models import Crisis
from crisis.activation.vocabulary import Phase, Profile
from crisis.search.models import Note, PublicSearch, Search, SearchKey
from crisis.search.public_copy import names_of
from crisis.search.vocabulary import SearchState
from matching.engine.names import fold, keys, name_likeness

LIKE_ENOUGH = 0.55
MOST_COMPARED = 500
FEWEST_LETTERS = 2


def public_searches(crisis: Crisis) -> QuerySet[PublicSearch]:
    """What anybody may see of a crisis. Where people are hunted, and when all is over: nothing."""
    if crisis.profile == Profile.HUNTED or crisis.phase in (Phase.DRAFT, Phase.ARCHIVED):
        return PublicSearch.objects.none()
    return PublicSearch.objects.filter(crisis=crisis)


def by_name(crisis: Crisis, text: str, limit: int = 20) -> list[PublicSearch]:
    """Public searches whose names are like `text`, in any order, accents or none; likest first."""
    words = fold(text)
    if sum(map(len, words)) < FEWEST_LETTERS:
        return []
    near = public_searches(crisis).filter(keys__key__in=keys(words)).distinct()
    scored = [(name_likeness(words, names_of(copy)), copy) for copy in near[:MOST_COMPARED]]
    like = [pair for pair in scored if pair[0] >= LIKE_ENOUGH]
    return [copy for _score, copy in sorted(like, key=lambda pair: (-pair[0], pair[1].pk))[:limit]]


def open_by_name(crisis: Crisis, words: tuple[str, ...], limit: int = 200) -> list[Search]:
    """For the desk and for leads: open searches that share how a name begins, hidden ones too."""
    near = SearchKey.objects.filter(crisis=crisis, key__in=keys(words)).values("search")
    found = Search.objects.filter(pk__in=near, state=SearchState.OPEN).select_related("crisis")
    return list(found.order_by("pk")[:limit])


def desk_searches(crisis: Crisis) -> QuerySet[Search]:
    return Search.objects.filter(crisis=crisis).select_related("crisis")


def unread_searches(crisis: Crisis) -> QuerySet[Search]:
    """Open ones whose wording nobody has read yet, oldest first; held ones wait for whoever held them."""
    never, since = Q(let_through_at__isnull=True), Q(edited_at__gt=F("let_through_at"))
    waiting = desk_searches(crisis).filter(never | since, state=SearchState.OPEN, held_at__isnull=True)
    return waiting.order_by("edited_at", "pk")


def unread_notes(crisis: Crisis) -> QuerySet[Note]:
    """Oldest first; a claim waits until somebody has spoken with whoever made it."""
    waiting = Note.objects.filter(search__crisis=crisis, read_at__isnull=True)
    return waiting.select_related("search").order_by("posted_at", "pk")


def expiring(crisis: Crisis, at: datetime) -> QuerySet[Search]:
    due = Search.objects.filter(crisis=crisis, state=SearchState.OPEN, expires_at__lte=at)
    return due.select_related("crisis").order_by("expires_at")
