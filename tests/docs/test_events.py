"""docs/events.md names every event there is, and none that there isn't."""

import re
from pathlib import Path

from accounts.journal import events

PAGE = Path(__file__).resolve().parents[2] / "docs" / "events.md"


def test_the_page_of_events_is_complete_and_true():
    table = [line for line in PAGE.read_text().splitlines() if line.startswith("| `")]
    named = {name for line in table for name in re.findall(r"`(\w+)`", line.split("|")[1])}
    ours = {name for name, kind in events._events.items() if not kind.__module__.startswith("tests")}
    declared = {
        name
        for name in ours
        if events._events[name].__module__.split(".")[0] in ("accounts", "crisis", "matching")
    }
    assert named == declared
