"""The index of names in the database, the same on SQLite and PostgreSQL: plain tables of numbers.

A name is written with its record, in the caller's transaction: its words, once for everybody (NameWord, NameSpelling),
and its entries, in a table of each kind of record (a NameKey). It is asked in as many statements whatever is found:
which known words are like those typed, among those that a record asked for has; which records have their entries; and,
where names are weighed, how many have these words.
`matching.engine.naming.keys` says what spellings and entries are.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db import connection, transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from accounts import rows
from crisis.activation.models import Crisis
from crisis.search.models import NameKey, NameSpelling, NameWord
from matching.engine.names import (
    WEAK,
    Asked,
    Typed,
    Words,
    alike_among,
    entries,
    likest,
    spellings,
    word_entry,
)

# Like one name typed: held against it, one by one. What only begins as it does shares one spelling with it, no more.
MOST_WORDS, MOST_BEGUN = 400, 4_000
MOST_OF_ONE_ENTRY = 100
MOST_COUNTED = 50  # names that have a word: beyond, it is common
MOST_WEIGHED = 12  # words like one typed, of which names are counted
MOST_FOUND = 150
MOST_ENTRIES, FEWEST_ENTRIES = 600, 60  # asked for: for one name alone, and for each of very many
STAYS = timedelta(days=2)  # a word nobody has: longer than any transaction that may just be writing it

AlikeWords = dict[str, dict[str, float]]


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


def learn(words: Iterable[str]) -> None:
    """Make these words findable. Inside the transaction that writes the names that have them."""
    today = timezone.now().date()
    ids = {word_entry(word): word for word in words}
    known = dict(NameWord.objects.filter(pk__in=rows.among(ids)).values_list("pk", "seen_on"))
    old = [each for each, seen_on in known.items() if seen_on < today]
    # Held: of those forget_words() takes away just now none is left.
    held = NameWord.objects.filter(pk__in=old).order_by("pk").select_for_update(no_key=True)
    stale = list(held.values_list("pk", flat=True))
    new = sorted(ids.keys() - known.keys() | {*old} - {*stale})
    mine = rows.write_new(
        NameWord, "id", ("id", "text", "seen_on"), [(each, ids[each][:120], today) for each in new]
    )
    # Of the others whoever wrote the word has written the spellings too, in one transaction.
    rows.write(
        NameSpelling, ("key", "word_id"), [(key, each) for each in mine for key in spellings(ids[each])]
    )
    if stale:
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
    return _records(kind, crisis_id, [asked], alike_words(kind, crisis_id, [asked], halves=halves), most)[0]


def find_weighed(kind: Kind, crisis_id: int, asked: Asked) -> tuple[list[int], Typed]:
    """As find(), and what to compare them by: how common each word typed is among the names of this kind.

    Those count too that have a word like it, the less like the fewer; of each word no more than MOST_COUNTED.
    """
    alike = alike_words(kind, crisis_id, [asked])
    found = _records(kind, crisis_id, [asked], alike, MOST_FOUND)[0]
    near = {word: likest(alike.get(word, {}), MOST_WEIGHED) for word in asked.words}
    many = _many(kind, crisis_id, {word_entry(other) for words in near.values() for other, _alike in words})
    common = {
        word: sum(many[word_entry(other)] * alike**4 for other, alike in words)
        for word, words in near.items()
    }
    return found, Typed(asked.words, common)


def find_each(kind: Kind, crisis_id: int, asked: Sequence[Asked], *, most: int) -> list[list[int]]:
    """As find(), for many names in the same few statements; the more names, the fewer entries asked for each."""
    names = list({each.words: each for each in asked}.values())
    alike = alike_words(kind, crisis_id, names)
    records = _records(kind, crisis_id, names, alike, most)
    found = {each.words: theirs for each, theirs in zip(names, records, strict=True)}
    return [found[each.words] for each in asked]


def _records(
    kind: Kind, crisis_id: int, asked: Sequence[Asked], alike: AlikeWords, most: int
) -> list[list[int]]:
    each_most = max(FEWEST_ENTRIES, MOST_ENTRIES // len(asked))
    worth = [each.entries(alike, most=each_most) for each in asked]
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


def alike_words(kind: Kind, crisis_id: int, asked: Sequence[Asked], *, halves: bool = False) -> AlikeWords:
    """Words that records of this kind have here, like those typed: {word typed: {word of a record: how alike}}."""
    sought: dict[int, set[str]] = {}
    for each in asked:
        for key, units in each.spellings(halves=halves).items():
            sought.setdefault(key, set()).update(units)
    telling = sought.keys() - {key for each in asked for key in each.bony()}
    typed = {word_entry(unit) for each in asked for unit in each.units}
    most = (MOST_BEGUN if halves else MOST_WORDS) * len(asked)
    found = _spelt(kind, crisis_id, list(sought), (list(telling), list(typed)), most)
    meant = ((unit, word) for word, keys in found for key in keys for unit in sought[key])
    return alike_among(meant, halves=halves)


def forget_words(*, most: int = 10_000) -> int:
    """Take away words that no name has any more; how many. Which tables have names: all of NameKey."""
    old = NameWord.objects.filter(seen_on__lt=timezone.now().date() - STAYS)
    # Their index begins with the crisis; NOT IN went through all of them for each word.
    here = Crisis.objects.values("pk")
    for model in NameKey.__subclasses__():
        old = old.exclude(Exists(model.objects.filter(crisis__in=here, key=OuterRef("pk"))))
    with transaction.atomic():
        free = old.order_by("pk").select_for_update(skip_locked=True).values_list("pk", flat=True)
        gone, _each = NameWord.objects.filter(pk__in=list(free[:most])).delete()
    return gone


def _spelt(
    kind: Kind, crisis_id: int, keys: list[int], first: tuple[list[int], list[int]], most: int
) -> list[tuple[str, list[int]]]:
    """(word, its spellings among `keys`) of words that a record of this kind has here.

    `first`: telling ones among them, and words. Those words come first, then words with a telling one, then those with
    many. What has but one of them, and a weak one, is left out.
    """
    telling, typed = first
    here = f"SELECT 1 FROM {kind.table} entry WHERE entry.crisis_id = %s AND entry.key = word.id{kind.where}"  # noqa: S608
    spelt = "FROM crisis_namespelling WHERE key"
    enough = f"GROUP BY word_id HAVING count(*) > 1 OR min(key & {WEAK}) = 0"
    likeliest = "ORDER BY word_id {} DESC, known.tells DESC, known.many DESC, word_id LIMIT %s"
    if connection.vendor == "postgresql":  # LIMIT 1: word by word, or it would read the whole vocabulary
        # In the order of words: hashed, every word would begin an array of eight kilobytes.
        keyed = f"SELECT word_id, key {spelt} = ANY(%s) ORDER BY word_id"
        said = "array_agg(key) AS keys, count(*) AS many, bool_or(key = ANY(%s)) AS tells"
        known = f"SELECT word_id, {said} FROM ({keyed}) keyed {enough}"  # noqa: S608
        word = f"SELECT word.text FROM crisis_nameword word WHERE word.id = known.word_id AND EXISTS ({here}) LIMIT 1"  # noqa: S608
        ordered = likeliest.format("= ANY(%s)")
        asked = f"SELECT text, keys FROM ({known}) known CROSS JOIN LATERAL ({word}) word {ordered}"  # noqa: S608
        return _rows(asked, [telling, keys, crisis_id, typed, most])
    among = "IN (SELECT value FROM json_each(%s))"
    said = f"json_group_array(key) AS keys, count(*) AS many, max(key {among}) AS tells"
    known = f"SELECT word_id, {said} {spelt} {among} {enough}"
    joined = f"({known}) known CROSS JOIN crisis_nameword word ON word.id = known.word_id"
    asked = f"SELECT word.text, known.keys FROM {joined} WHERE EXISTS ({here}) {likeliest.format(among)}"  # noqa: S608
    given = [json.dumps(telling), json.dumps(keys), crisis_id, json.dumps(typed), most]
    return [(word, json.loads(keys)) for word, keys in _rows(asked, given)]


def _many(kind: Kind, crisis_id: int, words: set[int]) -> dict[int, int]:
    """{entry of a word: how many names have it}, no more than MOST_COUNTED of each."""
    here = f"entry.crisis_id = %s AND entry.key = asked.value{kind.where} LIMIT {MOST_COUNTED}"
    many = f"(SELECT count(*) FROM (SELECT 1 FROM {kind.table} entry WHERE {here}) counted)"  # noqa: S608
    if connection.vendor == "postgresql":
        asked, given = "unnest(%s::bigint[]) asked (value)", sorted(words)
    else:
        asked, given = "json_each(%s) asked", json.dumps(sorted(words))
    return dict(_rows(f"SELECT value, {many} FROM {asked}", [crisis_id, given]))  # noqa: S608


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
