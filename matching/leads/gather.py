"""Where rows become what the engine of names knows. Nothing else about leads knows both."""

from uuid import UUID

from django.db.models import Q

from crisis.activation.vocabulary import Phase
from crisis.checkin.models import CheckIn
from crisis.checkin.queries import CHECK_INS
from crisis.checkin.vocabulary import Life
from crisis.search.models import Search, SearchKey
from crisis.search.name_index import Kind, find, find_each
from crisis.search.public_copy import names_of
from crisis.search.vocabulary import SearchState
from matching.engine.names import Asked, Known, fold

OPEN = Kind(
    SearchKey,
    "search",
    only="EXISTS (SELECT 1 FROM crisis_search sought WHERE sought.id = entry.search_id AND sought.state = 'open')",
)
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
    """Those whose names are alike, a bounded number; and those of these public ids."""
    best = find(CHECK_INS, search.crisis_id, Asked.of(names_of(search)), most=MOST_COMPARED)
    wanted = Q(pk__in=best) | Q(public_id__in=also)
    return list(standing_check_ins().filter(wanted).exclude(owner=search.owner_id))


def searches_like(search: Search, also: list[UUID]) -> list[Search]:
    best = find(OPEN, search.crisis_id, Asked.of(names_of(search)), most=MOST_COMPARED)
    wanted = Q(pk__in=best) | Q(public_id__in=also)
    return list(_open().filter(wanted).exclude(owner=search.owner_id).exclude(pk=search.pk))


def searches_for(check_ins: list[CheckIn]) -> list[tuple[CheckIn, Search]]:
    """The pairs worth comparing, for a whole batch of one crisis in three queries."""
    if not check_ins:
        return []
    asked = [Asked.of(fold(check_in.full_name)) for check_in in check_ins]
    found = find_each(OPEN, check_ins[0].crisis_id, asked, most=MOST_PER_CHECK_IN)
    searches = _open().in_bulk({pk for each in found for pk in each})
    return [
        (check_in, searches[pk])
        for check_in, each in zip(check_ins, found, strict=True)
        for pk in each
        if pk in searches and searches[pk].owner_id != check_in.owner_id
    ]


def _open():
    return Search.objects.filter(state=SearchState.OPEN).select_related("crisis")
