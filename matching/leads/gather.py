"""Where rows become what the engine of names knows. Nothing else about leads knows both."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.rows import among
from crisis.activation.vocabulary import Phase
from crisis.checkin.models import CheckIn, CheckInKey
from crisis.checkin.queries import CHECK_INS
from crisis.checkin.vocabulary import KeyKind, Life, Voice
from crisis.search.known import known_search
from crisis.search.lists.models import ListedPerson
from crisis.search.lists.queries import LISTED
from crisis.search.models import ContactHint, Note, Search, SearchKey
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
MOST_SHARED = 1_000  # check-ins whose contact a family knows
# (check-in, search) → digest of their own contact, which the family knows
Shared = dict[tuple[int, int], str]


def known_both(
    found: list[tuple[CheckIn, Search]], shared: Shared
) -> Iterator[tuple[CheckIn, Search, Known, Known]]:
    """Each pair, and what is known of the two: asked once of each, however many it is compared with."""
    said = {one.pk: known_check_in(one) for one in {check_in for check_in, _search in found}}
    sought = {one.pk: known_search(one) for one in {search for _check_in, search in found}}
    for check_in, search in found:
        both = sought[search.pk], said[check_in.pk]
        if contact := shared.get((check_in.pk, search.pk)):
            both = (replace(each, contacts=frozenset([contact])) for each in both)
        yield check_in, search, *both


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


def anybody_sought(crisis_id: int) -> bool:
    """A night's check-ins ask before anybody's name is compared."""
    return Search.objects.filter(crisis=crisis_id, state=SearchState.OPEN).exists()


def families_who_know(crisis_id: int, check_ins: list[int]) -> Shared:
    """Of these of one crisis who left a contact that the family of an open search there knows."""
    said = list(_own_contacts().filter(check_in__in=among(check_ins)).values_list("check_in", "digest"))
    here = open_searches().filter(pk=OuterRef("search"), crisis=crisis_id)
    hints = ContactHint.objects.filter(Exists(here), digest__in={known for _pk, known in said})
    sought = defaultdict(list)
    for search, known in hints.order_by("-search").values_list("search", "digest"):
        sought[known].append(search)
    return {(pk, search): known for pk, known in said for search in sought[known][:MOST_PER_CHECK_IN]}


def known_to_the_family(search: Search) -> Shared:
    """Who left a contact that the family knows, the latest, a bounded number."""
    hints = list(search.hints.values_list("digest", flat=True))
    # Not IN: SQLite would go through everybody who ever checked in here.
    here = standing_check_ins().filter(pk=OuterRef("check_in"), crisis=search.crisis_id)
    said = _own_contacts().filter(Exists(here), digest__in=hints).order_by("-check_in")
    return {(pk, search.pk): known for pk, known in said.values_list("check_in", "digest")[:MOST_SHARED]}


def _own_contacts() -> QuerySet[CheckInKey]:
    """Of whoever speaks for themselves: beside each who is with them stands their contact, too."""
    return CheckInKey.objects.filter(kind=KeyKind.OWN, check_in__voice=Voice.OWN)


def check_ins_like(search: Search, also: list[UUID], shared: Shared) -> list[CheckIn]:
    """Those whose names are alike, a bounded number; those of these public ids; and whose contact is shared."""
    best = find(CHECK_INS, search.crisis_id, Asked.of(names_of(search)), most=MOST_COMPARED)
    wanted = Q(pk__in=[*best, *(pk for pk, _search in shared)]) | Q(public_id__in=also)
    return list(standing_check_ins().filter(wanted).exclude(owner=search.owner_id))


def searches_like(search: Search, also: list[UUID]) -> list[Search]:
    best = find(OPEN, search.crisis_id, Asked.of(names_of(search)), most=MOST_COMPARED)
    wanted = Q(pk__in=best) | Q(public_id__in=also)
    return list(open_searches().filter(wanted).exclude(owner=search.owner_id).exclude(pk=search.pk))


def listed_like(search: Search, also: list[UUID]) -> list[ListedPerson]:
    best = find(LISTED, search.crisis_id, Asked.of(names_of(search)), most=MOST_COMPARED)
    return list(standing_listed().filter(Q(pk__in=best) | Q(public_id__in=also), crisis=search.crisis_id))


def searches_for(crisis_id: int, check_ins: list[int], shared: Shared) -> list[tuple[CheckIn, Search]]:
    """The pairs worth comparing, for a whole batch of one crisis in few queries; nobody looks for themselves.

    Of all of them only the names are read: few are anybody's whom somebody looks for.
    """
    standing = standing_check_ins().filter(pk__in=among(check_ins))
    names = standing.values_list("pk", "given_name", "family_name")
    found = pairs(crisis_id, [(pk, fold(f"{given} {family}")) for pk, given, family in names])
    known = open_searches().in_bulk({search for _pk, search in shared})
    found += [(pk, known[search]) for pk, search in shared if search in known]
    rows = standing.in_bulk({pk for pk, _search in found})
    once = {(pk, search.pk): (rows[pk], search) for pk, search in found if pk in rows}
    return [(check_in, search) for check_in, search in once.values() if search.owner_id != check_in.owner_id]


def pairs(crisis_id: int, named: list[tuple]) -> list[tuple]:
    """Each of these of one crisis, with the words of its name, and every open search that may have it."""
    if not named:
        return []
    asked = [Asked.of(words) for _row, words in named]
    found = find_each(OPEN, crisis_id, asked, most=MOST_PER_CHECK_IN)
    searches = open_searches().in_bulk({pk for each in found for pk in each})
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
    searches = open_searches().exclude(pk=note.search_id).in_bulk({pk for each in found for pk in each})
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


def open_searches():
    return Search.objects.filter(state=SearchState.OPEN).select_related("crisis")
