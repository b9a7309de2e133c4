"""Typed text to places, against comparing it with every name: .venv/bin/python bench/bench_gazetteer.py

Prints the seconds the index takes to build, milliseconds a query, and the ratio to a plain scan with rapidfuzz.
"""

import statistics
import sys
import time
from pathlib import Path

from rapidfuzz import fuzz, process

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from crisis.gazetteer.index import Index  # noqa: E402
from crisis.gazetteer.rows import shipped_rows  # noqa: E402

TYPED = ("bd voltaire", "12 rue oberkampf 75011", "metro Republique", "hopital saint louis", "rue oberkamf")
NEAR = (48.8674, 2.3636)


def median_ms(question) -> float:
    taken = []
    for typed in TYPED * 5:
        began = time.perf_counter()
        question(typed)
        taken.append(1000 * (time.perf_counter() - began))
    return statistics.median(taken)


def main() -> None:
    rows = list(shipped_rows())
    names = [row.name.lower() for row in rows]
    began = time.perf_counter()
    index = Index(rows)
    built = time.perf_counter() - began
    index.search("rue oberkampf", NEAR)
    ours = median_ms(lambda typed: index.search(typed, NEAR))
    scan = median_ms(lambda typed: process.extract(typed, names, scorer=fuzz.WRatio, limit=5))
    print(f"{len(rows)} places: built in {built:.2f} s; {ours:.2f} ms a query")
    print(f"a plain scan takes {scan / ours:.0f} times as long")


if __name__ == "__main__":
    main()
