"""The search by name, judged on anybody's own list: `manage.py evaluate_search`. Files in, figures out."""

import csv
import re
import statistics
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import TextIO
from uuid import uuid4

from django.db import connection, transaction

from accounts import rows
from accounts.people.models import Person
from crisis.activation.models import Crisis
from crisis.activation.vocabulary import Phase, Profile
from crisis.search.looking import Wanted, look_for
from crisis.search.models import PublicSearch, Search
from crisis.search.name_index import write
from crisis.search.public_copy import PUBLIC, words_sought
from matching.engine.names import fold

AT_ONCE = 5_000
RANKS = (1, 5, 10)
MISSING = 1_000_000  # a column no row has
LENGTHS = {"given_name": 60, "family_name": 60, "other_names": 120}
AGES = re.compile(r"(\d{1,3})(?:\s*[-–]\s*(\d{1,3}))?")
csv.field_size_limit(10_000_000)


class Unreadable(Exception):
    """The file is no such list; says why."""


@dataclass(frozen=True)
class Figures:
    """`recall`: {rank: share of the queries whose record is among so many}; `skipped`: names without a letter.

    `unknown`: queries for an id that no record loaded has; they count as not found.
    """

    records: int
    skipped: int
    queries: int
    unknown: int
    recall: dict[int, float]
    median_ms: float
    p95_ms: float
    index_seconds: float
    adding_ms: float


def evaluate(records: Path, queries: Path, *, at: datetime) -> Figures:
    """On the database in use, which must be empty and one's own. Raises Unreadable."""
    crisis = _a_crisis(at)
    began = time.perf_counter()
    ids, skipped = _load(crisis, read(records, "id", "name", "age"), at)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    index_seconds = time.perf_counter() - began
    places, taken, unknown, known = [], [], 0, set(ids.values())
    for query, wanted, age in read(queries, "query", "id", "age"):
        sought = Wanted(name=query, **ages(age))
        began = time.perf_counter()
        found = look_for(crisis, sought, limit=max(RANKS))
        taken.append(1000 * (time.perf_counter() - began))
        got = [ids[copy.search_id] for copy in found]
        unknown += wanted not in known
        places.append(got.index(wanted) + 1 if wanted in got else max(RANKS) + 1)
    asked = max(1, len(places))
    return Figures(
        records=len(ids),
        skipped=skipped,
        queries=len(places),
        unknown=unknown,
        recall={rank: sum(place <= rank for place in places) / asked for rank in RANKS},
        median_ms=statistics.median(taken or [0.0]),
        p95_ms=sorted(taken or [0.0])[int(0.95 * len(taken))],
        index_seconds=index_seconds,
        adding_ms=_adding(crisis, at),
    )


def read(file: Path, *columns: str) -> Iterator[tuple[str, ...]]:
    """The named columns of every row: comma, semicolon or tab between, with or without a byte order mark.

    Nobody need have a column `age`. Raises Unreadable where it is empty, has no such columns, or is not UTF-8.
    """
    some = False
    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            for some, row in enumerate(_rows(file, lines, columns), start=1):  # noqa: B007
                yield row
    except UnicodeDecodeError:
        raise Unreadable(f"{file}: not written in UTF-8. Save it as CSV UTF-8, and try again.") from None
    except csv.Error as wrong:
        raise Unreadable(f"{file}: not a CSV file ({wrong})") from None
    if not some:
        raise Unreadable(f"{file}: no rows below the names of the columns")


