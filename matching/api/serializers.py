"""A match as its host sees it, as its guest sees it, and as the desk does. What is released when is decided here."""

from rest_framework import serializers

from crisis.activation.api.serializers import CrisisSerializer
from crisis.desk.vocabulary import Why
from crisis.ground.api.bodies import Shape
from crisis.moderation.vocabulary import ReportReason
from crisis.shelter.api.serializers import NeedBody, OfferBody, OwnNeedSerializer, OwnOfferSerializer
from matching.actions.talking import own_number
from matching.models import Match
from matching.phrases import phrase, told
from matching.vocabulary import HOST_REASONS, TALKING, EndReason, MatchState, Side

REASONS = (
    "`distance` {metres}, `fits` {persons, places}, `confirmed` {minutes} since the host said so, `common_language` "
    "{language}, `known` {by: answered, vouched or account}, `waited` {minutes}; asked for and given: `step_free`, "
    "`children`, `pets`, `women_only` {}; for coordinators also `unasked_step_free`, `unasked_women_only` {}, "
    "`asked_in_vain` {times}, `hosting` {guests}, `way` {seconds}; `by_hand` {}, `overruled` {what}."
)
RELEASED = (MatchState.COMING, MatchState.ARRIVED)
WAITING = (MatchState.PROPOSED, MatchState.ACCEPTED)


class ReasonSerializer(serializers.Serializer):
    """Why this door: a stable code and its values, for example {"code": "distance", "values": {"metres": 650}}."""

    code = serializers.CharField(help_text=REASONS)
    values = serializers.DictField(help_text="Numbers and codes; which ones, `code` says.")
    felt = serializers.IntegerField(
        help_text="Metres nearer, negative: farther, that it makes the door feel."
    )
    in_words = serializers.SerializerMethodField()

    def get_in_words(self, reason) -> str:
        return phrase(reason["code"], reason["values"])


class AddressSerializer(serializers.Serializer):
    """Show `typed` first: the house number is often in it alone. `label`: what the gazetteer took it for."""

    typed = serializers.CharField(help_text="In the host's own words; empty when a point was sent.")
    label = serializers.CharField()
    lat = serializers.FloatField()
    lon = serializers.FloatField()
    entry = serializers.CharField()
    meeting_point = serializers.CharField()


class _Match(serializers.Serializer):
    id = serializers.UUIDField(source="public_id")
    state = serializers.ChoiceField(choices=MatchState.choices)
    proposed_at = serializers.DateTimeField()
    accepted_at = serializers.DateTimeField(allow_null=True)
    coming_at = serializers.DateTimeField(allow_null=True)
    host_confirmed_at = serializers.DateTimeField(allow_null=True)
    guest_confirmed_at = serializers.DateTimeField(allow_null=True)
    answer_by = serializers.SerializerMethodField(help_text="When the hold lapses by itself.")
    code_word = serializers.SerializerMethodField(help_text="Said at the door. Null until the guest comes.")
    reasons = serializers.SerializerMethodField()

    def get_answer_by(self, match) -> serializers.DateTimeField(allow_null=True):
        return (
            serializers.DateTimeField().to_representation(match.hold.until)
            if match.state in WAITING
            else None
        )

    def get_code_word(self, match) -> serializers.CharField(allow_null=True):
        return match.code_word if match.state in RELEASED else None

    side = Side.GUEST

    def get_reasons(self, match) -> ReasonSerializer(many=True):
        return ReasonSerializer(told(match, self.side), many=True).data


class HostMatchSerializer(_Match):
    """Before the guest sets out the host learns how many come and what they need: no name, no place, no distance."""

    adults = serializers.IntegerField(source="need.adults")
    children = serializers.IntegerField(source="need.children")
    step_free = serializers.BooleanField(source="need.step_free")
    pets = serializers.BooleanField(source="need.pets")
    women_group = serializers.BooleanField(source="need.women_group")
    languages = serializers.ListField(child=serializers.CharField(), source="need.languages")
    guest_first_name = serializers.SerializerMethodField()
    guest_number = serializers.SerializerMethodField(help_text="Only once its owner shared it.")

    side = Side.HOST

    def get_reasons(self, match) -> ReasonSerializer(many=True):
        return [reason for reason in super().get_reasons(match) if "metres" not in reason["values"]]

    def get_guest_first_name(self, match) -> serializers.CharField(allow_null=True):
        return match.need.first_name if match.state in RELEASED else None

    def get_guest_number(self, match) -> serializers.CharField(allow_null=True):
        return _shared(match, match.guest_number_shared_at, match.need.owner)


