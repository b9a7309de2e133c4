"""How far a fault run goes: a short form in every suite, the long one by `make chaos` (CHAOS=1)."""

import os
from typing import TypeVar

Size = TypeVar("Size")


def short_or_long(short: Size, long: Size) -> Size:
    return long if os.environ.get("CHAOS", "") not in ("", "0") else short
