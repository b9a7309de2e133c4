from rest_framework import serializers

from accounts.disclosure.models import Disclosed
from crisis.activation.vocabulary import Role
from crisis.desk.vocabulary import Why
from crisis.ground.api.bodies import Shape


class CaseSerializer(serializers.Serializer):
    id = serializers.UUIDField(source="public_id")
    subject_kind = serializers.CharField()
    subject = serializers.UUIDField()
    why = serializers.ChoiceField(choices=Why.choices)
    opened_at = serializers.DateTimeField()
    taken_by = serializers.UUIDField(source="taken_by.public_id", allow_null=True, default=None)
    taken_at = serializers.DateTimeField(allow_null=True)
    closed_at = serializers.DateTimeField(allow_null=True)


class SecondYesSerializer(serializers.Serializer):
    """`by`: the coordinator who has the children and wants this door; at `until` it lapses."""

    offer = serializers.UUIDField(source="offer.public_id")
    reason = serializers.CharField()
    by = serializers.UUIDField(source="by.public_id")
    at = serializers.DateTimeField()
    until = serializers.DateTimeField()


class NoteSerializer(serializers.Serializer):
    text = serializers.CharField()
    by = serializers.CharField(source="by.pseudonym", allow_null=True, default=None)
    at = serializers.DateTimeField()


class ColleagueSerializer(serializers.Serializer):
    id = serializers.UUIDField(source="person.public_id")
    name = serializers.CharField(source="person.pseudonym")
    role = serializers.ChoiceField(choices=Role.choices)


class CloseCaseBody(Shape):
    """`who_has_them`: needed for children without an adult; kept as a note."""

    who_has_them = serializers.CharField(max_length=500, allow_blank=True, default="")


class HandOverBody(Shape):
    """`to`: a colleague's id; null gives the case back to everyone."""

    to = serializers.UUIDField(allow_null=True)


class NoteBody(Shape):
    text = serializers.CharField(max_length=1000)


class SuspendBody(Shape):
    """Whoever posted this offer or need; they will read the reason."""

    subject_kind = serializers.ChoiceField(choices=["offer", "need"])
    subject = serializers.UUIDField()
    reason = serializers.CharField(max_length=500)


class SuspensionSerializer(serializers.Serializer):
    """`subject`: the post it was decided about; `by`, `lifted_by`: names shown to the team."""

    id = serializers.UUIDField(source="public_id")
    subject_kind = serializers.CharField()
    subject = serializers.UUIDField()
    reason = serializers.CharField()
    by = serializers.CharField(source="by.pseudonym", allow_null=True, default=None)
    at = serializers.DateTimeField()
    lifted_by = serializers.CharField(source="lifted_by.pseudonym", allow_null=True, default=None)
    lifted_at = serializers.DateTimeField(allow_null=True)


class RevealBody(Shape):
    what = serializers.ListField(
        child=serializers.ChoiceField(choices=[Disclosed.ADDRESS, Disclosed.CONTACT]), min_length=1
    )
    reason = serializers.CharField(max_length=200)


class RevealedContactSerializer(serializers.Serializer):
    value = serializers.CharField()
    verified = serializers.BooleanField()


class RevealedSerializer(serializers.Serializer):
    """Shown once; each showing is logged with its reason, for the person concerned to read."""

    address = serializers.CharField(help_text="What the gazetteer took the words for.")
    typed = serializers.CharField(help_text="The owner's own words, house number and all.")
    lat = serializers.FloatField(allow_null=True)
    lon = serializers.FloatField(allow_null=True)
    entry = serializers.CharField()
    meeting_point = serializers.CharField()
    contacts = RevealedContactSerializer(many=True)
