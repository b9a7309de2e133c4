"""What is owed to a conversation: each text in its order, what it asks done and its answer sent, in one transaction."""

import logging
from datetime import datetime

from django.db import InterfaceError, OperationalError, transaction
from django.utils import translation

from accounts.journal.announce import announce
from accounts.reach.actions import reach
from crisis.activation.models import Crisis
from crisis.texting import answers
from crisis.texting.actions.receiving import SMS
from crisis.texting.actions.turns import Turn, answer_to
from crisis.texting.answers import Answer
from crisis.texting.events import TextUnclear
from crisis.texting.models import Conversation, TextLine

log = logging.getLogger("crisis.texting")


def answer_texts(*, conversation: int, at: datetime, tried_in: Crisis | None = None) -> int:
    """Answer every text of it that has none yet, oldest first; how many. `at`: real time. Harmless to run twice.

    `tried_in`: they are about this crisis, an exercise perhaps; for whoever keeps nothing of it.
    """
    with transaction.atomic():
        talk = Conversation.objects.select_for_update(of=("self",)).filter(pk=conversation).first()
        if talk is None:
            return 0
        talk.crisis = tried_in or talk.crisis
        owed = list(talk.lines.filter(incoming=True, answered_at__isnull=True).order_by("pk"))
        for line in owed:
            _answer(Turn(talk=talk, line=line, at=at, tried=bool(tried_in)))
    return len(owed)


def say(talk: Conversation, answer: Answer, crisis: Crisis | None, *, at: datetime, by=None) -> TextLine:
    """Send it; what is kept of it holds no code and no link."""
    crisis_id = crisis.pk if crisis else None
    sent = reach(talk.contact, text=answer.text, drill=False, crisis_id=crisis_id, verifying=True)
    return TextLine.objects.create(
        conversation=talk, crisis=crisis, incoming=False, text=answer.kept, at=at, by=by, message=sent
    )


def _answer(turn: Turn) -> None:
    talk, line, at = turn.talk, turn.line, turn.at
    answer = _answer_or_triage(turn)
    talk.changed_at = at
    talk.save()
    line.crisis, line.answered_at = turn.crisis, at
    if answer and answer.unclear:
        _bring_to_the_desk(talk, line, turn.crisis, at)
    line.save(update_fields=["crisis", "answered_at", "unclear_at"])
    if answer and answer.text:
        say(talk, answer, turn.crisis, at=at)


def _answer_or_triage(turn: Turn) -> Answer | None:
    """One text that we fail at must not keep the later ones of its conversation waiting: a person reads it."""
    try:
        with transaction.atomic():
            return answer_to(turn)
    except (OperationalError, InterfaceError):
        raise  # the database is away or busy: the listener tries again
    except Exception as failure:  # noqa: BLE001  whatever it is, somebody waits for an answer
        log.error("text %s was not understood: %s", turn.line.public_id, type(failure).__name__)
        turn.talk.refresh_from_db()
        with translation.override(turn.talk.language):
            return answers.unclear(turn.first)


def _bring_to_the_desk(talk: Conversation, line: TextLine, crisis: Crisis | None, at: datetime) -> None:
    line.unclear_at = at
    told = TextUnclear(crisis_id=crisis.pk if crisis else None, subject=talk.public_id, at=at)
    announce(told, origin=SMS)
