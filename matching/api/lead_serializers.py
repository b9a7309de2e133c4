"""A lead as the desk's programs see it: both sides, why, whether the other answered, and whom it would tell."""

from rest_framework import serializers

from crisis.checkin.api.serializers import DeskCheckInSerializer
from crisis.search.api.reasons import LikenessReasonSerializer
from crisis.search.api.serializers import DeskNoteSerializer, DeskSearchSerializer
from crisis.search.vocabulary import Sex
from matching.leads.cards import Card, cards
from matching.vocabulary import LeadKind, LeadState

BECAUSE = (
    "Why they, or why nobody: anyone, known_contact, named, note_shown; nobody_named, contact_unknown, held, gone, "
    "note_not_shown, note_elsewhere, public_search, other_search, listed."
)


SCORE = "From 0 to 1; a reason to look, never an answer."


class ListedPersonSerializer(serializers.Serializer):
    """A row of a hospital's or shelter's list: for coordinators, and for nobody else."""

    id = serializers.UUIDField(source="public_id")
    list = serializers.CharField(
        source="list.name", help_text="The name of the list: which hospital or shelter."
    )
    given_name = serializers.CharField()
    family_name = serializers.CharField()
    other_names = serializers.CharField()
    age_min = serializers.IntegerField(allow_null=True)
    age_max = serializers.IntegerField(allow_null=True)
    sex = serializers.ChoiceField(choices=Sex.choices)
    status = serializers.CharField(help_text="As the list words it; empty where it says nothing.")
    given_at = serializers.DateTimeField(help_text="When the list first had them.")
    left_at = serializers.DateTimeField(allow_null=True, help_text="No longer on the list since.")


class LeadListSerializer(serializers.ListSerializer):
    """Both sides of a whole page in a few queries."""

    def to_representation(self, data):
        return super().to_representation(cards(list(data)))


class DeskLeadSerializer(serializers.Serializer):
    """`told_if_confirmed`: how many followers may know, as the other chose."""

    id = serializers.UUIDField(source="lead.public_id")
    search = serializers.UUIDField(source="lead.search.public_id")
    kind = serializers.ChoiceField(choices=LeadKind.choices, source="lead.kind")
    other = serializers.UUIDField(
        source="lead.other", help_text="The check-in, note, search or row of a list."
    )
    sought = DeskSearchSerializer(source="sought.row", help_text="Who is looked for.")
    check_in = serializers.SerializerMethodField(help_text="The other side, where `kind` says so; else null.")
    note = serializers.SerializerMethodField(help_text="The other side, where `kind` says so; else null.")
    other_search = serializers.SerializerMethodField(
        help_text="The other side, where `kind` says so; else null."
    )
    listed = serializers.SerializerMethodField(help_text="The other side, where `kind` says so; else null.")
    answered = serializers.SerializerMethodField(
        help_text="Did whoever wrote the other side answer our code? If not, anybody could have typed it. "
        "Null: it has ended, and what contact it was is forgotten."
    )
    score = serializers.FloatField(source="lead.score", help_text=SCORE)
    reasons = LikenessReasonSerializer(many=True, source="lead.reasons")
    state = serializers.ChoiceField(choices=LeadState.choices, source="lead.state")
    told_if_confirmed = serializers.SerializerMethodField()
    because = serializers.SerializerMethodField(help_text=BECAUSE)
    told = serializers.IntegerField(source="reached", help_text="How many have been told.")
    proposed_at = serializers.DateTimeField(source="lead.proposed_at")
    decided_at = serializers.DateTimeField(source="lead.decided_at", allow_null=True)

    class Meta:
        list_serializer_class = LeadListSerializer

    def to_representation(self, instance):
        return super().to_representation(instance if isinstance(instance, Card) else cards([instance])[0])

    def get_check_in(self, card: Card) -> DeskCheckInSerializer(allow_null=True):
        return _other(card, LeadKind.CHECK_IN, DeskCheckInSerializer)

    def get_note(self, card: Card) -> DeskNoteSerializer(allow_null=True):
        return _other(card, LeadKind.NOTE, DeskNoteSerializer)

    def get_other_search(self, card: Card) -> DeskSearchSerializer(allow_null=True):
        return _other(card, LeadKind.SEARCH, DeskSearchSerializer)

    def get_listed(self, card: Card) -> ListedPersonSerializer(allow_null=True):
        return _other(card, LeadKind.LISTED, ListedPersonSerializer)

    def get_answered(self, card: Card) -> bool | None:
        return card.other.answered if card.other else False

    def get_told_if_confirmed(self, card: Card) -> int:
        return len(card.choice.followers)

    def get_because(self, card: Card) -> str:
        return str(card.choice.because)


def _other(card: Card, kind: LeadKind, serializer) -> dict | None:
    return serializer(card.other.row).data if card.other and card.lead.kind == kind else None
