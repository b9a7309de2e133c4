"""From the outbox to the carriers: claimed one by one, tried again up a ladder, each carrier in a line of its own."""

import logging
import random
import time
from datetime import datetime, timedelta

from django.db.models import Case, F, Q, When
from django.utils import timezone

from accounts import throttle
from accounts.people.actions import code_left
from accounts.people.vocabulary import ContactKind
from accounts.reach.carriers import carry, sms
from accounts.reach.carriers.outcomes import Carried, NotNow, Undeliverable
from accounts.reach.gathering import gather_due
from accounts.reach.models import Message
from accounts.reach.reachable import unreachable
from accounts.reach.spending import UNASKED, give_back, is_vital, spend, without_room
from accounts.reach.stops import stop
from accounts.reach.turns import Turn, turn
from accounts.reach.vocabulary import MessageState, NewsKind, Way

log = logging.getLogger("accounts.reach")

# Seconds until the next try, each of them 0.5 to 1.5 times as long: 4 hours in all at most.
LADDER = (5, 15, 45, 120, 300, 600, 1200, 2400, 4000)
GIVES_UP_AFTER = timedelta(hours=4)
LONGEST_WAIT = 1800  # seconds, whatever a provider asks for
LEASE = timedelta(seconds=60)
WITHOUT_ROOM = timedelta(minutes=5)
MOST_GATHERED = 200  # mailboxes a run: a code waits behind it
SECONDS = 20  # a line and run, at most
MOST_SLOW = 2  # timeouts in a row; then the others wait for the next run
LINES = {
    "sms": Q(contact__kind=ContactKind.PHONE, way=Way.CONTACT),
    "mail": Q(contact__kind=ContactKind.EMAIL, way=Way.CONTACT),
    "push": Q(way__in=(Way.PUSH, Way.PUSH_FIRST)),
}
_RANK = Case(
    When(behind=True, then=3), When(kind=NewsKind.CODE, then=0), When(urgent=True, then=1), default=2
)


def carry_due_messages(limit: int = 50, lines: tuple[str, ...] = tuple(LINES)) -> int:
    """Hand due messages to their carriers, claimed one by one; how many were sent.

    A code somebody is waiting for goes first, then what cannot wait; news for one contact may leave as one.
    """
    return sum(_carry_line(line, limit) for line in lines)


def _carry_line(line: str, limit: int) -> int:
    with turn(f"carry_{line}") as mine:
        return _carry_some(line, limit, mine) if mine.mine else 0


def _carry_some(line: str, limit: int, mine: Turn) -> int:
    ends, sent, slow = time.monotonic() + SECONDS, 0, 0
    gather_due(timezone.now(), of=LINES[line], most=MOST_GATHERED)
    for pk in _due(line)[:limit]:
        failure = _carry_one(pk)
        sent += failure is None
        slow = slow + 1 if isinstance(failure, OSError) else 0
        if isinstance(failure, NotNow) and failure.retry_after:
            mine.rest = min(failure.retry_after, LONGEST_WAIT)
            log.warning("%s rests for %d s, as its provider asks", line, mine.rest)
        if mine.rest or slow >= MOST_SLOW or time.monotonic() > ends:
            break
    return sent


def _due(line: str):
    due = Message.objects.filter(state=MessageState.QUEUED, drill=False, next_attempt_at__lte=timezone.now())
    due = due.filter(LINES[line])
    if line == "sms" and sms.is_set():
        due = due.exclude(without_room())
    return due.order_by(_RANK, "next_attempt_at").values_list("pk", flat=True)


class _NotMine(Exception):
    """Somebody else has it, or it must wait for room under the cost cap."""


def _carry_one(pk: int) -> Exception | None:
    """None once it has left; else why not."""
    message = _claim(pk)
    if message is None:
        return _NotMine()
    if message.behind and (wait := _pace(message)):
        _wait_for_room(message, wait)
        return _NotMine()
    cost = sms.cost(message) if _is_sms(message) else 0
    if cost and not spend(crisis_id=message.crisis_id, segments=cost, vital=is_vital(message)):
        _wait_for_room(message)
        return _NotMine()
    try:
        carried = carry(message) or Carried()
    except Undeliverable as refused:
        _refused(message, refused, cost)
        return refused
    except Exception as failure:  # noqa: BLE001  a carrier may fail in any way; the message stays owed
        _put_off(message, failure, cost)
        return failure
    _left(message, carried)
    return None


