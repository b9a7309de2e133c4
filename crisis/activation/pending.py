"""What must be settled before a crisis is archived: asked here, answered by whoever knows (they register)."""

from collections.abc import Callable
from dataclasses import dataclass

from crisis.activation.models import Crisis


@dataclass(frozen=True)
class Pending:
    """`words`: who is concerned and how it stands; `path`: the page on which to settle it."""

    words: str
    path: str


_askers: list[Callable[[Crisis], list[Pending]]] = []


def blocks_archiving(function: Callable[[Crisis], list[Pending]]):
    _askers.append(function)
    return function


def pending_of(crisis: Crisis) -> list[Pending]:
    return [one for ask in _askers for one in ask(crisis)]
