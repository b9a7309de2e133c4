"""What a night counts, and how it says it: one line while it runs, a few sentences at the end."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from statistics import median

from django.db.models import Count

from crisis.activation.models import Crisis
from crisis.shelter.models import Need
from crisis.shelter.vocabulary import NeedState
from matching.models import Lead, LeadTold, Match
from matching.vocabulary import LeadState, MatchState

HERE = (MatchState.ARRIVED, MatchState.ENDED)


@dataclass
class Tally:
    """`done`: acts by name; `refused`: refusals by code; `most_behind`: of the speed asked for, in drill time."""

    done: Counter = field(default_factory=Counter)
    refused: Counter = field(default_factory=Counter)
    most_behind: timedelta = timedelta(0)


@dataclass(frozen=True)
class Standing:
    """A crisis in numbers: parties waiting, being asked for, arrived; leads confirmed, families told of one."""

    waiting: int
    asked: int
    arrived: int
    confirmed: int
    told: int


def standing_of(crisis: Crisis) -> Standing:
    states = Counter(dict(Need.objects.filter(crisis=crisis).values_list("state").annotate(Count("pk"))))
    return Standing(
        waiting=states[NeedState.WAITING],
        asked=states[NeedState.PROPOSED] + states[NeedState.MATCHED],
        arrived=states[NeedState.SHELTERED],
        confirmed=Lead.objects.filter(crisis=crisis, state=LeadState.CONFIRMED).count(),
        told=families_told(crisis),
    )


def families_told(crisis: Crisis) -> int:
    """Searches of which somebody got a message about a confirmed lead."""
    told = LeadTold.objects.filter(lead__crisis=crisis, written_at__isnull=False, taken_back_at=None)
    return told.values("lead__search").distinct().count()


@dataclass(frozen=True)
class Summary:
    """`metres` walked and `minutes` from asking to arriving: medians, None when nobody arrived."""

    doors: int
    parties: int
    arrived: int
    searches: int
    check_ins: int
    confirmed: int
    told: int
    metres: float | None
    minutes: float | None


def summary_of(crisis: Crisis, tally: Tally) -> Summary:
    walks = Match.objects.filter(crisis=crisis, state__in=HERE)
    rows = walks.values_list("metres", "need__posted_at", "host_confirmed_at", "guest_confirmed_at")
    here = [(metres, max(by_host, by_guest) - asked) for metres, asked, by_host, by_guest in rows]
    return Summary(
        doors=tally.done["offer"],
        parties=Need.objects.filter(crisis=crisis).count(),  # "I need help" asks for a place too
        arrived=len(here),
        searches=tally.done["search"],
        check_ins=tally.done["check_in"],
        confirmed=tally.done["confirm"],
        told=families_told(crisis),
        metres=median(metres for metres, _wait in here) if here else None,
        minutes=median(wait.total_seconds() / 60 for _metres, wait in here) if here else None,
    )


def minutes_of(behind: timedelta) -> int:
    return round(behind.total_seconds() / 60)


def clock_face(at: datetime, scenario_begins: datetime) -> str:
    """The drill's clock in the scenario's own time zone."""
    return at.astimezone(scenario_begins.tzinfo).strftime("%H:%M:%S")
