"""What an area would touch: asked here, answered by whoever knows (they register)."""

from collections.abc import Callable

from crisis.activation.models import Crisis
from matching.engine.closed import ClosedAreas

Answer = Callable[[Crisis, ClosedAreas], dict[str, int]]
_askers: list[Answer] = []


def touches(function: Answer) -> Answer:
    """Register `function(crisis, areas) -> {what: how many}`."""
    _askers.append(function)
    return function


def touched_by(crisis: Crisis, area: dict) -> dict[str, int]:
    """{aside, doors, places, waiting, under_way, on_the_way, inside}: doors in the area that are set aside already;
    open ones and their free places; persons who wait in it, whose handshake crosses it, who are on the way through it,
    and who sleep behind a door in it."""
    areas = ClosedAreas([area])
    return {what: number for ask in _askers for what, number in ask(crisis, areas).items()}
