"""Reads: what whoever asked sees, and nothing else of those they asked."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet

from accounts.reach.models import Message
from accounts.reach.vocabulary import MessageState
from crisis.activation.models import Crisis
from crisis.activation.vocabulary import Phase
from crisis.checkin.asks import rules
from crisis.checkin.asks.access import token_for
from crisis.checkin.asks.models import Appointment, Ask, Asked, ToTell
from crisis.checkin.asks.vocabulary import AskState
from crisis.checkin.models import CheckIn
from crisis.checkin.vocabulary import TOLD, Status


@dataclass(frozen=True)
class PersonAsked:
    """One of those asked, as the asker reads it. `answer`: a Status or ""; `told`: it in words.

    Whoever wants no question, was asked too often by others or never saw it has not answered yet, like anybody else.
    `undelivered`: a carrier said that this contact cannot be reached.
    """

    number: int
    name: str
    shown: str
    answer: str
    word: str
    answered_at: datetime | None
    undelivered: bool

    @property
    def told(self) -> str:
        return TOLD[Status(self.answer)] if self.answer else ""


def people_asked(ask: Ask) -> list[PersonAsked]:
    """In the order they were typed: never by who is silent. While a moderator holds the question, no answers."""
    rows = {each.thing: each for each in ask.asked.order_by("number")}
    failed = Message.objects.filter(
        contact__in={each.point_id for each in rows.values()},
        thing__in=rows,
        state=MessageState.UNDELIVERABLE,
    )
    undelivered = set(failed.values_list("thing", flat=True))
    held = ask.held_at is not None
    return [_shown(each, held=held, undelivered=thing in undelivered) for thing, each in rows.items()]


def _shown(row: Asked, *, held: bool, undelivered: bool) -> PersonAsked:
    told = ("", "", None) if held else (row.answer, row.word, row.answered_at)
    return PersonAsked(row.number, row.name, row.shown, *told, undelivered=undelivered and not told[0])


def read_until(ask: Ask) -> datetime | None:
    """When the asker reads no answer any more, at the latest; None: they read none now."""
    if ask.held_at or ask.owner.suspended_at:
        return None
    return (ask.closed_at or ask.expires_at) + rules.KEPT


def written_for(posted: Ask | CheckIn) -> list[str]:
    """What the messages are about that went to others on behalf of whoever asked, or wanted to be asked."""
    if isinstance(posted, Ask):
        return [each.thing for each in posted.asked.all()]
    named = ToTell.objects.filter(appointment__check_in=posted).values_list("pk", flat=True)
    return [rules.told_thing(number) for number in named]


def counts(people: list[PersonAsked]) -> Counter:
    """{answer or "": how many}"""
    return Counter(each.answer for each in people)


def askers_of(check_in: CheckIn) -> list[tuple[str, str, str]]:
    """(name, token of the question, the answer they read in words) of those who asked and read what was
    answered: with the same tap as this, or as what it was said after.
    """
    given = Asked.objects.filter(check_in=check_in, ask__held_at__isnull=True).exclude(answer="")
    rows = given.exclude(ask__name="").select_related("ask").order_by("pk")
    return [(each.ask.name, token_for(each), each.get_answer_display()) for each in rows]


def may_be_changed(ask: Ask) -> bool:
    """May its asker correct those who have not answered, and add others?"""
    return ask.is_open and ask.crisis.is_active


def to_ask_again(ask: Ask, at: datetime) -> int:
    """How many could be asked again now."""
    if not ask.is_open:
        return 0
    silent = ask.asked.filter(answer="").values_list("sent", "sent_at")
    return sum(rules.may_ask_again(sent, sent_at, at) for sent, sent_at in silent)


def ask_again_at(ask: Ask) -> datetime | None:
    """When somebody who has not answered may be asked again; None: nobody any more."""
    left = ask.asked.filter(answer="", sent__gt=0, sent__lt=rules.MOST_SENT)
    first = left.order_by("sent_at").values_list("sent_at", flat=True).first()
    return first + rules.AGAIN_AFTER if first and ask.is_open else None


def with_news(crisis: Crisis, at: datetime) -> QuerySet[Ask]:
    """Whose asker is to be told that there are answers: not more often than every quarter of an hour."""
    newer = Asked.objects.filter(ask=OuterRef("pk"), answered_at__isnull=False)
    untold = Ask.objects.filter(Exists(newer), crisis=crisis, state=AskState.OPEN, told_at__isnull=True)
    later = newer.filter(answered_at__gt=OuterRef("told_at"))
    told = Ask.objects.filter(
        Exists(later), crisis=crisis, state=AskState.OPEN, told_at__lte=at - rules.TELL_AFTER
    )
    return (untold | told).filter(held_at__isnull=True).order_by("pk")


def put_away_with_asks() -> QuerySet[Crisis]:
    """Nobody sweeps them otherwise."""
    asks = Ask.objects.filter(crisis=OuterRef("pk"), asked__isnull=False)
    appointments = Appointment.objects.filter(crisis=OuterRef("pk"))
    left = Crisis.objects.filter(phase=Phase.ARCHIVED)
    return left.filter(Exists(asks) | Exists(appointments)).order_by("pk")
