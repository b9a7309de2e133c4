"""Where rows become what the engine of names knows. Nothing else about leads knows both."""

import re
from uuid import UUID

from django.db.models import Q

from crisis.activation.vocabulary import Phase
from crisis.checkin.models import CheckIn
from crisis.checkin.queries import CHECK_INS
from crisis.checkin.vocabulary import Life
from crisis.search.lists.models import ListedPerson
from crisis.search.lists.queries import LISTED
from crisis.search.models import Note, Search, SearchKey
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
MOST_NAMED = 6  # names read in one note


def known_check_in(check_in: CheckIn) -> Known:
    return Known(names=fold(check_in.full_name), cell=check_in.cell, said=check_in.said_at)


def known_listed(row: ListedPerson) -> Known:
    """When a list was given says nothing of when somebody was seen."""
    return Known(names=names_of(row), age_min=row.age_min, age_max=row.age_max, sex=row.sex)


def standing_check_ins():
    """Those that still say something: not taken back, expired, held by a moderator or put away with their crisis."""
    standing = CheckIn.objects.filter(life=Life.ACTIVE, held_at__isnull=True)
    return standing.exclude(crisis__phase=Phase.ARCHIVED)


def standing_listed():
    """Those still on their list, but for what the family liaison alone reads."""
    standing = ListedPerson.objects.filter(left_at__isnull=True, withheld_at__isnull=True)
    return standing.exclude(crisis__phase=Phase.ARCHIVED).select_related("list")


def check_ins_like(search: Search, also: list[UUID]) -> list[CheckIn]:
    """Those whose names are alike, a bounded number; and those of these public ids."""
    best = find(CHECK_INS, search.crisis_id, Asked.of(names_of(search)), most=MOST_COMPARED)
    wanted = Q(pk__in=best) | Q(public_id__in=also)
    return list(standing_check_ins().filter(wanted).exclude(owner=search.owner_id))


def searches_like(search: Search, also: list[UUID]) -> list[Search]:
    best = find(OPEN, search.crisis_id, Asked.of(names_of(search)), most=MOST_COMPARED)
    wanted = Q(pk__in=best) | Q(public_id__in=also)
    return list(_open().filter(wanted).exclude(owner=search.owner_id).exclude(pk=search.pk))


def listed_like(search: Search, also: list[UUID]) -> list[ListedPerson]:
    best = find(LISTED, search.crisis_id, Asked.of(names_of(search)), most=MOST_COMPARED)
    return list(standing_listed().filter(Q(pk__in=best) | Q(public_id__in=also), crisis=search.crisis_id))


def searches_for(check_ins: list[CheckIn]) -> list[tuple[CheckIn, Search]]:
    """The pairs worth comparing, for a whole batch of one crisis in three queries; nobody looks for themselves."""
    named = [(check_in, fold(check_in.full_name)) for check_in in check_ins]
    return [(check_in, search) for check_in, search in pairs(named) if search.owner_id != check_in.owner_id]


def pairs(named: list[tuple]) -> list[tuple]:
    """Each of these rows of one crisis, with the words of its name, and every open search that may have it."""
    if not named:
        return []
    asked = [Asked.of(words) for _row, words in named]
    found = find_each(OPEN, named[0][0].crisis_id, asked, most=MOST_PER_CHECK_IN)
    searches = _open().in_bulk({pk for each in found for pk in each})
    return [
        (row, searches[pk])
        for (row, _words), each in zip(named, found, strict=True)
        for pk in each
        if pk in searches
    ]


def searches_named_in(note: Note) -> list[tuple[Search, Known]]:
    """Open searches, but for its own, that a note may name, and the name it has for them."""
    names = [fold(run) for run in name_runs(note.text)[:MOST_NAMED]]
    found = (
        find_each(OPEN, note.crisis_id, [Asked.of(words) for words in names], most=MOST_PER_CHECK_IN)
        if names
        else []
    )
    searches = _open().exclude(pk=note.search_id).in_bulk({pk for each in found for pk in each})
    return [
        (searches[pk], Known(names=words))
        for words, each in zip(names, found, strict=True)
        for pk in each
        if pk in searches
    ]


def name_runs(text: str) -> list[str]:
    """Two words in a row or more that each begin with a capital: so names are written, where a script has capitals."""
    runs, run = [], []
    for word in [*re.findall(r"[\w'’-]+|[^\w\s]", text), "."]:
        if word[0].isupper():
            run.append(word)
            continue
        if len(run) > 1:
            runs.append(" ".join(run))
        run = []
    return runs


def _open():
    return Search.objects.filter(state=SearchState.OPEN).select_related("crisis")
