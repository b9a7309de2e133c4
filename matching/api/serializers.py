"""A match as its host sees it, and as its guest does. What is released when is decided here."""

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.people.blocking import has_cut
from crisis.activation.api.serializers import CrisisSerializer
from crisis.closures.api.serializers import ClosureSerializer
from crisis.shelter.api.serializers import OwnNeedSerializer, OwnOfferSerializer
from crisis.shelter.vocabulary import NeedState
from matching.actions.extending import may_extend
from matching.actions.reserves import reserve_asked_at
from matching.actions.talking import ids_of, own_number
from matching.engine.why import Wish
from matching.models import Match
from matching.next_steps import reason_of, step_of
from matching.phrases import phrase, told
from matching.situation import told_now
from matching.vocabulary import TALKING, EndReason, MatchState, Morning, Side

REASONS = (
    "`distance` {metres; within: by how much a place known by its street alone may be off}, `fits` {persons, places}, "
    "`confirmed` {minutes} since the host said so, `common_language` "
    "{language}, `known` {by: answered, vouched or account}, `waited` {minutes}; asked for and given: `step_free`, "
    "`children`, `pets`, `women_only` {}; for coordinators also `unasked_step_free`, `unasked_women_only` {}, "
    "`asked_in_vain` {times}, `hosting` {guests}, `way` {seconds}; `by_hand` {}."
)
NEXT_STEP = "What to do now, in words and in the language asked for: show it as it is."
BECAUSE = "Why, as far as you may know it; empty for what the other side keeps to itself."
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
    next_step = serializers.SerializerMethodField(help_text=NEXT_STEP)
    may_have_more_time = serializers.SerializerMethodField(
        help_text="`POST …/more-time` is open to you now: it is your turn, and there was no more time yet."
    )
    next_door_at = serializers.SerializerMethodField(
        help_text="When another door is asked, as soon as one is free, if the host says nothing until then; null once "
        "they spoke."
    )
    side = Side.GUEST

    def get_next_door_at(self, match) -> serializers.DateTimeField(allow_null=True):
        asked = reserve_asked_at(match)
        return asked and serializers.DateTimeField().to_representation(asked)

    def get_next_step(self, match) -> str:
        return told_now(match, self.side)

    def get_may_have_more_time(self, match) -> bool:
        return may_extend(match, self.side)

    def get_answer_by(self, match) -> serializers.DateTimeField(allow_null=True):
        return (
            serializers.DateTimeField().to_representation(match.hold.until)
            if match.state in WAITING
            else None
        )

    def get_code_word(self, match) -> serializers.CharField(allow_null=True):
        return match.code_word if match.state in RELEASED else None

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
        return _shared(match, match.guest_number_shared_at, match.need.owner, Side.HOST)


class GuestMatchSerializer(_Match):
    """The address, the name and the note come once the guest has said "I'm coming", and to no one else."""

    metres = serializers.IntegerField(source="coarse_metres")
    step_free = serializers.BooleanField(source="offer.step_free")
    children = serializers.BooleanField(source="offer.children")
    pets = serializers.BooleanField(source="offer.pets")
    women_only = serializers.BooleanField(source="offer.women_only")
    languages = serializers.ListField(child=serializers.CharField(), source="offer.languages")
    address = serializers.SerializerMethodField()
    host_first_name = serializers.SerializerMethodField()
    host_note = serializers.SerializerMethodField()
    host_number = serializers.SerializerMethodField(help_text="Only once its owner shared it.")

    def get_address(self, match) -> AddressSerializer(allow_null=True):
        return AddressSerializer(match.offer.place).data if match.state in RELEASED else None

    def get_host_first_name(self, match) -> serializers.CharField(allow_null=True):
        return match.offer.first_name if match.state in RELEASED else None

    def get_host_note(self, match) -> serializers.CharField(allow_null=True):
        return match.offer.note if match.state in RELEASED else None

    def get_host_number(self, match) -> serializers.CharField(allow_null=True):
        return _shared(match, match.host_number_shared_at, match.offer.owner, Side.GUEST)