def _rows(file: Path, lines: TextIO, columns: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    head = lines.readline()
    if not head.strip():
        raise Unreadable(
            f"{file}: empty, or its first line: it has to name the columns ({', '.join(columns)})"
        )
    delimiter = max(",;\t", key=head.count)
    names = [name.strip().casefold() for name in next(csv.reader([head], delimiter=delimiter), [])]
    if missing := [column for column in columns if column not in (*names, "age")]:
        raise Unreadable(f"{file}: no column {', '.join(missing)}; its first line names {', '.join(names)}")
    at = [names.index(column) if column in names else MISSING for column in columns]
    for row in csv.reader((line.replace("\0", "") for line in lines), delimiter=delimiter):
        if row:
            yield tuple(row[place].strip() if place < len(row) else "" for place in at)


def ages(text: str) -> dict[str, int | None]:
    """`34`, or `30-34`, as a search holds it; unknown where it is neither."""
    said = AGES.fullmatch(text)
    known = sorted(int(age) for age in said.groups() if age) if said else [None]
    return {"age_min": known[0], "age_max": known[-1]}


def _a_crisis(at: datetime) -> Crisis:
    words = {"what_happened": "evaluation", "place_label": "Paris", "lat": 48.86, "lon": 2.36}
    named = {"slug": "evaluation", "short_code": "EVAL", "name": "Evaluation"}
    moments = {"declared_at": at, "activated_at": at, "updated_at": at}
    return Crisis.objects.create(**named, **words, **moments, phase=Phase.ACTIVE, profile=Profile.OPEN)


def _load(crisis: Crisis, named: Iterable[tuple[str, ...]], at: datetime) -> tuple[dict[int, str], int]:
    """({search: id in the file}, names left out)."""
    owner = Person.objects.create()
    ids: dict[int, str] = {}
    skipped = 0
    named = iter(named)
    while part := list(islice(named, AT_ONCE)):
        kept = [row for row in part if fold(row[1])]
        skipped += len(part) - len(kept)
        with transaction.atomic():
            entered = _enter(crisis, owner, [(name, age) for _id, name, age in kept], at)
        ids |= dict(zip(entered, [row[0] for row in kept], strict=True))
    return ids, skipped


def _enter(crisis: Crisis, owner: Person, people: list[tuple[str, str]], at: datetime) -> list[int]:
    """Each (name, age) as the row of a search everybody may see, with its public copy and the index; the searches."""
    searches, copies = rows.reserve(Search, len(people)), rows.reserve(PublicSearch, len(people))
    said = ("public_id", "reference", *LENGTHS, "age_min", "age_max")
    whole = [
        (uuid4(), f"{search:x}"[-9:], *in_fields(name), *ages(age).values())
        for search, (name, age) in zip(searches, people, strict=True)
    ]
    held = {"crisis_id": crisis.pk, "owner_id": owner.pk, "door": "import"}
    held |= dict.fromkeys(("posted_at", "edited_at", "expires_at", "let_through_at"), at)
    shown = {"crisis_id": crisis.pk, "posted_at": at, "as_of": at}
    own = ((pk, *each, *held.values()) for pk, each in zip(searches, whole, strict=True))
    rows.write(Search, ("id", *said, *held), own)
    public = zip(copies, searches, whole, strict=True)
    copied = ((pk, search, *each, *shown.values()) for pk, search, each in public)
    rows.write(PublicSearch, ("id", "search_id", *said, *shown), copied)
    sought = (PublicSearch(**dict(zip(said, each, strict=True))) for each in whole)
    write(PUBLIC, [(pk, crisis.pk, words_sought(each)) for pk, each in zip(copies, sought, strict=True)])
    return searches


def in_fields(name: str) -> tuple[str, str, str]:
    """A name in the three fields it has here, whole words each; what is longer than all three is cut."""
    fields, words = [], name.split()
    for length in LENGTHS.values():
        text = ""
        while words and len(f"{text} {words[0][:length]}".strip()) <= length:
            text = f"{text} {words.pop(0)[:length]}".strip()
        fields.append(text)
    return fields[0], fields[1], fields[2]


def _adding(crisis: Crisis, at: datetime) -> float:
    """Milliseconds to add one more record with its public copy and index entries: the median of fifty."""
    owner, taken = Person.objects.create(), []
    for number in range(50):
        name = f"Amira{chr(97 + number % 26)} Belkacem{chr(97 + number // 26)}"
        began = time.perf_counter()
        with transaction.atomic():
            _enter(crisis, owner, [(name, "")], at)
        taken.append(1000 * (time.perf_counter() - began))
    return statistics.median(taken)
