"""How handing a message over may end."""

import re
from dataclasses import dataclass


def plain_code(told: object) -> str:
    """A provider's code for a refusal, which may be logged and shown: a word or a short number, never a sentence."""
    found = str(told or "").strip()
    return found if re.fullmatch(r"[A-Za-z_]{1,32}|[0-9]{1,5}", found) else "other" if found else ""


@dataclass(frozen=True)
class Carried:
    """`ref`: the provider's own id of it, or ""; `segments`: parts of SMS it is paid in."""

    ref: str = ""
    segments: int = 0


class NotNow(Exception):
    """Not taken, later perhaps. `retry_after`: seconds the provider asks us to wait, all of us; 0: it said nothing."""

    def __init__(self, code: str, *, retry_after: float = 0):
        super().__init__(code)
        self.code, self.retry_after = code, retry_after


class Undeliverable(Exception):
    """Final: trying again is in vain. `code`: the provider's; `stopped`: they told their carrier that they want none;
    `no_such_contact`: nobody is there."""

    def __init__(self, code: str = "", *, stopped: bool = False, no_such_contact: bool = False):
        super().__init__(code)
        self.code, self.stopped, self.no_such_contact = code, stopped, no_such_contact
