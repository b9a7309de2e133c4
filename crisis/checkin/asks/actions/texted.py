"""Whoever was asked at their phone and texts how they are answers that question, where there is one and no other.

Whoever asked knows the number: they read no more than a look-up by it tells them.
"""

from contextlib import suppress
from datetime import datetime

from accounts.errors import NotThere
from accounts.origin import Origin
from accounts.people.models import ContactPoint
from accounts.reach.models import Message
from accounts.reach.vocabulary import MessageState
from crisis.checkin.asks.actions.answering import QuestionClosed, refused_by, say, take_back
from crisis.checkin.asks.models import Asked
from crisis.checkin.asks.vocabulary import AskState
from crisis.checkin.findable import may_be_found
from crisis.checkin.models import CheckIn


def answer_by_text(*, check_in: CheckIn, phone: ContactPoint, origin: Origin, at: datetime) -> None:
    """`phone`: it texted `check_in`. One that never answered us proves nothing: anybody can text in its name."""
    asked = _asked(check_in, phone)
    if asked is None or not may_be_found(check_in) or refused_by(asked):
        return
    if asked.answer == check_in.status or (asked.answered_at and asked.answered_at >= check_in.said_at):
        return
    with suppress(QuestionClosed, NotThere):
        say(asked=asked, status=check_in.status, origin=origin, at=at)


def take_back_by_text(*, check_in: CheckIn, phone: ContactPoint, origin: Origin, at: datetime) -> None:
    """`check_in`: as it stood."""
    asked = _asked(check_in, phone)
    if asked and asked.answer == check_in.status:
        take_back(asked=asked, origin=origin, at=at)


def _asked(check_in: CheckIn, phone: ContactPoint) -> Asked | None:
    """The one question that went to this phone before they said it; none that they told others by, behind its link."""
    if not phone.verified_at:
        return None
    rows = Asked.objects.filter(
        ask__crisis=check_in.crisis_id,
        ask__state=AskState.OPEN,
        ask__sent_at__lte=check_in.said_at,
        point__kind=phone.kind,
        point__value=phone.value,
    )
    there = rows.select_related("ask__crisis", "ask__contact", "point").order_by("pk")
    came = [each for each in there if _was_sent(each)]
    return came[0] if len(came) == 1 and came[0].check_in_id is None else None


def _was_sent(asked: Asked) -> bool:
    sent = Message.objects.filter(contact=asked.point_id, thing=asked.thing)
    return sent.exclude(state=MessageState.DROPPED).exists()
