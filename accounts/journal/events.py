"""Events: frozen, past tense, ids only. A slice declares its own with @event."""

import dataclasses
from datetime import datetime
from typing import ClassVar
from uuid import UUID

_events: dict[str, type["Event"]] = {}
_COLUMNS = ("crisis_id", "subject", "cell", "at")


@dataclasses.dataclass(frozen=True, kw_only=True)
class Event:
    """`subject`: public id of what changed; `cell`: its H3 cell or ""; `at`: when it happened (crisis time).

    `lasting`: its entry stays for good, because it proves who decided what, or to whom an address was given.
    """

    lasting: ClassVar[bool] = False
    crisis_id: int | None
    subject: UUID
    at: datetime
    cell: str = ""


def event(cls: type[Event]) -> type[Event]:
    """Make an Event subclass known by its name, so that an entry can be read back into it."""
    cls = dataclasses.dataclass(frozen=True, kw_only=True)(cls)
    if cls.__name__ in _events:
        raise TypeError(f"two events are named {cls.__name__}")
    _events[cls.__name__] = cls
    return cls


def lasting_kinds() -> list[str]:
    return [name for name, kind in _events.items() if kind.lasting]


def about(name: str) -> str:
    """An event's own words for programmers; dataclasses invent a docstring, which starts with the name: "" then."""
    text = (_events[name].__doc__ or "").strip()
    return "" if text.startswith(f"{name}(") else text


def payload_of(happened: Event) -> dict:
    """The fields an entry keeps as JSON: everything that has no column of its own."""
    fields = {f.name: getattr(happened, f.name) for f in dataclasses.fields(happened)}
    return {name: _plain(value) for name, value in fields.items() if name not in _COLUMNS}


def _plain(value):
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value


def event_of(entry) -> Event:
    """The event that `entry` recorded. Raises KeyError for an event that no code declares any more."""
    return _events[entry.kind](
        crisis_id=entry.crisis_id,
        subject=entry.subject,
        cell=entry.cell,
        at=entry.happened_at,
        **entry.payload,
    )