class GuestMatchSerializer(_Match):
    """The address, the name and the note come once the guest has said "I'm coming", and to no one else."""

    metres = serializers.SerializerMethodField()
    step_free = serializers.BooleanField(source="offer.step_free")
    children = serializers.BooleanField(source="offer.children")
    pets = serializers.BooleanField(source="offer.pets")
    women_only = serializers.BooleanField(source="offer.women_only")
    languages = serializers.ListField(child=serializers.CharField(), source="offer.languages")
    address = serializers.SerializerMethodField()
    host_first_name = serializers.SerializerMethodField()
    host_note = serializers.SerializerMethodField()
    host_number = serializers.SerializerMethodField(help_text="Only once its owner shared it.")

    def get_metres(self, match) -> int:
        return match.coarse_metres

    def get_address(self, match) -> AddressSerializer(allow_null=True):
        return AddressSerializer(match.offer.place).data if match.state in RELEASED else None

    def get_host_first_name(self, match) -> serializers.CharField(allow_null=True):
        return match.offer.first_name if match.state in RELEASED else None

    def get_host_note(self, match) -> serializers.CharField(allow_null=True):
        return match.offer.note if match.state in RELEASED else None

    def get_host_number(self, match) -> serializers.CharField(allow_null=True):
        return _shared(match, match.host_number_shared_at, match.offer.owner)


class DeskMatchSerializer(serializers.Serializer):
    id = serializers.UUIDField(source="public_id")
    state = serializers.ChoiceField(choices=MatchState.choices)
    offer = serializers.UUIDField(source="offer.public_id")
    need = serializers.UUIDField(source="need.public_id")
    metres = serializers.IntegerField()
    by_hand = serializers.SerializerMethodField()
    hold_until = serializers.DateTimeField(source="hold.until")
    proposed_at = serializers.DateTimeField()
    accepted_at = serializers.DateTimeField(allow_null=True)
    coming_at = serializers.DateTimeField(allow_null=True)
    host_confirmed_at = serializers.DateTimeField(allow_null=True)
    guest_confirmed_at = serializers.DateTimeField(allow_null=True)
    closed_at = serializers.DateTimeField(allow_null=True)
    closed_by = serializers.CharField()
    close_reason = serializers.CharField()

    def get_by_hand(self, match) -> bool:
        return match.by_hand_id is not None


class MeanwhileSerializer(serializers.Serializer):
    """Where to go while waiting."""

    kind = serializers.ChoiceField(choices=["shelter", "town_hall", "hospital"])
    label = serializers.CharField()
    lat = serializers.FloatField()
    lon = serializers.FloatField()
    metres = serializers.IntegerField()


class OfferPageSerializer(serializers.Serializer):
    kind = serializers.ChoiceField(choices=["offer"])
    crisis = CrisisSerializer()
    offer = OwnOfferSerializer()
    matches = HostMatchSerializer(many=True)


class NeedPageSerializer(serializers.Serializer):
    kind = serializers.ChoiceField(choices=["need"])
    crisis = CrisisSerializer()
    need = OwnNeedSerializer()
    matches = GuestMatchSerializer(many=True)
    meanwhile = MeanwhileSerializer(many=True)


class MessageSerializer(serializers.Serializer):
    id = serializers.UUIDField(source="public_id")
    side = serializers.ChoiceField(choices=Side.choices)
    text = serializers.CharField()
    at = serializers.DateTimeField()


class MessageBody(Shape):
    text = serializers.CharField(max_length=500)


class DeclineBody(Shape):
    reason = serializers.ChoiceField(choices=HOST_REASONS, default=EndReason.OTHER)


class HelpBody(Shape):
    why = serializers.ChoiceField(choices=[Why.CANNOT_GET_IN, Why.WANTS_TO_LEAVE, Why.ASKED_FOR_US])


class NewLinkSerializer(serializers.Serializer):
    """Shown now; the token it was asked with opens nothing any more."""

    manage_token = serializers.CharField()
    url = serializers.URLField(help_text="The page behind the new token.")


class CodeBody(Shape):
    code = serializers.CharField(max_length=12)


class MatchReportBody(Shape):
    reason = serializers.ChoiceField(choices=ReportReason.choices)
    text = serializers.CharField(max_length=500, allow_blank=True, default="")


class ProposeBody(Shape):
    offer = serializers.UUIDField()
    need = serializers.UUIDField()


class OfferChangeBody(OfferBody):
    contact = None


class NeedChangeBody(NeedBody):
    contact = None


def _shared(match: Match, shared_at, owner) -> str | None:
    if not shared_at or match.state not in TALKING:
        return None
    return own_number(owner) or None
