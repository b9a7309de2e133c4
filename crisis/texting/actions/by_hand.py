"""A coordinator reads what no rule understood: answers it, or sets it aside."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.errors import Invalid, Refused, TooLate
from accounts.journal.announce import announce
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


class TheyStopped(Refused):
    code = "they_stopped"
    message = _("They texted STOP: nothing goes to them until they text again.")


def answer_by_hand(
    *, talk: Conversation, crisis: Crisis, text: str, origin: Origin, at: datetime
) -> TextLine:
    """Write to them, as coordinators of this crisis; what waited is handled. Raises Invalid, TheyStopped."""
    require(origin.actor, COORDINATE, crisis.pk)
    if not text.strip() or len(for_sms(text)) > LONGEST:
        raise Invalid({"text": [_("Write an answer of at most %(most)s letters.") % {"most": LONGEST}]})
    if crisis.is_drill or _wants_none(talk):
        raise TheyStopped
    with transaction.atomic():
        line = say(talk, Answer(text.strip(), text.strip()), crisis, at=at, by=origin.actor)
        _handled(talk, crisis, origin, at)
        told = TextAnswered(crisis_id=crisis.pk, subject=talk.public_id, at=at, by=origin.actor_id)
        announce(told, origin=origin)
    return line


def set_aside(*, talk: Conversation, crisis: Crisis, origin: Origin, at: datetime) -> None:
    """Nothing to write. Raises TooLate when nothing waits any more."""
    require(origin.actor, COORDINATE, crisis.pk)
    with transaction.atomic():
        if not _handled(talk, crisis, origin, at):
            raise TooLate
        told = TextSetAside(crisis_id=crisis.pk, subject=talk.public_id, at=at, by=origin.actor_id)
        announce(told, origin=origin)


def _handled(talk: Conversation, crisis: Crisis, origin: Origin, at: datetime) -> int:
    waiting = unclear_lines(crisis).filter(conversation=talk)
    return waiting.update(handled_at=at, by=origin.actor, crisis=crisis)


def _wants_none(talk: Conversation) -> bool:
    """Whoever texts anything else after STOP wants an answer."""
    last = talk.lines.filter(incoming=True).order_by("-pk").first()
    return stopped(talk.contact) and (last is None or read(last.text).keyword == Keyword.STOP)
