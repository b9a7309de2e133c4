"""Who is at the door, by which door, and under which reference."""

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from accounts.people.models import Person


class Door(StrEnum):
    WEB = "web"
    API = "api"
    DESK = "desk"
    SMS = "sms"
    IMPORT = "import"
    DRILL = "drill"
    SYSTEM = "system"


@dataclass(frozen=True, kw_only=True)
class Origin:
    """Where a change comes from.

    `ref` names the request itself (form's submission id, Idempotency-Key, feed row id): the same (door, ref)
    never acts twice. `actor` is the person recognised at the edge, or None. `network`: the caller's, or "" where it is
    not asked; it is kept nowhere.
    """

    door: Door
    ref: str | None = None
    actor: "Person | None" = None
    network: str = ""

    @property
    def actor_id(self) -> int | None:
        return self.actor.pk if self.actor else None


SYSTEM = Origin(door=Door.SYSTEM)
