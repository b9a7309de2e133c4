"""Counts. The public's: of whom anybody may find, in bands. The desk's: what stands, and what was said as it came."""

import math
import threading
import time
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import BigIntegerField, Count, Exists, OuterRef, QuerySet, Sum
from django.db.models.functions import Coalesce

from crisis.activation.models import Crisis
from crisis.checkin.models import CheckIn, CheckInTally
from crisis.checkin.vocabulary import Audience, Life, Nearness, Status, Voice
from crisis.ground import grid
from crisis.shelter.public_copy import public_delay
from crisis.shelter.queries import FEWEST, TOO_FEW, band, masks

MOST_CELLS, MOST_MINUTES = 10, 10
OLD = 4  # times COUNTED_FOR
_counting = threading.Lock()
_counted: dict[int, tuple[float, dict]] = {}  # {crisis: (when, public_counts())}


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
    reads ever changes with the others. Of one author only the latest word counts, with their group: however often it is
    said, it makes no night look over. In a cell's those who let their district be known. What fewer than three authors
    say is merged upwards in a cell, and told as "0-2" of how near they are, for one of them may have told nobody.
    """
    said = CheckIn.objects.filter(
        crisis=crisis,
        life=Life.ACTIVE,
        status=Status.SAFE,
        held_at__isnull=True,
        said_at__lte=at - public_delay(crisis),
        audience=Audience.ANYONE,
        findable__confirmed=True,
    )
    said = _latest(said)
    near, placed = _by(said, "nearness"), _by(said.filter(say_where=True).exclude(cell=""), "cell")
    merged: Counter = Counter()
    for cell, mask in masks({cell: authors for cell, (_people, authors) in placed.items()}).items():
        merged[mask] += placed[cell][0]
    return {
        "safe": band(sum(people for people, _authors in near.values())),
        "said": {each.value: _few_hidden(*near.get(each, (0, 0))) for each in Nearness},
        "cells": [_cell(mask, merged[mask]) for mask in sorted(merged)],
    }


def told_counts(crisis: Crisis, *, at: datetime) -> dict:
    """public_counts(), not older than COUNTED_FOR seconds: each process counts once, however many look.

    While one counts, the others read what was counted before: nobody waits, unless it is old.
    """
    if crisis.is_drill or not settings.COUNTED_FOR:
        return public_counts(crisis, at=at)
    age, counts = _so_far(crisis)
    if age < settings.COUNTED_FOR or not _counting.acquire(blocking=age >= OLD * settings.COUNTED_FOR):
        return counts
    try:
        age, counts = _so_far(crisis)
        if age >= settings.COUNTED_FOR:
            counts = public_counts(crisis, at=at)
            _counted[crisis.pk] = time.monotonic(), counts
        return counts
    finally:
        _counting.release()


def _so_far(crisis: Crisis) -> tuple[float, dict]:
    """(how many seconds ago, what was counted)"""
    counted_at, counts = _counted.get(crisis.pk, (-math.inf, {}))
    return time.monotonic() - counted_at, counts


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


def _latest(said: QuerySet[CheckIn]) -> QuerySet[CheckIn]:
    """Of each author's words among these the latest, and who is with them by it."""
    later = said.filter(owner=OuterRef("owner"), voice=Voice.OWN, pk__gt=OuterRef("lead"))
    lead = Coalesce("beside_id", "pk", output_field=BigIntegerField())
    return said.annotate(lead=lead).exclude(Exists(later))


def _by(said: QuerySet[CheckIn], column: str) -> dict[str, tuple[int, int]]:
    """{value: (how many people, how many authors)}"""
    counted = said.values_list(column).annotate(Count("pk"), Count("owner", distinct=True))
    return {value: counts for value, *counts in counted}


def _few_hidden(people: int, authors: int) -> str:
    return band(people) if authors >= FEWEST else TOO_FEW


def _cell(mask: str, people: int) -> dict:
    lat, lon = grid.centre(mask)
    return {"cell": mask, "lat": round(lat, 5), "lon": round(lon, 5), "safe": band(people)}
