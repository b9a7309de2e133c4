"""When a message leaves, by which ways and with which others. Pure: no rows, and the clock is handed in."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo

from accounts.reach.vocabulary import NewsKind, Way

# What one can do without: everything else is a code, an answer somebody waits for, or the key to one's own page.
NEWS = (NewsKind.SEARCH, NewsKind.CHECK_IN, NewsKind.ASK)
CAN_WAIT = (NewsKind.SEARCH, NewsKind.CHECK_IN)
TOGETHER_FROM = 4  # messages that wait for one contact
LONG_OUTBOX = 300  # messages: what leaves in about five minutes
QUIET_FROM, QUIET_UNTIL = 22, 7  # hours, local


@dataclass(frozen=True, kw_only=True)
class Wishes:
    """What one person chose; these are what stands where nobody chose. Hours 0 to 23, local."""

    sms: bool = True
    email: bool = True
    push_instead: bool = False  # of SMS, as long as a device is there
    quiet: bool = True
    quiet_from: int = QUIET_FROM
    quiet_until: int = QUIET_UNTIL
    off: frozenset[str] = frozenset()  # of NEWS


def is_urgent(kind: str) -> bool:
    """Does somebody wait for it, whatever the hour? Whoever says no kind is not made to wait."""
    return kind not in CAN_WAIT


def ways(kind: str, *, phone: bool, devices: bool, wishes: Wishes) -> tuple[Way, ...]:
    """By which ways it leaves: the contact's own, a push besides, or a push in its place; () where it is not wanted.

    Only NEWS can be switched off: of a match somebody's place is on hold, and they wait for the answer.
    """
    if kind == NewsKind.CODE:
        return (Way.CONTACT,)
    if kind in NEWS and kind in wishes.off:
        return ()
    wanted = kind not in NEWS or (wishes.sms if phone else wishes.email)
    if wanted and phone and devices and wishes.push_instead:
        return (Way.PUSH_FIRST,)
    return ((Way.CONTACT,) if wanted else ()) + ((Way.PUSH,) if devices else ())


def leaves_at(at: datetime, *, urgent: bool, wishes: Wishes, zone: tzinfo) -> datetime:
    """`at`, or when quiet hours end in `zone`. The same hour twice: never quiet."""
    local = at.astimezone(zone)
    if urgent or not wishes.quiet or not _is_quiet(local.hour, wishes):
        return at
    ends = local.replace(hour=wishes.quiet_until, minute=0, second=0, microsecond=0, fold=0)
    if ends.astimezone(UTC) <= at:
        ends += timedelta(days=1)
    return ends.astimezone(UTC)


def _is_quiet(hour: int, wishes: Wishes) -> bool:
    begins, ends = wishes.quiet_from, wishes.quiet_until
    return begins <= hour < ends if begins <= ends else hour >= begins or hour < ends


def leave_together(waiting: int, *, outbox: int) -> bool:
    """Do so many messages that can wait, for one contact, leave as one? `outbox`: how many are due in all."""
    return waiting >= TOGETHER_FROM or (waiting > 1 and outbox > LONG_OUTBOX)


def links_in(text: str, site: str) -> list[str]:
    """The links to pages of `site` (its address, no slash at the end) in a message, in its order, each once."""
    found = re.findall(re.escape(site) + r"/[^\s<>\"]*", text)
    return list(dict.fromkeys(link.rstrip(".,;:)") for link in found))
