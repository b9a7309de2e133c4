"""What can be reported, and the doors that hide and show it. A slice adds its own kind here by registering."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from accounts.errors import NotThere
from crisis.activation.models import Crisis


@dataclass(frozen=True)
class Kind:
    """`find(crisis, public_id)` → row or None; `hide` and `show` (row, origin=, at=) are the slice's own doors.

    `is_public`: may anybody who sees the page report it, or only somebody concerned, from their own page?
    """

    name: str
    find: Callable
    hide: Callable
    show: Callable
    is_public: bool = True


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    _kinds[kind.name] = kind


def kinds() -> dict[str, Kind]:
    return dict(_kinds)


def find(crisis: Crisis, name: str, public_id: UUID):
    """(kind, row). Raises NotThere for an unknown kind, or for a row of another crisis."""
    kind = _kinds.get(name)
    row = kind.find(crisis, public_id) if kind else None
    if row is None:
        raise NotThere
    return kind, row
