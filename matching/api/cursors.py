"""A cursor names the last position seen. The public one names two, because the public learns of doors later than of
shelters: the second is how far the doors have been told. Positions come from the journal's one sequencing writer,
so none that was skipped can appear later.
"""

import base64
from dataclasses import dataclass

from accounts.journal.keeping import first_kept, kept_after
from accounts.journal.sequence import last_position
from crisis.ground.api.paging import MalformedCursor
from crisis.ground.api.problems import Gone

NOW = "now"


@dataclass(frozen=True)
class Cursor:
    position: int
    doors: int

    def __str__(self) -> str:
        return base64.urlsafe_b64encode(f"1.{self.position}.{self.doors}".encode()).decode().rstrip("=")


def read_cursor(text: str | None) -> Cursor:
    """`text`: empty for the beginning, "now" for the end, or a `next`. Raises MalformedCursor, Gone."""
    if text == NOW:
        return Cursor(last_position(), last_position())
    if not text:
        return Cursor(first_kept(), first_kept())
    cursor = _decoded(text)
    if not kept_after(min(cursor.position, cursor.doors)):
        raise Gone
    return cursor


def _decoded(text: str) -> Cursor:
    try:
        version, *places = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode("ascii").split(".")
        position, doors = map(int, places)
    except ValueError:
        raise MalformedCursor from None
    if version != "1" or not (0 <= position < 2**62 and 0 <= doors < 2**62):
        raise MalformedCursor
    return Cursor(position, doors)
