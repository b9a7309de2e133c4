"""Where rows become what the engine of names knows. Nothing else about leads knows both."""

from collections import Counter, defaultdict
from uuid import UUID

from django.db.models import Count, Q

from crisis.activation.vocabulary import Phase
from crisis.checkin.models import CheckIn, CheckInName
from crisis.checkin.vocabulary import Life
from crisis.search.models import Search, SearchKey
from crisis.search.public_copy import names_of
from crisis.search.vocabulary import SearchState
from matching.engine.names import Known, fold, keys

MOST_COMPARED = 200  # with one search
MOST_PER_CHECK_IN = 20  # of a batch of thousands


def known_search(search: Search) -> Known:
    return Known(
        names=names_of(search),
        age_min=search.age_min,
        age_max=search.age_max,
        sex=search.sex,
        cell=search.cell,
        seen=search.last_seen_at,
    )


def known_check_in(check_in: CheckIn) -> Known:
    return Known(names=fold(check_in.full_name), cell=check_in.cell, said=check_in.said_at)


def standing_check_ins():
    """Those that still say something: not taken back, expired, held by a moderator or put away with their crisis."""
    standing = CheckIn.objects.filter(life=Life.ACTIVE, held_at__isnull=True)
    return standing.exclude(crisis__phase=Phase.ARCHIVED)


def check_ins_like(search: Search, also: list[UUID]) -> list[CheckIn]:
    """Those whose names begin alike, most words in common first, a bounded number; and those of these public ids."""
    near = CheckInName.objects.filter(crisis=search.crisis_id, key__in=keys(names_of(search)))
    best = _best(near, "check_in")
    wanted = Q(pk__in=best) | Q(public_id__in=also)
    return list(standing_check_ins().filter(wanted).exclude(owner=search.owner_id))


def searches_like(search: Search, also: list[UUID]) -> list[Search]:
    near = _open_keys(search.crisis_id).filter(key__in=keys(names_of(search)))
    best = _best(near.exclude(search=search), "search")
    wanted = Q(pk__in=best) | Q(public_id__in=also)
    return list(_open().filter(wanted).exclude(owner=search.owner_id))


def searches_for(check_ins: list[CheckIn]) -> list[tuple[CheckIn, Search]]:
    """The pairs worth comparing, for a whole batch of one crisis in three queries."""
    if not check_ins:
        return []
    begins = {check_in.pk: keys(fold(check_in.full_name)) for check_in in check_ins}
    wanted = set().union(*begins.values())
    by_key = defaultdict(list)
    near = _open_keys(check_ins[0].crisis_id).filter(key__in=wanted)  # three letters: never more than 18,278
    for key, search in near.values_list("key", "search"):
        by_key[key].append(search)
    pairs = [(check_in, pk) for check_in in check_ins for pk in _shared(begins[check_in.pk], by_key)]
    searches = _open().in_bulk({pk for _check_in, pk in pairs})
    return [
        (check_in, searches[pk])
        for check_in, pk in pairs
        if pk in searches and searches[pk].owner_id != check_in.owner_id
    ]


def _shared(begins: frozenset[str], by_key: dict[str, list[int]]) -> list[int]:
    found = Counter(search for key in begins for search in by_key.get(key, ()))
    return [search for search, _words in found.most_common(MOST_PER_CHECK_IN)]


def _best(near, column: str) -> list[int]:
    counted = near.values(column).annotate(words=Count("key", distinct=True)).order_by("-words", f"-{column}")
    return [row[column] for row in counted[:MOST_COMPARED]]


def _open_keys(crisis: int):
    return SearchKey.objects.filter(crisis=crisis, search__state=SearchState.OPEN)


def _open():
    return Search.objects.filter(state=SearchState.OPEN).select_related("crisis")
