"""Min-cost flow over given pairs of needs and doors, and what a place is worth in its optimum."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Pairs:
    """`cost[k]`: what one person of need `need[k]` pays at door `door[k]`, a whole number of any unit."""

    need: Ints
    door: Ints
    cost: Ints


@dataclass(frozen=True)
class Flow:
    """People on each pair and people left outside of each need; then the value of its two sides.

    `need_price` (what one more person would cost) and `door_price` (what one place less would) never break
    need_price - door_price <= cost on a given pair, and meet it where people walk.
    """

    people: Ints
    outside: Ints
    cost: int
    need_price: Ints
    door_price: Ints


def cheapest_flow(pairs: Pairs, people: Ints, places: Ints, outside_cost: Ints) -> Flow:
    """The cheapest way to lead everyone to a door or leave them outside at `outside_cost` a person."""
    from ortools.graph.python import min_cost_flow  # 20 MB that most processes never need

    needs, doors, count = len(people), len(places), len(pairs.need)
    sink = needs + doors
    solver = min_cost_flow.SimpleMinCostFlow()
    arcs = solver.add_arcs_with_capacity_and_unit_cost(
        np.concatenate([pairs.need, np.arange(needs), needs + np.arange(doors)]),
        np.concatenate([needs + pairs.door, np.full(needs + doors, sink)]),
        np.concatenate([np.minimum(people[pairs.need], places[pairs.door]), people, places]),
        np.concatenate([pairs.cost, outside_cost, np.zeros(doors, np.int64)]),
    )
    supply = np.concatenate([people, np.zeros(doors, np.int64), [-people.sum()]])
    solver.set_nodes_supplies(np.arange(sink + 1), supply)
    status = solver.solve()
    if status != solver.OPTIMAL:
        raise ArithmeticError(f"min-cost flow: {status}")
    flows = np.asarray(solver.flows(arcs))
    walking, outside = flows[:count], flows[count : count + needs]
    prices = _prices(pairs, walking, places, outside_cost)
    return Flow(walking, outside, int(solver.optimal_cost()), *prices)


def _prices(pairs: Pairs, walking: Ints, places: Ints, outside_cost: Ints) -> tuple[Ints, Ints]:
    """Shortest ways to a free place in what the flow left over (Bellman-Ford, all arcs at once)."""
    by_need = np.argsort(pairs.need, kind="stable")
    door, cost = pairs.door[by_need], pairs.cost[by_need]
    with_doors, need_starts = np.unique(pairs.need[by_need], return_index=True)
    walked = np.nonzero(walking)[0]
    walked = walked[np.argsort(pairs.door[walked], kind="stable")]
    back_need, back_cost = pairs.need[walked], pairs.cost[walked]
    with_guests, door_starts = np.unique(pairs.door[walked], return_index=True)
    free = np.bincount(pairs.door, walking, minlength=len(places)) < places
    door_price = np.where(free, 0, 4 * outside_cost.max(initial=0))
    while True:
        need_price = outside_cost.copy()
        if len(with_doors):
            nearest = np.minimum.reduceat(cost + door_price[door], need_starts)
            need_price[with_doors] = np.minimum(need_price[with_doors], nearest)
        cheaper = door_price.copy()
        if len(with_guests):
            swapped = np.minimum.reduceat(need_price[back_need] - back_cost, door_starts)
            cheaper[with_guests] = np.minimum(cheaper[with_guests], swapped)
        if np.array_equal(cheaper, door_price):
            return need_price, door_price
        door_price = cheaper
