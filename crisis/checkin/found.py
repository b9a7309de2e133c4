"""What a look-up shows of a check-in, and which of many stands first."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from crisis.checkin.vocabulary import Voice, told
from crisis.gazetteer.districts import district_of
from crisis.search.why_words import Reason


@dataclass(frozen=True)
class Found:
    """What somebody who looks may read of a check-in. `told`: fixed words; `cell`: their district's cell, or "".

    `checkable`: a phone or e-mail was given; else nobody could check who says it. `answered`: it did. `confirmed`: it
    did, and it is their own word. `voice`: whose word; of others `said_by` is their name, or "". `reasons`: why they
    were found, in so far as what is shown of them says it: nothing of words of their name that are not shown, nor of
    where they are.
    """

    public_id: UUID
    name: str
    status: str
    said_at: datetime
    confirmed: bool
    checkable: bool
    answered: bool = False
    voice: str = Voice.OWN.value
    said_by: str = ""
    message: str = ""
    cell: str = ""
    reasons: tuple[Reason, ...] = ()

    @property
    def district(self) -> str:
        return district_of(self.cell) if self.cell else ""

    @property
    def told(self) -> str:
        return told(self.status, voice=self.voice, who=self.said_by, name=self.name)


class Read(NamedTuple):
    """`number`: the check-in's; `whose`: its author's contact, or None; `fits`: how well the name does, as shown."""

    found: Found
    number: int
    whose: str | None
    fits: int = 0

    @property
    def words(self) -> tuple:
        """What is read, whoever says it."""
        read = self.found
        return read.answered, read.checkable, read.name, read.told, read.message, read.cell

    @property
    def read_as(self) -> tuple:
        """What is read, and as whose: for two with the same a reader sees one thing twice."""
        whose = self.whose if self.found.answered else bool(self.whose)
        return whose, self.found.answered, self.found.name, self.found.told


def best(read: list[Read], limit: int) -> list[Found]:
    """What answered first; of that and of the rest what fits best, then what somebody says themselves.

    What one contact, or any that answered nobody, say more than once in the same words is one: the latest of it. Of the
    rest the latest stands first, but of those who answered whoever came first: who takes their name comes after them.
    Where not all have room, the same words of other contacts come last: many who came first hide no other word.
    """
    latest, first = {}, {}
    for each in sorted(read, key=lambda each: each.found.said_at, reverse=True):
        latest.setdefault(each.read_as, each)
        first[each.whose] = min(each.number, first.get(each.whose, each.number))

    def rank(each: Read) -> tuple:
        answered = each.found.answered
        return not answered, -each.fits, each.found.voice != Voice.OWN, answered and first[each.whose]

    ranked = sorted(latest.values(), key=rank)
    if len(ranked) > limit:
        ranked = _each_word_first(ranked)
    return [each.found for each in ranked[:limit]]


def _each_word_first(ranked: list[Read]) -> list[Read]:
    """All that read differently, then what says the same again."""
    same = defaultdict(list)
    for each in ranked:
        same[each.words].append(each)
    return [first for first, *_again in same.values()] + [
        each for _first, *again in same.values() for each in again
    ]