class EndedMatchSerializer(serializers.Serializer):
    """A match that ended, newest first: what now, and why as far as you may know it."""

    id = serializers.UUIDField(source="public_id")
    state = serializers.ChoiceField(choices=MatchState.choices)
    closed_at = serializers.DateTimeField()
    ended_because = serializers.SerializerMethodField()
    next_step = serializers.SerializerMethodField(help_text=NEXT_STEP)
    side = Side.HOST

    @extend_schema_field(
        serializers.ChoiceField(choices=EndReason.choices, allow_blank=True, help_text=BECAUSE)
    )
    def get_ended_because(self, match):
        return reason_of(match, self.side)

    def get_next_step(self, match) -> str:
        return step_of(match, self.side)


class GuestEndedSerializer(EndedMatchSerializer):
    side = Side.GUEST


class MorningSerializer(serializers.Serializer):
    """How it went: answer by `POST /own/matches/{match}/morning`. The other side never learns of it."""

    match = serializers.UUIDField(source="match.public_id")
    asked_at = serializers.DateTimeField()
    answer = serializers.ChoiceField(choices=Morning.choices, allow_blank=True)
    answered_at = serializers.DateTimeField(allow_null=True)


class MeanwhileSerializer(serializers.Serializer):
    """Where to go while waiting."""

    kind = serializers.ChoiceField(choices=["shelter", "town_hall", "hospital"])
    label = serializers.CharField()
    lat = serializers.FloatField()
    lon = serializers.FloatField()
    metres = serializers.IntegerField()


class ClosedHereSerializer(serializers.Serializer):
    """Areas that are closed where one is. Say it first, with what to do: follow the official instructions."""

    concerns = serializers.ChoiceField(
        choices=["door", "way", "inside", "need"],
        help_text="`door`: nobody is sent to it now. `way`: stop, do not go there. `inside`: a guest stays inside. "
        "`need`: no door is looked for until it opens.",
    )
    areas = ClosureSerializer(many=True)


class OfferPageSerializer(serializers.Serializer):
    kind = serializers.ChoiceField(choices=["offer"])
    crisis = CrisisSerializer()
    offer = OwnOfferSerializer()
    matches = HostMatchSerializer(many=True)
    ended = EndedMatchSerializer(many=True)
    mornings = MorningSerializer(many=True)
    closed_here = ClosedHereSerializer(allow_null=True, help_text="Null where nothing is closed.")


class HintSerializer(serializers.Serializer):
    """How many doors around would fit were one wish given up: a band over a wide area, never a door."""

    wish = serializers.ChoiceField(choices=[wish.value for wish in Wish])
    doors = serializers.CharField(help_text="A band, 3-5 at least.")
    in_words = serializers.CharField()


class OtherPartSerializer(serializers.Serializer):
    """The others of a group that was divided. POST /own/parts/{id}/link opens their page."""

    id = serializers.UUIDField(source="public_id")
    adults = serializers.IntegerField()
    children = serializers.IntegerField()
    state = serializers.ChoiceField(choices=NeedState.choices)


class NeedPageSerializer(serializers.Serializer):
    kind = serializers.ChoiceField(choices=["need"])
    crisis = CrisisSerializer()
    need = OwnNeedSerializer()
    hints = HintSerializer(many=True)
    others = OtherPartSerializer(many=True)
    matches = GuestMatchSerializer(many=True)
    ended = GuestEndedSerializer(many=True)
    mornings = MorningSerializer(many=True)
    closed_here = ClosedHereSerializer(allow_null=True, help_text="Null where nothing is closed.")
    meanwhile = MeanwhileSerializer(many=True)


class MessageSerializer(serializers.Serializer):
    id = serializers.UUIDField(source="public_id")
    side = serializers.ChoiceField(choices=Side.choices)
    text = serializers.CharField()
    at = serializers.DateTimeField()


class CutSerializer(serializers.Serializer):
    """With whom you cut contact: their part, and a first name where it had been released to you."""

    id = serializers.UUIDField()
    at = serializers.DateTimeField()
    other = serializers.ChoiceField(choices=[Side.HOST, Side.GUEST], allow_blank=True)
    first_name = serializers.CharField(allow_blank=True)


class NewLinkSerializer(serializers.Serializer):
    """Shown now; the token it was asked with opens nothing any more."""

    manage_token = serializers.CharField()
    url = serializers.URLField(help_text="The page behind the new token.")


def _shared(match: Match, shared_at, owner, reader: Side) -> str | None:
    if not shared_at or match.state not in TALKING or has_cut(*ids_of(match, reader)):
        return None
    return own_number(owner) or None
