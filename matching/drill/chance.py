"""How the night is drawn: moments by the phases of a flow, people's delays, one of several by weight."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from random import Random
from typing import TypeVar

from matching.drill.scenario import Flow

Drawn = TypeVar("Drawn")

OPENING_SECONDS = 600


def moments(flow: Flow, number: int, begins_at: datetime, chance: Random) -> list[datetime]:
    """`number` of them, in order: the opening ones at once and evenly, the rest by the phases' shares."""
    begins, opening = begins_at.astimezone(UTC), min(flow.opening, number)
    step = OPENING_SECONDS / max(1, opening)
    first = [begins + timedelta(seconds=2 + n * step + chance.random() * 5) for n in range(opening)]
    phases = chance.choices(flow.phases, weights=[phase.share for phase in flow.phases], k=number - opening)
    rest = [
        phase.begins_at.astimezone(UTC) + chance.random() * (phase.ends_at - phase.begins_at)
        for phase in phases
    ]
    return sorted(first + rest)


def delay(chance: Random, median: int, longest: int) -> int:
    """Seconds. People's delays are lopsided: most are quick, a few very slow."""
    return min(longest, max(10, round(median * chance.lognormvariate(0, 0.7))))


def drawn(chance: Random, weights: Mapping[Drawn, int]) -> Drawn:
    return chance.choices(list(weights), list(weights.values()))[0]
