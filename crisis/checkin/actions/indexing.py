"""Letting people be found: the entries of their names, and the copy that look-ups read."""

from collections.abc import Sequence
from datetime import datetime
from operator import attrgetter
from typing import NamedTuple
from uuid import UUID

from accounts import rows
from crisis.checkin.findable import FINDABLE, confirmed_among, publish_new
from crisis.checkin.models import CheckIn, CheckInName, FindableCheckIn
from crisis.checkin.vocabulary import Life
from crisis.search.name_index import learn, words_in
from matching.engine.names import entries, word_entry, words_of


class Owed(NamedTuple):
    """What is read of a check-in whose author was answered first, by its columns."""

    id: int
    public_id: UUID
    crisis_id: int
    owner_id: int
    status: str
    given_name: str
    family_name: str
    message: str
    audience: str
    cell: str
    say_where: bool
    voice: str
    said_by: str
    nearness: str
    beside_id: int | None
    said_at: datetime
    held_at: datetime | None

    pk = property(attrgetter("id"))
    full_name = CheckIn.full_name


def index_owed(check_ins: list[int]) -> list[int]:
    """Names and copies of those that stand and have none yet, in the caller's transaction; whose names are new."""
    standing = CheckIn.objects.filter(pk__in=rows.among(check_ins), life=Life.ACTIVE).order_by("pk")
    locked = standing.select_for_update(no_key=True).values_list(*Owed._fields)
    owed = [Owed(*row) for row in locked]
    # Asked once the rows are held: a correction may have come between.
    named, copied = _having(CheckInName, owed), _having(FindableCheckIn, owed)
    new = [each for each in owed if each.id not in named]
    index_names(new)
    shown = [each for each in owed if each.id not in copied and each.held_at is None]
    publish_new(shown, confirmed=confirmed_among([each for each in shown if each.audience in FINDABLE]))
    return [each.id for each in new]


def index_names(check_ins: Sequence) -> None:
    """Let them be found by name."""
    of_names = [(*name, row.pk, row.crisis_id) for row in check_ins for name in name_keys(row.full_name)]
    learn({word for word, *_rest in of_names if word})
    rows.write(CheckInName, ("word", "key", "check_in_id", "crisis_id"), of_names)


def name_keys(full_name: str) -> list[tuple[str, int]]:
    """(word, entry) of a name, each entry once; "" for an entry that is of several words."""
    words = words_of(full_name)
    alone = {word_entry(word): word for word in words_in(words)}
    return sorted((alone.get(key, "")[:60], key) for key in entries(words))


def _having(model: type[CheckInName] | type[FindableCheckIn], owed: list[Owed]) -> set[int]:
    theirs = model.objects.filter(check_in__in=rows.among(each.id for each in owed))
    return {*theirs.values_list("check_in", flat=True)}
