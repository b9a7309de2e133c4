"""Which searches are for the same person as this one. What is taken back links nothing."""

import copy

from django.db.models import F, Q, QuerySet

from crisis.activation.models import Crisis
from crisis.search.linking.models import FoundWord, SamePerson
from crisis.search.models import PublicSearch, Search
from crisis.search.public_copy import may_be_public
from crisis.search.queries import public_searches
from crisis.search.vocabulary import SearchState

MOST_LINKED = 24  # searches for one person; no link is made beyond


def group(search: int, *, without: tuple[int, int] | None = None) -> set[int]:
    """This search and all that are linked with it, however far around: primary keys.

    `without`: a pair, as if it were not linked. A query for each step, and no more steps than MOST_LINKED.
    """
    known, new = {search}, {search}
    while new and len(known) <= MOST_LINKED:
        rows = standing_links().filter(Q(one__in=new) | Q(other__in=new))
        pairs = [pair for pair in rows.values_list("one_id", "other_id") if pair != without]
        new = {each for pair in pairs for each in pair} - known
        known |= new
    return known


def linked(search: Search) -> list[Search]:
    """The other searches for the same person, however far around, oldest first: open, ended or held."""
    others = group(search.pk) - {search.pk}
    return (
        list(Search.objects.filter(pk__in=others).select_related("crisis").order_by("pk")) if others else []
    )


def also_public(crisis: Crisis, search: int) -> list[PublicSearch]:
    """What everybody may see of the other searches for the same person, oldest first. `search`: its primary key."""
    others = group(search) - {search}
    return list(public_searches(crisis).filter(search__in=others).order_by("pk")) if others else []


def standing_links() -> QuerySet[SamePerson]:
    return SamePerson.objects.filter(undone_at__isnull=True)


def links_of(search: Search) -> QuerySet[SamePerson]:
    """Every link ever said of this search itself, newest first: for the desk."""
    rows = SamePerson.objects.filter(Q(one=search) | Q(other=search))
    return rows.select_related("one", "other", "by", "undone_by").order_by("-since", "-pk")


def found_word(search: Search) -> bool:
    """Does its family let the others know that the person is found? Of this ending, while it stands."""
    words = FoundWord.objects.filter(search=search, search__state=SearchState.FOUND)
    return words.filter(at__gte=F("search__closed_at")).exists()


def was_public(search: Search) -> bool:
    """Would everybody see this search if it had not ended?"""
    as_open = copy.copy(search)
    as_open.state = SearchState.OPEN
    return may_be_public(as_open)
