"""What can be reported, and the doors that hide and show it. A slice adds its own kind here by registering."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from accounts.errors import NotThere
from accounts.links.models import ManageLink
from crisis.activation.models import Crisis


@dataclass(frozen=True)
class Kind:
    """`find(crisis, public_id)` → row or None; `hide` and `show` (row, origin=, at=) are the slice's own doors.

    `hide` None: it can be reported and read, not hidden; `instead`: what to do then. `is_public`: may anybody
    who sees the page report it, or only somebody concerned, from their own page: `concerns(link, row)`.
    `label`: what it is, in a word; `seen(row)`: does anybody see it now? What is hidden is not there for
    whoever would report it. `describe(row)`: [(label, value)] for the moderator, with no exact place, name or
    contact; `held(row)`: is it hidden now? `named(row)`: what tells it from others on a list, a code or a
    public name. `only_reported`: private, so a moderator reads it only once somebody reported it.
    """

    name: str
    find: Callable
    hide: Callable | None = None
    show: Callable | None = None
    is_public: bool = True
    only_reported: bool = False
    label: str = ""
    instead: str = ""
    seen: Callable = staticmethod(lambda row: True)
    concerns: Callable = staticmethod(lambda link, row: False)
    named: Callable = staticmethod(lambda row: "")
    describe: Callable = staticmethod(lambda row: [])
    held: Callable = staticmethod(lambda row: getattr(row, "held_at", None) is not None)


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    _kinds[kind.name] = kind


def kinds() -> dict[str, Kind]:
    return dict(_kinds)


def public_subject(crisis: Crisis, name: str, public_id: UUID):
    """(kind, row) of what anybody may report. Raises NotThere for everything else."""
    kind, row = find(crisis, name, public_id)
    if not (kind.is_public and kind.seen(row)):
        raise NotThere
    return kind, row


def concerning(link: ManageLink | None, name: str, public_id: UUID):
    """(crisis, kind, row) of what the holder of this link may report. Raises NotThere for everything else."""
    crisis = link and Crisis.objects.filter(pk=link.crisis_id).first()
    if not crisis:
        raise NotThere
    kind, row = find(crisis, name, public_id)
    if not (kind.is_public and kind.seen(row) or kind.concerns(link, row)):
        raise NotThere
    return crisis, kind, row


def find(crisis: Crisis, name: str, public_id: UUID):
    """(kind, row). Raises NotThere for an unknown kind, or for a row of another crisis."""
    kind = _kinds.get(name)
    row = kind.find(crisis, public_id) if kind else None
    if row is None:
        raise NotThere
    return kind, row
