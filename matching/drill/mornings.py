"""The exercise's morning, towards its end: those who came are asked how it went, and most of the cast answer."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from heapq import merge

from matching.actions.morning import ask_how_it_went, say_how_it_went
from matching.drill.company import DRILL, Act
from matching.drill.deeds import Scene, deed
from matching.drill.planned import Planned
from matching.drill.scenario import Scenario
from matching.models import Match, Welfare
from matching.vocabulary import Morning, Side

BEFORE_THE_END, TIMES = timedelta(minutes=20), 15  # asked a minute apart, some at a time
ON_THE_WAY_SINCE = timedelta(hours=1)
ANSWERS = (*[Morning.FINE] * 7, Morning.FOLLOW_UP, "", "")  # by the last digit of their key
ANSWER_SECONDS = 90


@dataclass(frozen=True, slots=True)
class PlannedMorning:
    at: datetime
    key: str


def with_morning(planned: Iterator[Planned], scenario: Scenario) -> Iterator[Planned]:
    """The night's plan, its morning in its place. A night that is stopped earlier has none."""
    begins = scenario.ends_at.astimezone(UTC) - BEFORE_THE_END
    asked = [PlannedMorning(begins + timedelta(minutes=n), f"morning-{n:02d}") for n in range(TIMES)]
    return merge(planned, asked, key=lambda each: (each.at, each.key))


@deed(PlannedMorning, name="morning")
def ask_the_cast(scene: Scene, planned: list[PlannedMorning], at: datetime) -> None:
    ask_how_it_went(crisis=scene.crisis, at=at, set_out_before=at - ON_THE_WAY_SINCE)
    asked = Welfare.objects.filter(match__crisis=scene.crisis, asked_at=at)
    for pk, side, key in _of_the_cast(scene, asked):
        number = int(key.rpartition("-")[2])
        if answer := ANSWERS[number % len(ANSWERS)]:
            scene.families.owe(at, ANSWER_SECONDS + number % 600, answer.value, _say(pk, side, answer))


def _of_the_cast(scene: Scene, asked) -> Iterable[tuple[int, str, str]]:
    """(match, side, key of the plan) of invented hosts and guests: nobody answers for a newcomer."""
    for pk, side, offer, need in asked.values_list(
        "match", "side", "match__offer__public_id", "match__need__public_id"
    ):
        mine = scene.company.hosts.get(offer) if side == Side.HOST else scene.company.guests.get(need)
        if mine:
            yield pk, side, mine.key


def _say(pk: int, side: str, answer: Morning) -> Act:
    def act(at: datetime) -> None:
        match = Match.objects.select_related("offer", "need", "crisis").get(pk=pk)
        say_how_it_went(match=match, side=Side(side), answer=answer, origin=DRILL, at=at)

    return act
