from rest_framework import serializers

from crisis.ground.api.bodies import Shape
from crisis.moderation.vocabulary import Act, ReportReason


class ReportBody(Shape):
    subject_kind = serializers.CharField(max_length=20)
    subject = serializers.UUIDField()
    reason = serializers.ChoiceField(choices=ReportReason.choices)
    text = serializers.CharField(max_length=500, allow_blank=True, default="")


class ReportedSerializer(serializers.Serializer):
    """One item per subject, however many reports."""

    subject_kind = serializers.CharField()
    subject = serializers.UUIDField()
    reports = serializers.IntegerField()
    first_at = serializers.DateTimeField()
    last_at = serializers.DateTimeField()


class ReportedListSerializer(serializers.Serializer):
    items = ReportedSerializer(many=True)


class DecisionBody(Shape):
    subject_kind = serializers.CharField(max_length=20)
    subject = serializers.UUIDField()
    act = serializers.ChoiceField(choices=Act.choices)
    reason = serializers.CharField(max_length=500)
    read_at = serializers.CharField(
        max_length=40, allow_blank=True, default="",
        help_text="Of a search: its `edited_at` as you read it. Then `restore` lets that wording through; without "
        "it, it ends a hold and lets nothing new through.",
    )  # fmt: skip
    false = serializers.BooleanField(
        default=False,
        help_text="Of a photo, with `hold`: it is false. Its hashes are remembered, and what looks like it is held.",
    )


class DecisionSerializer(serializers.Serializer):
    subject_kind = serializers.CharField()
    subject = serializers.UUIDField()
    act = serializers.ChoiceField(choices=Act.choices)
    reason = serializers.CharField()
    at = serializers.DateTimeField()
