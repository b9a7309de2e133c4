"""Texts that no rule understood, in the queue."""

from datetime import datetime

from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crisis.activation.models import Crisis
from crisis.desk.figures import minutes
from crisis.desk.waiting import Kind, Row, register
from crisis.texting.queries import to_read, unclear_conversations

MOST_SHOWN = 120  # letters


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


register(
    Kind(
        name="text_unclear",
        label=gettext_lazy("Texts to read"),
        tab="desk_texts",
        count=lambda crisis: unclear_conversations(crisis).count(),
        rows=_rows,
    )
)
