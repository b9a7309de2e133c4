"""The global assignment against the full optimum, first come first served, and a greedy walk over every pair.

    .venv/bin/python bench/bench_matching.py [--sample 0.01] [--best-of 3]

5,000 needs in four knots, doors of one to three places all around Paris: 20,000 (places abound), 2,600 (just
enough) and 2,000 (too few); then needs of one to four people. Everything in one process, on one core; no database.
"""

import argparse
import os
import resource
import sys
import time
from pathlib import Path

import numpy as np
from geopy.distance import geodesic

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from matching.engine.assignment import Asking, Assignment, Open, Policy, assign  # noqa: E402
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
    print("doors    placed  most    total m  mean  p95   max  proven  seconds")
    ours = {}
    for people in (1, 4):
        for doors in DOORS:
            lists = crowd(doors, people)
            ours[people, doors] = best_of(options.best_of, lists, Policy())
            tell(f"{doors:6}{'' if people == 1 else ' g'}", *ours[people, doors])
    print(f"peak memory of all that: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
    print("\nmore weight for long walks (2,600 doors)")
    for worst_off in (0.0, 0.25, 1.0, 4.0):
        tell(f"w={worst_off:<5}", *best_of(1, crowd(2_600, 1), Policy(worst_off=worst_off)))
    for doors in DOORS:
        print(f"\n{doors} doors, needs of one person")
        compare(*ours[1, doors], doors, options.sample)


def compare(found: Assignment, seconds: float, doors: int, sample: float) -> None:
    needs, opened = crowd(doors, 1)
    metres = distances(needs, opened)
    began = time.perf_counter()
    placed, total = full_optimum(metres, opened)
    took = time.perf_counter() - began
    print(f"full flow     {placed} people, {total:9.0f} m, {took:6.1f} s; ours {found.total / total:.4f} of its metres,"
          f" {found.people - placed:+} people, {took / seconds:.0f} times as fast")  # fmt: skip
    placed, total = first_come(metres, opened)
    print(f"first come    {placed} people, {total:9.0f} m: {total / found.total:.2f} times ours")
    took = greedy_geodesic(needs, opened, sample)
    print(
        f"greedy, geopy {took:.0f} s for all, scaled from {sample:.1%}: ours {took / seconds:.0f} times as fast"
    )


def crowd(doors: int, most_people: int) -> tuple[list[Asking], list[Open]]:
    dice = np.random.default_rng(1)
    at = KNOTS[dice.integers(0, 4, NEEDS)] + dice.normal(0, [0.012, 0.018], (NEEDS, 2))
    homes = np.array([48.86, 2.35]) + dice.normal(0, [0.03, 0.05], (doors, 2))
    places = dice.integers(1, 4 if most_people == 1 else 7, doors)
    people = dice.choice([1, 2, 3, 4], NEEDS, p=[0.5, 0.25, 0.15, 0.1]) if most_people > 1 else [1] * NEEDS
    needs = [Asking(n, *at[n].tolist(), people=int(people[n])) for n in range(NEEDS)]
    return needs, [Open(d, *homes[d].tolist(), places=int(places[d])) for d in range(doors)]


def best_of(times: int, lists: tuple, policy: Policy) -> tuple[Assignment, float]:
    taken = []
    for _time in range(times):
        began = time.perf_counter()
        found = assign(*lists, policy)
        taken.append(time.perf_counter() - began)
    return found, min(taken)


def tell(name: str, found: Assignment, seconds: float) -> None:
    print(
        f"{name:8} {found.people:6} {found.most:6} {found.total:9.0f} {found.mean:5.0f} {found.percentile(95):5.0f}"
        f" {found.longest:5.0f} {found.proven:7.2%} {seconds:7.2f}"
    )


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
