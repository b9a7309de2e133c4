"""What a test wants of the machine. Missing: skipped and said loudly; under REQUIRE_SERVICES=1: a failure."""

import os
from typing import NoReturn

import pytest

MARK = "this machine lacks "


def required() -> bool:
    return os.environ.get("REQUIRE_SERVICES", "") not in ("", "0")


def lacking(what: str) -> NoReturn:
    """End the running test because `what` (a name for people: "Chromium") is not on this machine."""
    if required():
        pytest.fail(MARK + what, pytrace=False)
    pytest.skip(MARK + what)
