"""What is known of a person sought, as one line: computed from what somebody stands for, and never stored.

A stranger's word, however new, is shown beside it and does not become it: somebody has to check it first.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils.dateparse import parse_datetime

from crisis.search.models import Note, PublicSearch, Search
from crisis.search.vocabulary import STANDS, AuthorKind, NoteKind, NoteStatus, ShownTo, Verification

OF_THEIR_OWN = (AuthorKind.FAMILY, AuthorKind.VOLUNTEER, AuthorKind.OFFICIAL_LIST)
SAY_HOW_THEY_ARE = (NoteStatus.BELIEVED_ALIVE, NoteStatus.BELIEVED_MISSING)
# Of two that were checked, said of the same moment, the better news.
_BETTER = (NoteStatus.BELIEVED_MISSING, NoteStatus.BELIEVED_ALIVE, NoteStatus.IS_NOTE_AUTHOR)


@dataclass(frozen=True, kw_only=True)
class Fact:
    """`status`: NoteStatus; `at`: the moment it speaks of; `by`: AuthorKind; `sure`: Verification."""

    status: str
    at: datetime
    by: str
    sure: str


@dataclass(frozen=True, kw_only=True)
class Standing:
    """`status` is NoteStatus; `since`, `by`, `sure`: of the fact it rests on, None and "" while nothing is known."""

    status: str = NoteStatus.INFORMATION_SOUGHT
    since: datetime | None = None
    by: str = ""
    sure: str = ""

    @property
    def is_known(self) -> bool:
        return self.since is not None

    @property
    def words(self) -> dict:
        """`says`; and of what it rests on `who` said it and how `sure` it is, where anything is known."""
        if not self.is_known:
            return {"says": STANDS[NoteStatus(self.status)]}
        sure, who = Verification(self.sure).label, AuthorKind(self.by).label
        return {"says": STANDS[NoteStatus(self.status)], "who": who, "sure": sure}


Source = Callable[[Search], Iterable[Fact]]
_sources: list[Source] = []


def also_known(function: Source) -> Source:
    """Register `function(search) -> facts`: what a layer above had confirmed, for the desk."""
    _sources.append(function)
    return function


def standing_from(facts: Iterable[Fact]) -> Standing:
    """What was checked goes before what was not; of either the latest. Pure, whatever the order."""
    best = max(filter(counts, facts), key=_weight, default=None)
    if best is None:
        return Standing()
    return Standing(status=best.status, since=best.at, by=best.by, sure=best.sure)


def counts(fact: Fact) -> bool:
    """May it become the status? Checked by a coordinator; or said by those who answer for what they say."""
    if fact.sure == Verification.CONFIRMED:
        return fact.status in _BETTER
    return fact.status in SAY_HOW_THEY_ARE and fact.by in OF_THEIR_OWN


def _weight(fact: Fact) -> tuple:
    checked = fact.sure == Verification.CONFIRMED
    return checked, fact.at, _BETTER.index(fact.status), fact.by, fact.sure


def facts_of(notes: Iterable[Note]) -> list[Fact]:
    """Of those notes, which the reader may see. A question says nothing of how somebody is."""
    return [
        Fact(
            status=note.status,
            at=note.seen_at or note.posted_at,
            by=note.author_kind,
            sure=note.verification,
        )
        for note in notes
        if note.kind != NoteKind.QUESTION
    ]


def standing(search: Search) -> Standing:
    """For the desk: notes that were checked or let through, and leads that were confirmed."""
    stands_for = Q(verification=Verification.CONFIRMED) | ~Q(shown_to=ShownTo.NOBODY)
    notes = Note.objects.filter(stands_for, search=search, held_at__isnull=True)
    return standing_from([*facts_of(notes), *(fact for source in _sources for fact in source(search))])


def standing_of_copy(copy: PublicSearch) -> Standing:
    """For everybody: what the public copy tells, and nothing else."""
    return standing_from(
        Fact(
            status=note["status"],
            at=parse_datetime(note["seen_at"] or note["posted_at"]),
            by=note["author_kind"],
            sure=note["verification"],
        )
        for note in copy.notes
        if note["kind"] != NoteKind.QUESTION
    )
