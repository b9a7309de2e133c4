"""A coordinator reads what no rule understood: answers it, or sets it aside."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.errors import Invalid, Refused, TooLate
from accounts.journal.announce import announce
from accounts.locks import stand_in_line
from accounts.origin import Origin
from accounts.reach.carriers.sms.segments import for_sms
from accounts.reach.stops import stopped
from crisis.activation.access import COORDINATE, require
from crisis.activation.models import Crisis
from crisis.texting.actions.talking import say
from crisis.texting.answers import Answer
from crisis.texting.events import TextAnswered, TextSetAside
from crisis.texting.grammar import Keyword, read
from crisis.texting.models import Conversation, TextLine
from crisis.texting.queries import unclear_lines

LONGEST = 306  # two parts


class AnsweredMeanwhile(Refused):
    code = "answered_meanwhile"
    message = _(
        "A colleague has answered a moment ago. Read that first, then send yours if it is still needed."
    )


class TheyStopped(Refused):
    code = "they_stopped"
    message = _("They texted STOP: nothing goes to them until they text again.")


def answer_by_hand(
    *, talk: Conversation, crisis: Crisis, text: str, origin: Origin, at: datetime, read: UUID | None = None
) -> TextLine:
    """Write to them, as coordinators of this crisis; what waited is handled.

    `read`: the last line the coordinator had before them; what came later goes on waiting. Raises Invalid, TheyStopped,
    AnsweredMeanwhile where a colleague was faster.
    """
    require(origin.actor, COORDINATE, crisis.pk)
    if not text.strip() or len(for_sms(text)) > LONGEST:
        raise Invalid({"text": [_("Write an answer of at most %(most)s letters.") % {"most": LONGEST}]})
    if crisis.is_drill or _wants_none(talk):
        raise TheyStopped
    with transaction.atomic():
        last = _last_read(talk, read)
        if last and talk.lines.filter(pk__gt=last, incoming=False, by__isnull=False).exists():
            raise AnsweredMeanwhile
        _handled(talk, crisis, origin, at, last)
        line = say(talk, Answer(text.strip(), text.strip()), crisis, at=at, by=origin.actor)
        told = TextAnswered(crisis_id=crisis.pk, subject=talk.public_id, at=at, by=origin.actor_id)
        announce(told, origin=origin)
    return line


def set_aside(
    *, talk: Conversation, crisis: Crisis, origin: Origin, at: datetime, read: UUID | None = None
) -> None:
    """Nothing to write. `read`: as of answer_by_hand(). Raises TooLate when nothing of that waits any more."""
    require(origin.actor, COORDINATE, crisis.pk)
    with transaction.atomic():
        if not _handled(talk, crisis, origin, at, _last_read(talk, read)):
            raise TooLate
        told = TextSetAside(crisis_id=crisis.pk, subject=talk.public_id, at=at, by=origin.actor_id)
        announce(told, origin=origin)


def _last_read(talk: Conversation, read: UUID | None) -> int | None:
    """Its key. From here on the conversation is held: neither a colleague nor a new text comes between."""
    stand_in_line(Conversation, [talk.pk])
    return talk.lines.filter(public_id=read).values_list("pk", flat=True).first() if read else None


def _handled(talk: Conversation, crisis: Crisis, origin: Origin, at: datetime, last: int | None) -> int:
    read = Q(pk__lte=last) if last else Q()
    waiting = unclear_lines(crisis).filter(read, conversation=talk)
    return waiting.update(handled_at=at, by=origin.actor, crisis=crisis)


def _wants_none(talk: Conversation) -> bool:
    """Whoever texts anything else after STOP wants an answer."""
    last = talk.lines.filter(incoming=True).order_by("-pk").first()
    return stopped(talk.contact) and (last is None or read(last.text).keyword == Keyword.STOP)