def _claim(pk: int) -> Message | None:
    now = timezone.now()
    mine = Message.objects.filter(pk=pk, state=MessageState.QUEUED, next_attempt_at__lte=now)
    if not mine.update(next_attempt_at=now + LEASE, attempts=F("attempts") + 1):
        return None
    Message.objects.filter(pk=pk, tried_at__isnull=True).update(tried_at=now)
    return Message.objects.select_related("contact").get(pk=pk)


def _is_sms(message: Message) -> bool:
    return message.contact.kind == ContactKind.PHONE and message.way == Way.CONTACT


def _line_of(message: Message) -> str:
    """As LINES names it."""
    if message.way != Way.CONTACT:
        return "push"
    return "sms" if message.contact.kind == ContactKind.PHONE else "mail"


def _pace(message: Message) -> timedelta | None:
    """How long it waits for its turn: whoever makes us write to thousands of numbers must not make us pay at once, nor
    whoever makes us write to thousands of mailboxes have us taken for spam.
    """
    mails = "mails_behind" if message.kind in UNASKED else "codes_behind"
    scope = "texts_behind" if _is_sms(message) else mails
    left = throttle.spend(scope, str(message.crisis_id))
    return None if left.allowed else max(WITHOUT_ROOM, timedelta(seconds=left.reset))


def _wait_for_room(message: Message, wait: timedelta = WITHOUT_ROOM) -> None:
    later = timezone.now() + wait
    # It was not tried: its hours have not begun.
    waits = {"next_attempt_at": later, "tried_at": None, "attempts": F("attempts") - 1}
    _still(message).update(**waits, error="cost_cap")


def _left(message: Message, carried: Carried) -> None:
    """Its receipt may have come before our answer: then only what we learned now is added."""
    # The text may hold a manage-link or a code, which nobody may read here once it has left.
    told = {"text": "", "provider_ref": carried.ref, "segments": carried.segments, "sent_at": timezone.now()}
    if not _still(message).update(state=MessageState.SENT, error="", **told):
        Message.objects.filter(pk=message.pk).update(**told)
    if message.kind == NewsKind.CODE:
        code_left(contact_id=message.contact_id, written_at=message.created_at)


def _refused(message: Message, refused: Undeliverable, cost: int) -> None:
    _pay_back(message, cost)
    code, now = refused.code or "refused", timezone.now()
    if refused.stopped:
        stop(message.contact, at=now)
    # Whoever asked must not learn that they stopped: that looks like any other failure.
    state = MessageState.FAILED if refused.stopped else MessageState.UNDELIVERABLE
    _still(message).update(state=state, text="", error="refused" if refused.stopped else code)
    if refused.no_such_contact:
        unreachable(message.contact, at=now)
    log.warning("message %s cannot be carried by %s: %s", message.public_id, _line_of(message), code)


def _put_off(message: Message, failure: Exception, cost: int) -> None:
    """A timeout may have been a message sent: it stays paid."""
    if isinstance(failure, NotNow):
        _pay_back(message, cost)
    now = timezone.now()
    code = failure.code if isinstance(failure, NotNow) else type(failure).__name__
    wait = _wait(message.attempts, getattr(failure, "retry_after", 0))
    if _is_over(message, now + timedelta(seconds=wait)):
        _still(message).update(state=MessageState.FAILED, text="", error=code)
    else:
        _still(message).update(next_attempt_at=now + timedelta(seconds=wait), error=code)
    log.warning("message %s not carried by %s: %s", message.public_id, _line_of(message), code)


def _wait(attempts: int, asked: float) -> float:
    """Seconds after that many tries: jittered, so that what failed together does not come back together."""
    step = LADDER[min(attempts, len(LADDER)) - 1] * random.uniform(0.5, 1.5)
    return max(step, min(asked, LONGEST_WAIT))


def _is_over(message: Message, again: datetime) -> bool:
    """`again`: when it would be tried next."""
    return message.attempts > len(LADDER) or again - message.tried_at >= GIVES_UP_AFTER


def _pay_back(message: Message, cost: int) -> None:
    if cost:
        give_back(crisis_id=message.crisis_id, segments=cost)


def _still(message: Message):
    """Unless it was replaced, or its receipt came, meanwhile."""
    return Message.objects.filter(pk=message.pk, state=MessageState.QUEUED)
