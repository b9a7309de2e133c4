"""What an exercise would have sent to this person: the page's mailbox, for programs."""

from django.db.models import Q
from rest_framework import serializers

from accounts.errors import NotThere
from accounts.reach.models import Message
from crisis.activation.clock import crisis_time
from crisis.activation.models import Crisis
from crisis.checkin.asks.queries import written_for
from crisis.ground.api.describing import operation
from crisis.ground.api.paging import paged
from matching.api.own import ENTRANCE, Own


class MailSerializer(serializers.Serializer):
    """A message with its full text, codes and links included: in an exercise nobody else receives it."""

    id = serializers.UUIDField(source="public_id")
    subject = serializers.CharField()
    text = serializers.CharField()
    created_at = serializers.DateTimeField(help_text="When it was written, by the clock of the exercise.")


def _timed(message: Message, crisis: Crisis) -> dict:
    """With the crisis's time: every other time of an exercise is by its own clock."""
    told = {name: getattr(message, name) for name in ("public_id", "subject", "text")}
    return told | {"created_at": crisis_time(crisis, message.created_at)}


class Mailbox(Own):
    @operation(
        "get_own_mailbox", about="In an exercise: what would have been sent to me, newest first",
        explained="The code for /own/verify is here; of a question, the links sent to those asked as well, and of an "
        "appointment those sent to whoever was named: nobody else receives them. A real crisis has no mailbox and "
        "answers `not_there`.",
        answer=MailSerializer, pages=True, tag="own", refuses=(*ENTRANCE, "cursor_malformed"),
    )  # fmt: skip
    def get(self, request, **_path):
        held = self.held()
        crisis = held.posted.crisis
        if not crisis.is_drill:
            raise NotThere
        # `drill` is asked of the message too: the same person may have a real post elsewhere.
        mine = Q(contact__person=held.person)
        if held.kind in ("ask", "check_in"):
            mine |= Q(thing__in=written_for(held.posted))
        sent = Message.objects.filter(mine, drill=True, crisis_id=crisis.pk)
        return paged(
            self,
            sent,
            ordering=("-created_at", "-id"),
            show=lambda rows: MailSerializer([_timed(row, crisis) for row in rows], many=True).data,
        )
