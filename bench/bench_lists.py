"""A hospital's list of persons, taken: for the first time, again, changed, and as another list of the same people.

    .venv/bin/python bench/bench_lists.py [--rows 5000] [--postgres]

A database of its own, thrown away; SQLite unless told. `seconds`: from the file's bytes to the commit, columns guessed,
every row read, compared with what is known and with other lists, indexed by name; `cpu`: of this process.
"""

import argparse
import os
import random
import sys
import tempfile
import time
from contextlib import nullcontext
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

GIVEN = (
    "Jean",
    "Marie",
    "Élodie",
    "Farid",
    "Amira",
    "Boris",
    "Chen",
    "Esma",
    "Zoé",
    "Łukasz",
    "Anaïs",
    "Karim",
    "Inès",
    "Lina",
)
PARTS = (
    "ba",
    "be",
    "bo",
    "la",
    "le",
    "lo",
    "ma",
    "mi",
    "na",
    "ne",
    "ra",
    "re",
    "ri",
    "sa",
    "so",
    "ta",
    "ti",
    "du",
    "go",
    "ki",
)
STATES = ("UA", "UR", "stable", "B2")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=5_000)
    parser.add_argument("--postgres", action="store_true")
    options = parser.parse_args()
    from config.private_servers import PrivatePostgres

    print(f"{options.rows} rows; {os.cpu_count()} cores; load {os.getloadavg()[0]:.1f} at the start")
    server = PrivatePostgres() if options.postgres else nullcontext()
    with tempfile.TemporaryDirectory(prefix="bench-lists-") as directory, server as postgres:
        os.environ |= {
            "VAR_DIR": directory,
            "DATABASE_URL": postgres.url if postgres else "",
            "REDIS_URL": "",
        }
        measure(options.rows)


def measure(rows: int) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    import django

    django.setup()
    from django.core.management import call_command

    from tests import cast

    call_command("migrate", verbosity=0)
    crisis = cast.active_crisis()
    first = a_file(rows, changed=0)
    print("what                       seconds    cpu")
    for what, content, name in (
        ("taken for the first time", first, "Saint-Louis"),
        ("the same again", first, "Saint-Louis"),
        ("half of the rows changed", a_file(rows, changed=0.5), "Saint-Louis"),
        ("the same people elsewhere", first, "Bichat"),
    ):
        began, worked = time.perf_counter(), time.process_time()
        take(crisis, content, name)
        print(f"{what:25} {time.perf_counter() - began:8.2f} {time.process_time() - worked:6.2f}", flush=True)


def take(crisis, content: bytes, name: str) -> None:
    from crisis.search.lists.sheet import decode
    from tests import cast

    cast.hospital_gives(crisis, decode(content), name=name)


def a_file(rows: int, *, changed: float) -> bytes:
    """The same people each time; of `changed` of them the state is another."""
    chance, lines = random.Random(4), ["N° SINUS;Nom;Prénom;Date de naissance;Sexe;État"]
    for number in range(rows):
        family = "".join(chance.choices(PARTS, k=chance.randint(2, 4))).upper()
        born = f"{chance.randint(1, 28):02}/{chance.randint(1, 12):02}/{chance.randint(1930, 2015)}"
        state = "sorti du bloc" if number < rows * changed else chance.choice(STATES)
        lines.append(f"75{number:05};{family};{chance.choice(GIVEN)};{born};{chance.choice('MF')};{state}")
    return "\r\n".join(lines).encode("cp1252", errors="replace")


if __name__ == "__main__":
    main()
