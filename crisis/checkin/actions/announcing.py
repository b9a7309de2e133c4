"""What is announced of check-ins that were written a moment ago, and how they are counted."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from django.db import connection

from accounts import rows
from accounts.journal.announce import announce_all
from accounts.journal.events import Event
from accounts.origin import Door, Origin
from accounts.people.contact import Contact
from crisis.activation.models import Crisis
from crisis.checkin import events
from crisis.checkin.models import CheckInTally, OwedWord

LINKS_AT_ONCE = 20  # messages one delivery writes: SQLite has one writer
WORDS_AT_ONCE = 5  # check-ins, each with ten people at most
CHECK_INS_AT_ONCE = 1_000  # whoever corrects theirs, or is the first with a name, waits for all of them


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
        return [happened, events.NamesIndexed(subject=happened.subject, check_ins=of, **about)]
    about |= {"subject": crisis.public_id}
    parts = [reached[start : start + LINKS_AT_ONCE] for start in range(0, len(reached), LINKS_AT_ONCE)]
    links = [events.LinksOwed(check_ins=part, **about) for part in parts]
    return [happened, *links, events.NamesOwed(check_ins=of, **about)]


def in_one_go(hear: Callable[[Event], None], owed: list) -> list:
    """Let a listener hear batches of one crisis as one, as many as fit a transaction; those it has not heard."""
    if connection.vendor == "sqlite":
        return owed  # it has one writer: no page waits for thousands
    one, left = owed[0], []
    for each in owed[1:]:
        check_ins = [*one.check_ins, *each.check_ins]
        if each.crisis_id == one.crisis_id and len(check_ins) <= CHECK_INS_AT_ONCE:
            one = replace(each, check_ins=check_ins)
        else:
            left.append(each)
    hear(one)
    return left


def owe_words(owed: list[tuple[int, Contact]], crisis: Crisis, origin: Origin, at: datetime) -> None:
    """(check-in, contact) each: a listener tells them. A drill's batch tells nobody."""
    if not owed or origin.door == Door.DRILL:
        return
    rows.write(OwedWord, ("check_in_id", "kind", "value"), [(of, to.kind, to.value) for of, to in owed])
    of = sorted({check_in for check_in, _to in owed})
    about = {"crisis_id": crisis.pk, "subject": crisis.public_id, "at": at}
    parts = (of[start : start + WORDS_AT_ONCE] for start in range(0, len(of), WORDS_AT_ONCE))
    announce_all([events.WordsOwed(check_ins=part, **about) for part in parts], origin=origin)


def count(crisis: Crisis, new: Sequence, at: datetime) -> None:
    """Last in a transaction: others who count the same minute wait from here to the commit."""
    minute = at.replace(second=0, microsecond=0)
    counted = Counter((crisis.pk, minute, row.cell, row.status, row.nearness, row.voice) for row in new)
    unique = ("crisis_id", "minute", "cell", "status", "nearness", "voice")
    rows.count_up(CheckInTally, unique, "said", [(*of, many) for of, many in sorted(counted.items())])
