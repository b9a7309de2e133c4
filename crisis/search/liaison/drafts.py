from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, kw_only=True)
class Confirmation:
    """`authority`: which hospital or authority; whom they `spoke_to` there, by name or post; `spoke_at`: aware."""

    authority: str
    spoke_to: str
    spoke_at: datetime | None
    words: str = ""


@dataclass(frozen=True, kw_only=True)
class Telling:
    """`told_by` told `told_whom` (names) `how` (How), at `spoke_at`. `call`: whom the family may call, with a number.

    `all_know`: no relative who can open the page will read there what nobody has told them. `families`: the public ids
    of the searches whose families these are; none where there is but one.
    """

    told_by: str
    told_whom: str
    how: str
    spoke_at: datetime | None
    call: str
    all_know: bool = False
    families: Collection[UUID] = ()
    words: str = ""
