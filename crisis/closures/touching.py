"""What an area would touch: asked here, answered by whoever knows (they register)."""

from collections.abc import Callable

from crisis.activation.models import Crisis
from crisis.closures.shapes import widened
from matching.engine.closed import ClosedAreas

Answer = Callable[[Crisis, ClosedAreas], dict[str, int]]
CELL_METRES = 40  # from the middle of a cell of `grid.FINE` to any point of it, with some to spare
_askers: list[Answer] = []


def touches(function: Answer) -> Answer:
    """Register `function(crisis, areas) -> {what: how many}`. It judges middles of fine cells, never a point."""
    _askers.append(function)
    return function


def touched_by(crisis: Crisis, area: dict) -> dict[str, int]:
    """{aside, doors, places, waiting, under_way, on_the_way, inside}: doors in the area that are set aside already;
    open ones and their free places; persons who wait in it, whose handshake crosses it, who are on the way through it,
    and who sleep behind a door in it.

    Whoever stands up to 80 m outside may be counted, and nobody inside is left out: areas drawn to try where
    somebody is tell no more than the desk's map shows without a reason given.
    """
    areas = ClosedAreas([widened(area, CELL_METRES)])
    return {what: number for ask in _askers for what, number in ask(crisis, areas).items()}
