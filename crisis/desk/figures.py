"""The four figures at the head of the desk, each with its age."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Max, Min, Sum

from crisis.activation.models import Crisis
from crisis.moderation.models import Report
from crisis.moderation.vocabulary import ReportState
from crisis.shelter.models import Need
from crisis.shelter.queries import open_offers, waiting_needs
from crisis.shelter.vocabulary import NeedState

FRESH = timedelta(hours=2)


@dataclass(frozen=True)
class Figures:
    """Counts of persons, places, handshakes and reports; `…_minutes`: how old the oldest (or newest) of them is.

    `stale`: places at doors whose host has not spoken for two hours; they are not in `places`.
    """

    at: datetime
    waiting: int
    waiting_minutes: int | None
    places: int
    places_minutes: int | None
    stale: int
    handshakes: int
    reports: int
    reports_minutes: int | None


def figures_of(crisis: Crisis, *, at: datetime) -> Figures:
    waiting = (
        waiting_needs(crisis).order_by().aggregate(a=Sum("adults"), c=Sum("children"), old=Min("posted_at"))
    )
    doors = open_offers(crisis).filter(until__gt=at)
    fresh = doors.filter(confirmed_at__gte=at - FRESH).aggregate(
        n=Sum("places_left"), new=Max("confirmed_at")
    )
    stale = doors.filter(confirmed_at__lt=at - FRESH).aggregate(n=Sum("places_left"))
    under_way = Need.objects.filter(crisis=crisis, state__in=(NeedState.PROPOSED, NeedState.MATCHED))
    unread = Report.objects.filter(crisis=crisis, state=ReportState.OPEN).aggregate(
        n=Count("pk"), old=Min("at")
    )
    return Figures(
        at=at,
        waiting=(waiting["a"] or 0) + (waiting["c"] or 0),
        waiting_minutes=minutes(waiting["old"], at),
        places=fresh["n"] or 0,
        places_minutes=minutes(fresh["new"], at),
        stale=stale["n"] or 0,
        handshakes=under_way.count(),
        reports=unread["n"],
        reports_minutes=minutes(unread["old"], at),
    )


def minutes(since: datetime | None, at: datetime) -> int | None:
    """Whole minutes from `since` to `at`, never negative; None without a `since`."""
    return None if since is None else max(0, int((at - since).total_seconds() // 60))
