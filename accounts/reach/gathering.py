"""Under load, news for one contact leaves as one message."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import BigIntegerField, Case, Count, F, Q, QuerySet, When
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.reach.models import Message
from accounts.reach.rules import leave_together, links_in
from accounts.reach.vocabulary import MessageState, Way

_ONE_MAILBOX = ("contact__kind", "contact__value", "way", "crisis_id", "whose")
# A push goes to the devices of one person, and not of others who share their contact.
_WHOSE = Case(When(way=Way.CONTACT, then=0), default=F("contact__person_id"), output_field=BigIntegerField())


def gather_due(at: datetime, *, of: Q, most: int) -> int:
    """Of the messages `of` a line that can wait and are due: those of one contact become one, where they are many or
    the outbox is long; the fullest `most` mailboxes first. How many new ones stand for others."""
    outbox = _due(at).count()
    if outbox < 2:
        return 0
    waiting = _due(at).filter(of, urgent=False).values(*_ONE_MAILBOX).annotate(n=Count("pk"))
    crowded = waiting.filter(n__gt=1).order_by("-n")[:most]
    return sum(
        _gather({name: each[name] for name in _ONE_MAILBOX}, at)
        for each in crowded
        if leave_together(each["n"], outbox=outbox)
    )


def _due(at: datetime) -> QuerySet[Message]:
    due = Message.objects.filter(state=MessageState.QUEUED, drill=False, next_attempt_at__lte=at)
    return due.annotate(whose=_WHOSE)


@transaction.atomic
def _gather(mailbox: dict, at: datetime) -> bool:
    """Each row is locked and asked again: what a carrier has claimed meanwhile is no longer due."""
    due = _due(at).filter(urgent=False, **mailbox).select_for_update(of=("self",))
    parts = list(due.select_related("contact__person").order_by("pk"))
    if len(parts) < 2:
        return False
    Message.objects.bulk_create([_one_of(parts, at)])
    gathered = Message.objects.filter(pk__in=[each.pk for each in parts])
    return bool(gathered.update(state=MessageState.GATHERED, text=""))


def _one_of(parts: list[Message], at: datetime) -> Message:
    last = parts[-1]
    number = sum(each.news for each in parts)
    with translation.override(last.contact.person.language):
        links = "\n".join(_links_of(parts))
        text = _("Porte Ouverte: there are %(number)s news on your pages: %(links)s")
        subject = _("Porte Ouverte: news on your page")
    return Message(
        contact=last.contact,
        crisis_id=last.crisis_id,
        drill=False,
        kind=last.kind,
        way=last.way,
        news=number,
        subject=subject,
        text=text % {"number": number, "links": links},
        state=MessageState.QUEUED,
        next_attempt_at=at,
    )


def _links_of(parts: list[Message]) -> list[str]:
    """The page of each; where one has none, what it says."""
    found = [link for each in parts for link in links_in(each.text, settings.PUBLIC_URL) or [each.text]]
    return list(dict.fromkeys(found))
