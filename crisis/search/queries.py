"""Reads. Public ones touch the public copies only."""

from datetime import datetime

from django.db.models import QuerySet

from crisis.activation.models import Crisis
from crisis.activation.vocabulary import Phase, Profile
from crisis.search.models import UNREAD, Note, PublicSearch, Search
from crisis.search.name_index import find_weighed
from crisis.search.public_copy import PUBLIC, names_of
from crisis.search.vocabulary import NoteStatus, SearchState
from matching.engine.names import Asked, fold, name_likeness, rare_likeness

LIKE_ENOUGH = 0.45
FEWEST_LETTERS, MOST_TYPED = 2, 200
NOBODY = 0  # no row has it: asking for it costs what asking for somebody does


def public_searches(crisis: Crisis) -> QuerySet[PublicSearch]:
    """What anybody may see of a crisis. Where people are hunted, and when all is over: nothing."""
    if crisis.profile == Profile.HUNTED or crisis.phase in (Phase.DRAFT, Phase.ARCHIVED):
        return PublicSearch.objects.none()
    return PublicSearch.objects.filter(crisis=crisis).select_related("crisis")


def by_name(crisis: Crisis, text: str, limit: int = 20) -> list[PublicSearch]:
    """Public searches whose names are like `text`, however they are spelt and in any script; likest first.

    As many statements for a hit as for a miss: the index's two, the names it found, and the likest of them whole.
    """
    words = fold(text[:MOST_TYPED])
    if sum(map(len, words)) < FEWEST_LETTERS:
        return []
    found, common = find_weighed(PUBLIC, crisis.pk, Asked.of(words))
    copies = public_searches(crisis).filter(pk__in=found or [NOBODY])
    named = copies.values_list("pk", "given_name", "family_name", "other_names", named=True)
    scored = [(*_scores(words, names_of(copy), common), copy.pk) for copy in named]
    likest = sorted((-rarely, pk) for rarely, alike, pk in scored if max(rarely, alike) >= LIKE_ENOUGH)[
        :limit
    ]
    whole = public_searches(crisis).in_bulk([pk for _score, pk in likest] or [NOBODY])
    return [whole[pk] for _score, pk in likest if pk in whole]


def _scores(words: tuple[str, ...], names: tuple[str, ...], common: dict[str, float]) -> tuple[float, float]:
    return rare_likeness(words, names, common), name_likeness(words, names)


def desk_searches(crisis: Crisis) -> QuerySet[Search]:
    return Search.objects.filter(crisis=crisis).select_related("crisis")


def unread_searches(crisis: Crisis) -> QuerySet[Search]:
    """Open ones whose wording nobody has read yet, oldest first; held ones wait for whoever held them."""
    waiting = desk_searches(crisis).filter(UNREAD, state=SearchState.OPEN, held_at__isnull=True)
    return waiting.order_by("edited_at", "pk")


def unread_notes(crisis: Crisis) -> QuerySet[Note]:
    """Oldest first; a claim waits until somebody has spoken with whoever made it."""
    waiting = Note.objects.filter(search__crisis=crisis, read_at__isnull=True)
    return waiting.select_related("search").order_by("posted_at", "pk")


def hiding_claims(search: Search) -> QuerySet[Note]:
    """Those who say "this is me", whose word took the page away, and on whom nobody has decided yet."""
    claims = Note.objects.filter(search=search, status=NoteStatus.IS_NOTE_AUTHOR)
    return claims.filter(held_at__isnull=False, read_at__isnull=True)


def expiring(crisis: Crisis, at: datetime) -> QuerySet[Search]:
    due = Search.objects.filter(crisis=crisis, state=SearchState.OPEN, expires_at__lte=at)
    return due.select_related("crisis").order_by("expires_at")
