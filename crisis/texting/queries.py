"""Reads: which crises take texts, what waits for a person, one conversation."""

from collections import defaultdict
from datetime import datetime
from uuid import UUID

from django.db.models import Max, Min, Q, QuerySet

from accounts.errors import NotThere
from accounts.retention import forgets
from crisis.activation.models import Crisis
from crisis.activation.vocabulary import Phase
from crisis.texting.grammar import heart_of, in_danger, sounds_urgent
from crisis.texting.models import Conversation, TextLine, TextNumber

RETENTION = "TEXT_RETENTION_DAYS"
MOST_QUOTED = 100  # letters: what makes a text urgent stands among them


def open_crises() -> QuerySet[Crisis]:
    """Where a real text may belong: an exercise answers none."""
    return Crisis.objects.filter(phase=Phase.ACTIVE, is_drill=False).order_by("activated_at", "pk")


def crisis_at(number: str) -> Crisis | None:
    """The open one that this number of ours belongs to."""
    return open_crises().filter(text_numbers__number=number).first() if number else None


def unclear_lines(crisis: Crisis) -> QuerySet[TextLine]:
    """That wait for a person of this crisis, or of any, where nobody knows which one they are about."""
    mine = Q(crisis=crisis)
    if not crisis.is_drill:
        mine |= Q(crisis__isnull=True)
    return TextLine.objects.filter(mine, unclear_at__isnull=False, handled_at__isnull=True)


def unclear_conversations(crisis: Crisis) -> QuerySet[Conversation]:
    """Whoever waits longest first; `since`: when their first unclear text came."""
    waiting = Conversation.objects.filter(lines__in=unclear_lines(crisis))
    waiting = waiting.select_related("contact")
    return waiting.annotate(since=Min("lines__unclear_at", filter=Q(lines__handled_at=None))).order_by(
        "since"
    )


def to_read(crisis: Crisis) -> list[Conversation]:
    """unclear_conversations(), what sounds urgent first. `said`: the first of their texts that waits with
    words of danger, else the last that waits; `later`: the last after that, or ""; `urgent`."""
    texts = defaultdict(list)
    for talk, text in unclear_lines(crisis).order_by("pk").values_list("conversation", "text"):
        texts[talk].append(text)
    talks = [talk for talk in unclear_conversations(crisis) if talk.pk in texts] if texts else []
    for talk in talks:
        waiting = texts[talk.pk]
        heard = next((text for sounds in (in_danger, sounds_urgent) for text in filter(sounds, waiting)), "")
        talk.urgent, talk.said = bool(heard), heart_of(heard or waiting[-1], most=MOST_QUOTED)
        talk.later = waiting[-1] if heard and waiting[-1] != heard else ""
    return sorted(talks, key=lambda talk: not talk.urgent)


def talked_with(crisis: Crisis) -> QuerySet[Conversation]:
    """Everybody who texted about this crisis, latest first; `last`: when."""
    mine = Conversation.objects.filter(Q(crisis=crisis) | Q(lines__in=unclear_lines(crisis)))
    return mine.annotate(last=Max("lines__at")).order_by("-last")


def conversation_of(crisis: Crisis, public_id: UUID) -> Conversation:
    """Raises NotThere for one of another crisis."""
    found = talked_with(crisis).filter(public_id=public_id).select_related("contact__person").first()
    if found is None:
        raise NotThere
    return found


def lines_of(conversation: Conversation, crisis: Crisis) -> QuerySet[TextLine]:
    """What was said about this crisis, and what nobody knows the crisis of; in its order."""
    here = Q(crisis=crisis) | Q(crisis__isnull=True)
    return conversation.lines.filter(here).select_related("by", "message").order_by("at", "pk")


def numbers_of(crisis: Crisis) -> QuerySet[TextNumber]:
    return TextNumber.objects.filter(crisis=crisis).order_by("number")


@forgets(RETENTION)
def old_lines(before: datetime) -> QuerySet[TextLine]:
    """What still waits for a person in an open crisis stays."""
    waits = Q(unclear_at__isnull=False, handled_at__isnull=True, crisis__phase=Phase.ACTIVE)
    return TextLine.objects.filter(at__lt=before).exclude(waits)


@forgets(RETENTION)
def silent_conversations(before: datetime) -> QuerySet[Conversation]:
    return Conversation.objects.filter(changed_at__lt=before, lines__isnull=True)
