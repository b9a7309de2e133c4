"""Counts. The public's: of whom anybody may find, in bands. The desk's: what stands, and what was said as it came."""

import time
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Count, Exists, F, Max, Min, OuterRef, Q, QuerySet, Sum

from crisis.activation.models import Crisis
from crisis.activation.vocabulary import Phase
from crisis.checkin.models import CheckIn, CheckInTally, CountedCheckIn, KeptCount
from crisis.checkin.vocabulary import Life, Nearness, Status, Voice
from crisis.ground import grid
from crisis.shelter.public_copy import public_delay
from crisis.shelter.queries import FEWEST, TOO_FEW, band, masks, some

MOST_CELLS, MOST_MINUTES = 10, 10
REST = 20  # times as long as counting took, before it is done again


@dataclass(frozen=True)
class Said:
    """What was said first, however it stands now: a correction counts no second time, a withdrawal takes nothing away.

    `by_status`: [(status, in words, {nearness: how many}, all of it)]; `of_others`: how many of all were said by
    somebody else, so that one person may be among them twice; `lately`: how many in the last hour; `minutes`: of these,
    [(minute, how many)], latest first; `cells`: where they say they are, [(cell, how many)], most first.
    """

    by_status: list[tuple[str, str, dict[str, int], int]]
    total: int
    of_others: int
    lately: int
    minutes: list[tuple[datetime, int]]
    cells: list[tuple[str, int]]


def public_counts(crisis: Crisis, *, at: datetime) -> dict:
    """{"safe": band, "said": {nearness: band}, "cells": [{cell, lat, lon, safe: band}]}: how many people are safe, of
    those who say so themselves and those who are with them, later than it was said; in "said" how near to the crisis,
    so that those elsewhere are counted apart.

    Only people whom anybody may find, said so by somebody whose contact answered, are in a count: nothing the public
    reads ever changes with the others. Of one author only the latest word counts, with their group, and whoever answers
    at one mailbox or phone is one author: however often it is said, it makes no night look over. In a cell's those who
    let their district be known. What fewer than three authors say is merged upwards in a cell, and told as "0-2" of how
    near they are, for one of them may have told nobody.
    """
    found = _latest(crisis, until=at - public_delay(crisis))
    near, by = _added_up((nearness, many, who) for nearness, _cell, many, who in found)
    placed, there = _added_up((cell, many, who) for _nearness, cell, many, who in found if cell)
    merged: Counter = Counter()
    for cell, mask in masks(there).items():
        merged[mask] += placed[cell]
    return {
        "safe": band(near.total()),
        "said": {each.value: _few_hidden(near[each], by[each]) for each in Nearness},
        "cells": [_cell(mask, merged[mask]) for mask in sorted(merged)],
    }


def told_counts(crisis: Crisis, *, at: datetime) -> dict:
    """public_counts() as they were kept last, COUNTED_FOR seconds ago or so; a drill's own clock asks for its own."""
    kept = KeptCount.objects.filter(crisis=crisis).values_list("counts", flat=True)
    is_kept = settings.COUNTED_FOR and crisis.phase != Phase.ARCHIVED and not crisis.is_drill
    return (kept.first() if is_kept else None) or public_counts(crisis, at=at)


def keep_counts(crisis: Crisis, *, at: datetime, now: datetime) -> None:
    """Count for all pages of all processes, unless it took long a moment ago. `now`: real time."""
    kept = KeptCount.objects.filter(crisis=crisis)
    if kept.filter(due_at__gt=now).exists():
        return
    began = time.monotonic()
    counts = public_counts(crisis, at=at)
    due_at = now + timedelta(seconds=REST * (time.monotonic() - began))
    KeptCount.objects.update_or_create(crisis=crisis, defaults={"counts": counts, "due_at": due_at})


def status_counts(crisis: Crisis) -> dict[str, int]:
    """{status: how many stand}, for coordinators."""
    rows = CheckIn.objects.filter(crisis=crisis, life=Life.ACTIVE)
    return dict(rows.values_list("status").annotate(Count("pk")))


def tally(crisis: Crisis, *, since: datetime | None = None) -> QuerySet[CheckInTally]:
    """For coordinators: how many said what, minute by minute and cell by cell, from the minute of `since` on."""
    rows = CheckInTally.objects.filter(crisis=crisis)
    return rows.filter(minute__gte=since.replace(second=0, microsecond=0)) if since else rows


def said_so_far(crisis: Crisis, *, at: datetime) -> Said:
    """Three queries, however many checked in."""
    groups = tally(crisis).values_list("status", "nearness", "voice").annotate(Sum("said"))
    near, of_others = Counter(), 0
    for status, nearness, voice, said in groups:
        near[status, nearness] += said
        of_others += said if voice != Voice.OWN else 0
    lately = tally(crisis, since=at - timedelta(hours=1))
    cells = lately.exclude(cell="").values_list("cell").annotate(said=Sum("said")).order_by("-said", "cell")
    minutes = list(lately.values_list("minute").annotate(Sum("said")).order_by("-minute"))
    return Said(
        by_status=[_row(status, near) for status in Status],
        total=near.total(),
        of_others=of_others,
        lately=sum(said for _minute, said in minutes),
        minutes=minutes[:MOST_MINUTES],
        cells=list(cells[:MOST_CELLS]),
    )


def _row(status: Status, near: Counter) -> tuple[str, str, dict[str, int], int]:
    counted = {each.value: near[status.value, each.value] for each in Nearness}
    return status.value, status.label, counted, sum(counted.values())


def _latest(crisis: Crisis, *, until: datetime) -> list[tuple[str, str, int, set]]:
    """[(nearness, cell, how many people, some() of the authors)]: of each author what was said last, by then."""
    said = CountedCheckIn.objects.filter(crisis=crisis, said_at__lte=until)
    later = said.filter(author=OuterRef("author"), lead__gt=OuterRef("lead"))
    own = {"filter": Q(pk=F("lead"))}  # each author once, where they are themselves
    authors = {"many": Count("pk", **own), "least": Min("author", **own), "most": Max("author", **own)}
    groups = (
        said.exclude(Exists(later)).values_list("nearness", "cell").annotate(people=Count("pk"), **authors)
    )
    return [(nearness, cell, people, some(*who)) for nearness, cell, people, *who in groups]


def _added_up(groups: Iterable[tuple[str, int, set]]) -> tuple[Counter, dict[str, set]]:
    """({value: how many people}, {value: some() of their authors})"""
    people: Counter = Counter()
    authors: dict[str, set] = defaultdict(set)
    for value, many, who in groups:
        people[value] += many
        authors[value] |= who
    return people, authors


def _few_hidden(people: int, authors: set) -> str:
    return band(people) if len(authors) >= FEWEST else TOO_FEW


def _cell(mask: str, people: int) -> dict:
    lat, lon = grid.centre(mask)
    return {"cell": mask, "lat": round(lat, 5), "lon": round(lon, 5), "safe": band(people)}
