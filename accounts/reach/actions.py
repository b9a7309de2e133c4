"""reach(): the one way a message leaves. Queued in the caller's transaction, carried by a task."""

import logging
import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import F
from django.utils import timezone

from accounts.people.models import ContactPoint
from accounts.reach.carriers import carry
from accounts.reach.models import Message
from accounts.reach.stops import stop_token, stopped_among
from accounts.reach.vocabulary import MessageState

log = logging.getLogger("accounts.reach")

MAX_ATTEMPTS = 6
LEASE = timedelta(seconds=60)


@dataclass(frozen=True, kw_only=True)
class Letter:
    """One message to one contact. `drill` is exactly True or False: a forgotten flag must not reach a real phone.

    `verifying`: a code its owner asks for; `invited`: what accounts.reach.inviting writes. Nothing else goes to a
    contact that was never verified.
    """

    contact: ContactPoint
    text: str
    drill: bool
    subject: str = ""
    crisis_id: int | None = None
    verifying: bool = False
    invited: bool = False


def reach(
    contact: ContactPoint,
    *,
    text: str,
    drill: bool,
    subject: str = "",
    crisis_id: int | None = None,
    verifying: bool = False,
    invited: bool = False,
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
    )
    return next(iter(reach_each([letter])), None)


def reach_each(letters: Iterable[Letter]) -> list[Message]:
    """`reach` for each of these, in one statement; the messages of those that may be written to. Raises TypeError."""
    letters = list(letters)
    if not all(isinstance(each.drill, bool) for each in letters):
        raise TypeError("drill is True or False, never anything else")
    allowed = [each for each in letters if each.contact.verified_at or each.verifying or each.invited]
    unwanted = stopped_among({_stop_token(each) for each in allowed if not each.verifying})
    return Message.objects.bulk_create(
        _message(each) for each in allowed if each.verifying or _stop_token(each) not in unwanted
    )


def _stop_token(letter: Letter) -> str:
    return stop_token(letter.contact, drill=letter.drill)


def _message(letter: Letter) -> Message:
    return Message(
        contact=letter.contact,
        crisis_id=letter.crisis_id,
        drill=letter.drill,
        subject=letter.subject,
        text=letter.text,
        urgent=letter.verifying,
        state=MessageState.ON_SCREEN if letter.drill else MessageState.QUEUED,
    )


def carry_due_messages(limit: int = 50, seconds: float = 20) -> int:
    """Hand due messages to their carriers, claimed one by one, for at most `seconds`; how many were sent.

    A code somebody is waiting for goes before news.
    """
    due = Message.objects.filter(state=MessageState.QUEUED, drill=False, next_attempt_at__lte=timezone.now())
    ends, sent = time.monotonic() + seconds, 0
    for pk in due.order_by("-urgent", "next_attempt_at").values_list("pk", flat=True)[:limit]:
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
