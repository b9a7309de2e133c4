"""What the live channel says of a journal entry: {stream: payload}. Each slice registers its own with @project."""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable

from accounts.journal.events import Event
from accounts.journal.models import Entry

Projection = Callable[[Entry], dict[str, dict]]
_projections: dict[str, Projection] = {}

MOST_ENTRIES = 200  # in one message; above, the viewer is told to fetch afresh


def project(*events: type[Event]):
    """Register `function(entry) -> {stream: payload}` for these events.

    Payloads hold ids, cell, kind and state; never a name, a contact or a point. The function asks no database.
    """

    def register(function: Projection) -> Projection:
        for happened in events:
            _projections[happened.__name__] = function
        return function

    return register


def projected() -> list[str]:
    """Names of the events the live channel tells of."""
    return sorted(_projections)


def desk_stream(crisis_id: int) -> str:
    return f"desk:{crisis_id}"


def own_stream(kind: str, public_id) -> str:
    """`kind`: "need", "offer", "search" or "check_in"; `public_id`: its UUID. Whoever holds a link to it hears it."""
    return f"{kind}:{public_id}"


def their_stream(public_id, person: int) -> str:
    """What one follower of a search hears and the others do not, not even that there was something."""
    return f"search:{public_id}:{person}"


def told(entries: Iterable[Entry]) -> dict[str, list[dict]]:
    """{stream: [payload, …]} of these entries in their order; entries nobody projects are left out."""
    streams: dict[str, list[dict]] = defaultdict(list)
    for entry in entries:
        projection = _projections.get(entry.kind)
        for stream, payload in (projection(entry) if projection else {}).items():
            streams[stream].append({"position": entry.position, "event": entry.kind, **payload})
    return streams


def message(start: int, end: int, entries: list[dict]) -> str:
    """One JSON message that covers positions (start, end]; `resync` instead of more entries than one can hold."""
    covered: dict = {"from": start, "to": end}
    if len(entries) > MOST_ENTRIES:
        return json.dumps(covered | {"entries": [], "resync": True}, separators=(",", ":"))
    return json.dumps(covered | {"entries": entries}, separators=(",", ":"))


def resync(end: int) -> str:
    """Tells the viewer to fetch everything afresh and to go on from `end`."""
    return json.dumps({"from": end, "to": end, "entries": [], "resync": True}, separators=(",", ":"))
