"""The index of names in the database, the same on SQLite and PostgreSQL: plain tables of numbers.

A name is written with its record, in the caller's transaction: its words, once for everybody (NameWord, NameSpelling),
and its entries, in a table of each kind of record (a NameKey). It is asked in two statements whatever is found: which
known words are like those typed, among those that a record asked for has; and which records have their entries.
`matching.engine.naming.keys` says what spellings and entries are.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import NamedTuple

from django.db import connection
from django.utils import timezone

from accounts import rows
from crisis.search.models import NameKey, NameSpelling, NameWord
from matching.engine.names import WEAK, Asked, Words, alike_among, entries, spellings, word_entry

MOST_WORDS = 4_000  # like one name typed
MOST_OF_ONE_ENTRY = 100
MOST_COUNTED = 50  # names that have a word: beyond, it is common
MOST_FOUND = 150
MOST_ENTRIES, FEWEST_ENTRIES = 600, 60  # asked for: for one name alone, and for each of very many
STAYS = timedelta(days=2)  # a word nobody has: longer than any transaction that may just be writing it


@dataclass(frozen=True, slots=True)
class Kind:
    """A table of entries: `model`, the column of its record; `only`: a condition on its rows (`entry`), our own SQL."""

    model: type[NameKey]
    record: str
    only: str = ""

    @property
    def table(self) -> str:
        return self.model._meta.db_table

    @property
    def where(self) -> str:
        return f" AND {self.only}" if self.only else ""


class Alike(NamedTuple):
    """`words`: {word typed: {word of a record: how alike}}; `many`: {word of a record: how many have it}."""

    words: dict[str, dict[str, float]]
    many: dict[str, int]

    def common(self, word: str) -> float:
        """How many names have this word typed, or one like it; of each no more than MOST_COUNTED."""
        return sum(self.many[other] * alike**4 for other, alike in self.words.get(word, {}).items())


def learn(words: Iterable[str]) -> None:
    """Make these words findable. Inside the transaction that writes the names that have them."""
    today = timezone.now().date()
    ids = {word_entry(word): word for word in words}
    known = dict(NameWord.objects.filter(pk__in=ids).values_list("pk", "seen_on"))
    new = sorted(ids.keys() - known.keys())
    rows.write_new(
        NameWord, "id", ("id", "text", "seen_on"), [(each, ids[each][:120], today) for each in new]
    )
    found = sorted((key, each) for each in new for key in spellings(ids[each]))
    rows.write_new(NameSpelling, "key", ("key", "word_id"), found)
    if stale := [each for each, seen_on in known.items() if seen_on < today]:
        NameWord.objects.filter(pk__in=stale).update(seen_on=today)


def write(kind: Kind, named: Sequence[tuple[int, int, Words]]) -> None:
    """Index records that have no entries yet: (record, crisis, the words of its name)."""
    learn({word for _record, _crisis, words in named for word in words_in(words)})
    columns = (f"{kind.record}_id", "crisis_id", "key")
    found = ((record, crisis, key) for record, crisis, words in named for key in sorted(entries(words)))
    rows.write(kind.model, columns, found)


def words_in(words: Words) -> set[str]:
    """Each word that an entry may stand for."""
    return {part for word in words for part in (*word, "".join(word))}


def find(
    kind: Kind, crisis_id: int, asked: Asked, *, halves: bool = False, most: int = MOST_FOUND
) -> list[int]:
    """Records that may have this name, likeliest first. Two statements, whatever is found."""
    return find_each(kind, crisis_id, [asked], halves=halves, most=most)[0]


def find_weighed(kind: Kind, crisis_id: int, asked: Asked) -> tuple[list[int], dict[str, float]]:
    """As find(), and how common each word typed is among the names of this kind: {word: names that have it}."""
    alike = alike_words(kind, crisis_id, [asked])
    return _records(kind, crisis_id, [asked], alike, MOST_FOUND)[0], {
        word: alike.common(word) for word in asked.words
    }


def find_each(
    kind: Kind, crisis_id: int, asked: Sequence[Asked], *, halves: bool = False, most: int = MOST_FOUND
) -> list[list[int]]:
    """As find(), for many names in the same two statements; the more names, the fewer entries asked for each."""
    return _records(kind, crisis_id, asked, alike_words(kind, crisis_id, asked, halves=halves), most)


def _records(kind: Kind, crisis_id: int, asked: Sequence[Asked], alike: Alike, most: int) -> list[list[int]]:
    each_most = max(FEWEST_ENTRIES, MOST_ENTRIES // len(asked))
    worth = [each.entries(alike.words, most=each_most) for each in asked]
    wanted: dict[int, list[int]] = {}
    for place, entries_of in enumerate(worth):
        for key in entries_of:
            wanted.setdefault(key, []).append(place)
    best: list[dict[int, float]] = [{} for _ in asked]
    keys = sorted(wanted, key=lambda key: -max(worth[place][key] for place in wanted[key]))
    for key, record in _having(kind, crisis_id, keys, 4 * most * len(asked)):
        for place in wanted[key]:
            best[place][record] = max(worth[place][key], best[place].get(record, 0.0))
    return [sorted(found, key=lambda record: (-found[record], -record))[:most] for found in best]  # noqa: B023


def alike_words(kind: Kind, crisis_id: int, asked: Sequence[Asked], *, halves: bool = False) -> Alike:
    """Words that records of this kind have here, like those typed."""
    sought: dict[int, set[str]] = {}
    for each in asked:
        for key, units in each.spellings(halves=halves).items():
            sought.setdefault(key, set()).update(units)
    found = _spelt(kind, crisis_id, list(sought), MOST_WORDS * len(asked))
    meant = ((unit, word) for word, keys, _many in found for key in keys for unit in sought[key])
    return Alike(alike_among(meant, halves=halves), {word: many for word, _keys, many in found})


def forget_words(*, most: int = 10_000) -> int:
    """Take away words that no name has any more; how many. Which tables have names: all of NameKey."""
    old = NameWord.objects.filter(seen_on__lt=timezone.now().date() - STAYS)
    for model in NameKey.__subclasses__():
        old = old.exclude(pk__in=model.objects.values("key"))
    gone, _each = NameWord.objects.filter(pk__in=list(old.values_list("pk", flat=True)[:most])).delete()
    return gone


def _spelt(kind: Kind, crisis_id: int, keys: list[int], most: int) -> list[tuple[str, list[int], int]]:
    """(word, its spellings among `keys`, how many have it) of words that a record of this kind has here.

    What has but one of them, and a weak one, is left out. Of those who have it no more than MOST_COUNTED are counted.
    """
    here = f"SELECT 1 FROM {kind.table} entry WHERE entry.crisis_id = %s AND entry.key = word.id{kind.where}"  # noqa: S608
    many = f"(SELECT count(*) FROM ({here} LIMIT {MOST_COUNTED}) counted) AS many"  # noqa: S608
    spelt = "FROM crisis_namespelling WHERE key"
    enough = f"GROUP BY word_id HAVING count(*) > 1 OR min(key & {WEAK}) = 0"
    found = "SELECT text, keys, many FROM"
    if connection.vendor == "postgresql":  # LIMIT 1: word by word, or it would read the whole vocabulary
        known = f"SELECT word_id, array_agg(key) AS keys {spelt} = ANY(%s) {enough}"  # noqa: S608
        word = f"SELECT word.text, {many} FROM crisis_nameword word WHERE word.id = known.word_id LIMIT 1"  # noqa: S608
        asked = f"{found} ({known}) known CROSS JOIN LATERAL ({word}) word WHERE many > 0 LIMIT %s"
        return _rows(asked, [keys, crisis_id, most])
    among = "IN (SELECT value FROM json_each(%s))"
    known = f"SELECT word_id, json_group_array(key) AS keys {spelt} {among} {enough}"
    joined = f"({known}) known CROSS JOIN crisis_nameword word ON word.id = known.word_id"
    asked = f"{found} (SELECT word.text, known.keys, {many} FROM {joined}) WHERE many > 0 LIMIT %s"  # noqa: S608
    given = [crisis_id, json.dumps(keys), most]
    return [(word, json.loads(keys), many) for word, keys, many in _rows(asked, given)]


def _having(kind: Kind, crisis_id: int, keys: list[int], most: int) -> list[tuple[int, int]]:
    """(entry, record), in the order of `keys`, newest first: of one entry no more than MOST_OF_ONE_ENTRY."""
    record = f"entry.{kind.record}_id"
    found, here = (
        f"SELECT entry.key, {record} AS record FROM",
        f"entry.crisis_id = %s{kind.where} AND entry.key =",
    )
    if connection.vendor == "postgresql":
        one = f"{found} {kind.table} entry WHERE {here} asked.key ORDER BY {record} DESC LIMIT {MOST_OF_ONE_ENTRY}"
        asked = "unnest(%s::bigint[]) WITH ORDINALITY AS asked (key, place)"
        sql = (
            f"SELECT one.key, one.record FROM {asked} CROSS JOIN LATERAL ({one}) one ORDER BY place LIMIT %s"  # noqa: S608
        )
        return _rows(sql, [keys, crisis_id, most])
    asked = f"{found} json_each(%s) asked CROSS JOIN {kind.table} entry WHERE {here} asked.value"
    return _rows(f"{asked} ORDER BY asked.key, {record} DESC LIMIT %s", [json.dumps(keys), crisis_id, most])


def _rows(sql: str, given: list) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, given)
        return cursor.fetchall()
