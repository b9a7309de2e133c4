"""A match as the desk sees it, and why a need waits."""

from rest_framework import serializers

from matching.api.serializers import NEXT_STEP, ReasonSerializer
from matching.engine.why import Wish
from matching.next_steps import step_of
from matching.phrases import told
from matching.vocabulary import MatchState, Side


class DeskMatchSerializer(serializers.Serializer):
    """`reasons`: with those that only coordinators read."""

    id = serializers.UUIDField(source="public_id")
    state = serializers.ChoiceField(choices=MatchState.choices)
    offer = serializers.UUIDField(source="offer.public_id")
    need = serializers.UUIDField(source="need.public_id")
    metres = serializers.IntegerField()
    by_hand = serializers.SerializerMethodField()
    reasons = serializers.SerializerMethodField()
    hold_until = serializers.DateTimeField(source="hold.until")
    proposed_at = serializers.DateTimeField()
    accepted_at = serializers.DateTimeField(allow_null=True)
    coming_at = serializers.DateTimeField(allow_null=True)
    host_confirmed_at = serializers.DateTimeField(allow_null=True)
    guest_confirmed_at = serializers.DateTimeField(allow_null=True)
    closed_at = serializers.DateTimeField(allow_null=True)
    closed_by = serializers.CharField()
    close_reason = serializers.CharField()
    next_step = serializers.SerializerMethodField(help_text=NEXT_STEP)

    def get_next_step(self, match) -> str:
        return step_of(match, Side.DESK)

    def get_by_hand(self, match) -> bool:
        return match.by_hand_id is not None

    def get_reasons(self, match) -> ReasonSerializer(many=True):
        return ReasonSerializer(told(match, Side.DESK), many=True).data


class RefusalSerializer(serializers.Serializer):
    code = serializers.CharField()
    doors = serializers.IntegerField()
    alone = serializers.IntegerField(help_text="So many of them for this reason alone.")
    in_words = serializers.CharField()


class RelaxationSerializer(serializers.Serializer):
    """So many doors within so many metres would fit, were this one wish given up."""

    wish = serializers.ChoiceField(choices=[wish.value for wish in Wish])
    doors = serializers.IntegerField()
    within = serializers.IntegerField()
    in_words = serializers.CharField()


class FittingDoorSerializer(serializers.Serializer):
    offer = serializers.UUIDField()
    metres = serializers.IntegerField()
    reasons = ReasonSerializer(many=True)


class MissSerializer(serializers.Serializer):
    offer = serializers.UUIDField(source="offer.public_id")
    metres = serializers.IntegerField()
    refusals = serializers.ListField(child=serializers.CharField())
    may_ask = serializers.BooleanField(help_text="A coordinator may overrule all of them, with a reason.")
    in_words = serializers.CharField(source="why")


class PartSerializer(serializers.Serializer):
    adults = serializers.IntegerField()
    children = serializers.IntegerField()
    offer = serializers.UUIDField()


class WhySerializer(serializers.Serializer):
    """Why a need waits. `full`, `paused`: doors that would fit but for that. `division`: two doors for a group that
    may be split."""

    nearby = serializers.IntegerField()
    acceptable = serializers.IntegerField()
    full = serializers.IntegerField()
    paused = serializers.IntegerField()
    refusals = RefusalSerializer(many=True)
    relaxations = RelaxationSerializer(many=True)
    doors = FittingDoorSerializer(many=True)
    misses = MissSerializer(many=True)
    division = PartSerializer(many=True)
