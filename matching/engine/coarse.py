"""Neighbourhoods instead of points: the same problem, small, and its plan carried back."""

from dataclasses import dataclass, replace

import numpy as np

from .nearby import Ints
from .sides import Plan, Side

NEIGHBOURHOODS, LEAST = 350, 6  # about so many a side, each of so many rows at least


@dataclass(frozen=True)
class Gathered:
    """`side`: the neighbourhoods. The rows of each, all of one kind, stand together in `rows`."""

    side: Side
    rows: Ints


def gathered(side: Side) -> Gathered:
    size = max(LEAST, -(-len(side) // NEIGHBOURHOODS))
    starts, stretches = [], [np.zeros(0, np.int64)]
    for _asks, _has, rows in side.kinds:
        starts.append(sum(map(len, stretches)) + np.arange(0, len(rows), size))
        stretches.append(rows)
    rows, start = np.concatenate(stretches), np.concatenate(starts)
    many = np.diff(start, append=len(rows))
    firsts = rows[start]
    small = replace(
        side,
        points=np.add.reduceat(side.points[rows], start) / many[:, None],
        amount=np.add.reduceat(side.amount[rows], start),
        asks=side.asks[firsts],
        has=side.has[firsts],
        reach=np.maximum.reduceat(side.reach[rows], start),
        felt=np.add.reduceat(side.felt[rows], start) / many,
    )
    return Gathered(small, rows)


def person_by_person(
    needs: Side, many_needs: Gathered, doors: Side, many_doors: Gathered, plan: Plan
) -> Ints:
    """Pairs (need * doors + door) that carry the same flow between points: the next people of the one neighbourhood
    to the next places of the other."""
    guests = _shared_out(needs, many_needs, plan.need, plan.door, plan.people)
    hosts = _shared_out(doors, many_doors, plan.door, plan.need, plan.people)
    cuts = np.sort(np.concatenate([guests.start, hosts.start]))  # where both begin, a pair comes twice
    guest = guests.row[np.searchsorted(guests.start, cuts, side="right") - 1]
    host = hosts.row[np.searchsorted(hosts.start, cuts, side="right") - 1]
    return guest * len(doors) + host


def _shared_out(side: Side, many: Gathered, label: Ints, other: Ints, people: Ints) -> "Shares":
    shares = share_out(side.amount[many.rows], many.side.amount, label, other, people)
    return Shares(many.rows[shares.row], shares.flow, shares.start)


@dataclass(frozen=True)
class Shares:
    """Flows laid end to end on one line: from `start` on, row `row` takes part in flow `flow`."""

    row: Ints
    flow: Ints
    start: Ints


def share_out(amount: Ints, together: Ints, label: Ints, other: Ints, people: Ints) -> Shares:
    """Flow k uses up `people[k]` of the rows of neighbourhood `label[k]`, in the order of `other`.

    `amount` of each row, neighbourhood by neighbourhood; `together` of each neighbourhood."""
    order = np.lexsort((other, label))
    sent = people[order]
    before, starts = np.cumsum(sent) - sent, np.cumsum(together) - together
    begin = np.empty(len(people), np.int64)
    begin[order] = starts[label[order]] + before - before[np.searchsorted(label[order], label[order])]
    ends = np.cumsum(amount)
    low = np.searchsorted(ends, begin, side="right")
    count = np.searchsorted(ends, begin + people, side="left") - low + 1
    flow = np.repeat(np.arange(len(people)), count)
    row = low[flow] + np.arange(len(flow)) - np.repeat(np.cumsum(count) - count, count)
    used = np.maximum(0, ends[row] - amount[row] - begin[flow])
    return Shares(row, flow, (np.cumsum(people) - people)[flow] + used)
