"""What is announced of check-ins that were written a moment ago, and how they are counted."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from accounts import rows
from accounts.journal.events import Event
from crisis.activation.models import Crisis
from crisis.checkin import events
from crisis.checkin.models import CheckInTally

LINKS_AT_ONCE = 20  # messages one delivery writes: SQLite has one writer


def told(crisis: Crisis, new: Sequence, reached: list[int] | None, at: datetime) -> list[Event]:
    """`new`: recording.NewCheckIn; `reached`: those whose contacts are owed their link, None: nothing is owed."""
    of, about = [row.id for row in new], {"crisis_id": crisis.pk, "at": at}
    happened = events.CheckInsRecorded(
        subject=new[0].public_id if len(new) == 1 else crisis.public_id,
        check_ins=of,
        cells=Counter(row.cell for row in new if row.cell),
        statuses=Counter(row.status for row in new),
        **about,
    )
    if reached is None:
        return [happened]
    about |= {"subject": crisis.public_id}
    parts = [reached[start : start + LINKS_AT_ONCE] for start in range(0, len(reached), LINKS_AT_ONCE)]
    links = [events.LinksOwed(check_ins=part, **about) for part in parts]
    return [happened, *links, events.NamesOwed(check_ins=of, **about)]


def count(crisis: Crisis, new: Sequence, at: datetime) -> None:
    """Last in a transaction: others who count the same minute wait from here to the commit."""
    minute = at.replace(second=0, microsecond=0)
    counted = Counter((crisis.pk, minute, row.cell, row.status, row.nearness, row.voice) for row in new)
    unique = ("crisis_id", "minute", "cell", "status", "nearness", "voice")
    rows.count_up(CheckInTally, unique, "said", [(*of, many) for of, many in sorted(counted.items())])
