"""The global assignment against the full optimum, first come first served, and a greedy walk over every pair.

    .venv/bin/python bench/bench_matching.py [--sample 0.01] [--best-of 3]

5,000 needs in four knots, doors of one to three places all around Paris: 20,000 (places abound), 2,600 (just
enough) and 2,000 (too few); then groups of one to four that stay together. Everything in one process, on one core; no
database. Prints the tables of docs/benchmarks.md.
"""

import argparse
import os
import resource
import sys
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
from geopy.distance import geodesic

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from matching.engine.asking import Asking, Assignment, Open, Policy  # noqa: E402
from matching.engine.assignment import assign  # noqa: E402
from matching.engine.flow import Pairs, cheapest_flow  # noqa: E402
from matching.engine.nearby import positions  # noqa: E402

NEEDS, DOORS = 5_000, (20_000, 2_600, 2_000)
KNOTS = np.array([(48.865, 2.37), (48.85, 2.35), (48.88, 2.33), (48.84, 2.39)])
KEPT = 600  # doors a need in the full flow, where all would not fit into memory; proven enough afterwards


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--sample", type=float, default=0.01, help="share of the greedy walk that is timed")
    parser.add_argument("--best-of", type=int, default=3)
    options = parser.parse_args()
    print(f"{NEEDS} needs; {os.cpu_count()} cores, one used; load {os.getloadavg()[0]:.1f} at the start")
    print("| doors | placed | most | metres to the full optimum | first come walks | mean, p95, longest walk "
          "| seconds (of one core) | full flow takes | greedy with geopy takes |\n" + "|---" * 9 + "|")  # fmt: skip
    for people in (1, 4):
        for doors in DOORS:
            print(row(doors, people, options), flush=True)
    print(f"\npeak memory of the engine in the rows so far, and of what it is compared with: {peak():.0f} MB")
    print(
        "\n2,600 doors, needs of one person\n\n| `--worst-off` | total | p95 | longest |\n|---|---|---|---|"
    )
    plain = assign(*crowd(2_600, 1)).total
    for worst_off in (0.0, 0.1, 0.25, 1.0):
        found = assign(*crowd(2_600, 1), Policy(worst_off=worst_off))
        print(
            f"| {worst_off:g} | {found.total / plain:.3f} | {found.percentile(95):.0f} m | {found.longest:.0f} m |"
        )


def peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def row(doors: int, people: int, options: argparse.Namespace) -> str:
    needs, opened = crowd(doors, people)
    found, seconds, worked = best_of(options.best_of, (needs, opened))
    if people > 1:  # nobody can do better than a flow that may split groups
        split, _seconds, _worked = best_of(1, ([replace(need, may_split=True) for need in needs], opened))
        compared = [f"{found.total / split.total:.4f} (groups split)", "", "", ""]
    else:
        compared = against(found, seconds, needs, opened, options.sample)
    cells = [
        f"{doors:,}{', groups' if people > 1 else ''}",
        f"{found.people:,}",
        f"{found.most:,}",
        *compared[:2],
        f"{found.mean:.0f}, {found.percentile(95):.0f}, {found.longest:.0f} m",
        f"{seconds:.2f} ({worked:.2f})",
        *compared[2:],
    ]
    return f"| {' | '.join(cells)} |"


def against(found: Assignment, seconds: float, needs: list, opened: list, sample: float) -> list[str]:
    metres = distances(needs, opened)
    began = time.perf_counter()
    placed, total = full_optimum(metres, opened)
    took = time.perf_counter() - began
    if found.people != placed:
        raise ArithmeticError(f"{found.people} people instead of {placed}")
    _placed, first = first_come(metres, opened)
    greedy = greedy_geodesic(needs, opened, sample)
    return [
        f"{found.total / total:.4f}",
        f"{first / found.total:.2f} times as far",
        f"{took / seconds:.0f} times as long",
        f"{greedy / seconds:,.0f} times as long (scaled from {sample:.2%})",
    ]


def crowd(doors: int, most_people: int) -> tuple[list[Asking], list[Open]]:
    dice = np.random.default_rng(1)
    at = KNOTS[dice.integers(0, 4, NEEDS)] + dice.normal(0, [0.012, 0.018], (NEEDS, 2))
    homes = np.array([48.86, 2.35]) + dice.normal(0, [0.03, 0.05], (doors, 2))
    places = dice.integers(1, 4 if most_people == 1 else 7, doors)
    people = dice.choice([1, 2, 3, 4], NEEDS, p=[0.5, 0.25, 0.15, 0.1]) if most_people > 1 else [1] * NEEDS
    needs = [Asking(n, *at[n].tolist(), people=int(people[n])) for n in range(NEEDS)]
    return needs, [Open(d, *homes[d].tolist(), places=int(places[d])) for d in range(doors)]


def best_of(times: int, lists: tuple) -> tuple[Assignment, float, float]:
    """The answer, and the least seconds on the wall and of the processor."""
    taken = []
    for _time in range(times):
        began, worked = time.perf_counter(), time.process_time()
        found = assign(*lists)
        taken.append((time.perf_counter() - began, time.process_time() - worked))
    return found, min(wall for wall, _work in taken), min(work for _wall, work in taken)


def distances(needs: list[Asking], doors: list[Open]) -> np.ndarray:
    guests, hosts = (
        positions(np.array([v.lat for v in values]), np.array([v.lon for v in values]))
        for values in (needs, doors)
    )
    guests, hosts = guests - hosts.mean(axis=0), hosts - hosts.mean(axis=0)
    squared = (guests**2).sum(axis=1)[:, None] + (hosts**2).sum(axis=1) - 2 * guests @ hosts.T
    return np.sqrt(np.maximum(squared, 0))


def full_optimum(metres: np.ndarray, doors: list[Open]) -> tuple[int, float]:
    """Every pair; or the KEPT nearest of each need, if the prices prove that no other pair could help."""
    needs = len(metres)
    places = np.array([door.places for door in doors])
    kept = len(doors) if len(doors) < 5_000 else KEPT
    near = np.argpartition(metres, kept - 1, axis=1)[:, :kept]
    cost = np.round(np.take_along_axis(metres, near, axis=1) * 10).astype(np.int64)
    outside = np.full(needs, 10 * int(metres.max() + 1) * needs)
    pairs = Pairs(np.repeat(np.arange(needs), kept), near.ravel(), cost.ravel())
    flow = cheapest_flow(pairs, np.ones(needs, np.int64), places, outside)
    if kept < len(doors) and (flow.need_price > cost.max(axis=1)).any():
        raise ArithmeticError("keep more doors a need: the optimum isn't proven")
    return int(flow.people.sum()), float((flow.people * pairs.cost).sum()) / 10


def first_come(metres: np.ndarray, doors: list[Open]) -> tuple[int, float]:
    left = np.array([door.places for door in doors])
    walks = []
    for row in metres:
        door = int(np.argmin(np.where(left > 0, row, np.inf)))
        if left[door]:
            left[door] -= 1
            walks.append(row[door])
    return len(walks), float(sum(walks))


def greedy_geodesic(needs: list[Asking], doors: list[Open], sample: float) -> float:
    """Seconds to look at every door for every need with geopy, from a share of the needs."""
    looked = needs[: max(1, round(sample * len(needs)))]
    began = time.perf_counter()
    for need in looked:
        min(doors, key=lambda door: geodesic((need.lat, need.lon), (door.lat, door.lon)).meters)
    return (time.perf_counter() - began) * len(needs) / len(looked)


if __name__ == "__main__":
    main()
