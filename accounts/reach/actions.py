"""reach(): the one way a message leaves. Queued in the caller's transaction, carried by a task."""

import logging
import time
from collections.abc import Iterable
from datetime import timedelta

from django.db.models import Case, F, When
from django.utils import timezone

from accounts.people.models import ContactPoint
from accounts.reach.carriers import carry
from accounts.reach.gathering import gather_due
from accounts.reach.letters import Letter
from accounts.reach.models import Message
from accounts.reach.queueing import queue
from accounts.reach.stops import stop_token, stopped_among
from accounts.reach.vocabulary import MessageState, NewsKind

log = logging.getLogger("accounts.reach")

MAX_ATTEMPTS = 6
LEASE = timedelta(seconds=60)
_RANK = Case(When(kind=NewsKind.CODE, then=0), When(urgent=True, then=1), default=2)


def reach(
    contact: ContactPoint,
    *,
    text: str,
    drill: bool,
    subject: str = "",
    crisis_id: int | None = None,
    verifying: bool = False,
    invited: bool = False,
    kind: NewsKind = NewsKind.OTHER,
    thing: str = "",
    urgent: bool | None = None,
) -> Message | None:
    """Queue a message, or keep it on screen when `drill`. None when the contact was never verified, or wants no more.

    `verifying` lets a verification code through to an unverified contact, `invited` an invitation, and nothing else.
    Raises TypeError unless `drill` is exactly True or False: a forgotten flag must not reach a real phone.
    """
    letter = Letter(
        contact=contact,
        text=text,
        drill=drill,
        subject=subject,
        crisis_id=crisis_id,
        verifying=verifying,
        invited=invited,
        kind=kind,
        thing=thing,
        urgent=urgent,
    )
    return next(iter(reach_each([letter])), None)


def reach_each(letters: Iterable[Letter]) -> list[Message]:
    """`reach` for each of these, in a few statements; their messages, one for each way. Raises TypeError."""
    letters = list(letters)
    if not all(isinstance(each.drill, bool) for each in letters):
        raise TypeError("drill is True or False, never anything else")
    allowed = [each for each in letters if each.contact.verified_at or each.verifying or each.invited]
    unwanted = stopped_among({_stop_token(each) for each in allowed if not each.verifying})
    wanted = [each for each in allowed if each.verifying or _stop_token(each) not in unwanted]
    return queue(wanted, at=timezone.now())


def _stop_token(letter: Letter) -> str:
    return stop_token(letter.contact, drill=letter.drill)


def carry_due_messages(limit: int = 50, seconds: float = 20) -> int:
    """Hand due messages to their carriers, claimed one by one, for at most `seconds`; how many were sent.

    A code somebody is waiting for goes first, then what cannot wait; news for one contact may leave as one.
    """
    gather_due(timezone.now())
    due = Message.objects.filter(state=MessageState.QUEUED, drill=False, next_attempt_at__lte=timezone.now())
    ends, sent = time.monotonic() + seconds, 0
    for pk in due.order_by(_RANK, "next_attempt_at").values_list("pk", flat=True)[:limit]:
        sent += _carry_one(pk)
        if time.monotonic() > ends:
            break
    return sent


def _carry_one(pk: int) -> bool:
    now = timezone.now()
    mine = Message.objects.filter(pk=pk, state=MessageState.QUEUED, next_attempt_at__lte=now)
    if not mine.update(next_attempt_at=now + LEASE, attempts=F("attempts") + 1):
        return False
    message = Message.objects.select_related("contact").get(pk=pk)
    try:
        carry(message)
    except Exception as failure:  # noqa: BLE001  a carrier may fail in any way; the message stays owed
        _put_off(message, failure)
        return False
    # The text may hold a manage-link or a code, which nobody may read here once it has left.
    Message.objects.filter(pk=pk).update(state=MessageState.SENT, sent_at=timezone.now(), error="", text="")
    return True


def _put_off(message: Message, failure: Exception) -> None:
    spent = message.attempts >= MAX_ATTEMPTS
    Message.objects.filter(pk=message.pk).update(
        state=MessageState.FAILED if spent else MessageState.QUEUED,
        text="" if spent else message.text,
        next_attempt_at=timezone.now() + timedelta(seconds=min(5 * 3**message.attempts, 3600)),
        error=type(failure).__name__,
    )
    log.warning("message %s not carried: %s", message.public_id, type(failure).__name__)
