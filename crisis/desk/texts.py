"""Texts that no rule understood, in the queue; and what else came from the same phone."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.people.models import ContactPoint
from crisis.activation.models import Crisis
from crisis.checkin.models import CheckIn
from crisis.checkin.queries import desk_check_ins
from crisis.desk.figures import minutes
from crisis.desk.waiting import Kind, Row, how_many, page_of, register
from crisis.moderation.subjects import kinds
from crisis.search.models import Search
from crisis.search.queries import desk_searches
from crisis.search.vocabulary import SearchState
from crisis.shelter.models import Need
from crisis.shelter.vocabulary import ALIVE_NEEDS
from crisis.texting.models import Conversation
from crisis.texting.queries import to_read, unclear_conversations

MOST_SHOWN = 120  # letters
MOST_POSTED = 5


def _rows(crisis: Crisis, at: datetime, most: int) -> list[Row]:
    return [
        Row(
            subject_kind="conversation",
            subject=talk.public_id,
            reference="",
            why=_("A text to read"),
            about=Truncator(talk.said).chars(MOST_SHOWN),
            state="",
            urgent=talk.urgent,
            waited=minutes(talk.since, at),
            path=reverse("desk_conversation", args=[crisis.slug, talk.public_id]),
        )
        for talk in to_read(crisis)[:most]
    ]


@dataclass(frozen=True)
class Posted:
    """`kind`: what it is, in words; `path`: its page at the desk."""

    kind: str
    reference: str
    state: str
    path: str


def posted_by(talk: Conversation, crisis: Crisis) -> list[Posted]:
    """What stands of whoever texts: asked for by SMS, or by somebody who proved that the number is theirs."""
    same = ContactPoint.objects.filter(
        kind=talk.contact.kind, value=talk.contact.value, verified_at__isnull=False
    )
    who = {"owner__in": [talk.contact.person_id, *same.values_list("person", flat=True)]}
    needs = Need.objects.filter(crisis=crisis, state__in=ALIVE_NEEDS, **who)
    searches = desk_searches(crisis).filter(state=SearchState.OPEN, **who)
    found = {
        "need": needs.order_by("-pk"),
        "check_in": desk_check_ins(crisis).filter(**who),
        "search": searches,
    }
    return [_posted(crisis, kind, row) for kind, rows in found.items() for row in rows[:MOST_POSTED]]


def _posted(crisis: Crisis, kind: str, row: Need | CheckIn | Search) -> Posted:
    state = row.get_status_display() if kind == "check_in" else row.get_state_display()
    return Posted(kinds()[kind].label, row.reference, state, page_of(crisis, kind, row.public_id))


COUNT = how_many(unclear_conversations)
register(Kind("text_unclear", gettext_lazy("Texts to read"), "desk_texts", COUNT, _rows))
