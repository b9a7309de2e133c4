"""What the page behind the token of a question shows, and what one's own page says of "ask me again"."""

from rest_framework import serializers

from crisis.activation.api.serializers import CrisisSerializer
from crisis.activation.clock import crisis_now
from crisis.checkin.asks import queries
from crisis.checkin.asks.api.serializers import OwnAskSerializer, PersonAskedSerializer
from matching.access import Held


class AskPageSerializer(serializers.Serializer):
    kind = serializers.ChoiceField(choices=["ask"])
    crisis = CrisisSerializer()
    ask = OwnAskSerializer(help_text="The question itself.")
    people = PersonAskedSerializer(many=True)
    may_ask_again = serializers.IntegerField(help_text="How many could be asked again now.")


def ask_held(held: Held) -> dict:
    ask = held.posted
    again = queries.to_ask_again(ask, crisis_now(ask.crisis)) if ask.crisis.is_active else 0
    return {"ask": ask, "people": queries.people_asked(ask), "may_ask_again": again}
