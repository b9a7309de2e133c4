"""Searches as programs send and see them. No shape here has a word for a death, and none shows an author."""

from uuid import UUID

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from crisis.gazetteer.api.places import PlaceBody, PlaceSerializer
from crisis.ground.api.bodies import Shape
from crisis.search import rules
from crisis.search.api.photos import PublicPhotoSerializer, photo_addresses
from crisis.search.api.reasons import LikenessReasonSerializer
from crisis.search.linking.queries import also_public
from crisis.search.models import Note
from crisis.search.standing import standing_of_copy
from crisis.search.vocabulary import (
    KINDS_BY_ANYBODY,
    NOTES_BY_ANYBODY,
    AuthorKind,
    NoteKind,
    NoteStatus,
    SearchState,
    Sex,
    ShownTo,
    Verification,
)

TOLD = [status.value for status in NOTES_BY_ANYBODY]
STANDS = [*TOLD, NoteStatus.IS_NOTE_AUTHOR.value]
KINDS = [kind.value for kind in KINDS_BY_ANYBODY]
SPEAKS = "As what its author speaks. Who they are is never told."
HOW_SURE = "How sure it is. A coordinator checked what is `confirmed`; `contact`: its author can be reached."


def _words(most: int, **more) -> serializers.CharField:
    return serializers.CharField(max_length=most, allow_blank=True, default="", **more)


def age() -> serializers.IntegerField:
    return serializers.IntegerField(min_value=0, max_value=rules.OLDEST, allow_null=True, default=None)


def wish() -> serializers.CharField:
    """Of whoever wants to be in touch with the family."""
    return serializers.CharField(
        max_length=200,
        allow_blank=True,
        allow_null=True,
        default=None,
        help_text="Null: no contact wanted. Else the answer to `proof_question`, for the family and the desk alone; "
        "messages are passed on once the family said yes. A note needs a `contact` then.",
    )


class SearchBody(Shape):
    given_name = _words(60)
    family_name = _words(60)
    other_names = _words(120)
    age_min = age()
    age_max = age()
    sex = serializers.ChoiceField(choices=Sex.choices, allow_blank=True, default="")
    description = _words(500)
    proof_question = _words(
        200,
        help_text="A question only the person sought could answer. Public; the family and the desk alone read answers.",
    )
    place = PlaceBody(
        required=False,
        help_text="Where last seen. The public sees the district at most. Words that name no place we know "
        "are kept for the desk.",
    )
    last_seen_at = serializers.DateTimeField(allow_null=True, default=None)
    first_name = _words(60, help_text="Of whoever posts; never public.")
    relation = _words(60, help_text="Who they are for the person sought; never public.")
    contact = serializers.CharField(max_length=254, help_text="Theirs; verified before anything is public.")
    their_contacts = serializers.ListField(
        child=serializers.CharField(max_length=254),
        default=list,
        max_length=4,
        help_text="Phone and e-mail of the person sought. Kept as keyed hashes only.",
    )


class TellBody(Shape):
    kind = serializers.ChoiceField(
        choices=KINDS,
        allow_blank=True,
        default="",
        help_text="Empty: what the status implies. One of the two is needed.",
    )
    status = serializers.ChoiceField(
        choices=TOLD,
        allow_blank=True,
        default="",
        help_text="Of PFIF 1.4. Empty: of a sighting, that they are alive; else nothing.",
    )
    text = serializers.CharField(max_length=500)
    seen_at = serializers.DateTimeField(allow_null=True, default=None)
    place = _words(120, help_text="In words.")
    contact = _words(254, help_text="For a coordinator only.")
    wish = wish()


class FollowBody(Shape):
    contact = serializers.CharField(max_length=254)


class ClaimBody(Shape):
    contact = serializers.CharField(max_length=254)
    text = _words(500, help_text="For a coordinator only.")
    wish = wish()


class PublicNoteSerializer(serializers.Serializer):
    """Who says what, and how sure it is."""

    id = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=KINDS)
    status = serializers.ChoiceField(choices=TOLD, allow_blank=True)
    author_kind = serializers.ChoiceField(choices=AuthorKind.choices, help_text=SPEAKS)
    verification = serializers.ChoiceField(choices=Verification.choices, help_text=HOW_SURE)
    text = serializers.CharField()
    place = serializers.CharField(help_text="In words, as typed.")
    district = serializers.CharField(
        help_text="What those words were taken for; empty where they name no place."
    )
    answers = serializers.CharField(help_text="The id of the question it answers, or empty.")
    seen_at = serializers.DateTimeField(allow_null=True)
    posted_at = serializers.DateTimeField()


class StandingSerializer(serializers.Serializer):
    """`since`, `by`, `sure`: of what it rests on; null and empty while nothing is known."""

    status = serializers.ChoiceField(choices=STANDS)
    since = serializers.DateTimeField(
        allow_null=True, help_text="The moment it speaks of; null: nothing is known."
    )
    by = serializers.ChoiceField(choices=AuthorKind.choices, allow_blank=True, help_text=SPEAKS)
    sure = serializers.ChoiceField(choices=Verification.choices, allow_blank=True, help_text=HOW_SURE)


class PublicSearchSerializer(serializers.Serializer):
    """`as_of`: when something shown last changed."""

    id = serializers.UUIDField(source="public_id")
    given_name = serializers.CharField()
    family_name = serializers.CharField()
    other_names = serializers.CharField()
    age_min = serializers.IntegerField(allow_null=True)
    age_max = serializers.IntegerField(allow_null=True)
    sex = serializers.CharField()
    description = serializers.CharField()
    proof_question = serializers.CharField()
    last_seen_at = serializers.DateTimeField(allow_null=True)
    last_seen = serializers.CharField(source="last_seen_words", help_text="A district.")
    photos = serializers.SerializerMethodField(
        help_text="Those everybody may see, in their order, the first first; of a minor none."
    )
    standing = serializers.SerializerMethodField(
        help_text="What is known in one line: computed of what was checked, or is said by those who answer for it."
    )
    notes = PublicNoteSerializer(many=True)
    notes_frozen = serializers.BooleanField(help_text="Nobody may add one.")
    posted_at = serializers.DateTimeField()
    as_of = serializers.DateTimeField()

    @extend_schema_field(PublicPhotoSerializer(many=True))
    def get_photos(self, copy) -> list[dict]:
        return photo_addresses(copy)

    @extend_schema_field(StandingSerializer)
    def get_standing(self, copy) -> dict:
        return StandingSerializer(standing_of_copy(copy)).data


class ShownSearchSerializer(PublicSearchSerializer):
    also = serializers.SerializerMethodField(
        help_text="Ids of other public searches for the same person, as a coordinator said; oldest first."
    )

    def get_also(self, copy) -> list[UUID]:
        return [other.public_id for other in also_public(copy.crisis, copy.search_id)]


class FoundSearchSerializer(PublicSearchSerializer):
    reasons = LikenessReasonSerializer(many=True, help_text="Why it was found; the likest first.")


class FoundSearchesSerializer(serializers.Serializer):
    items = FoundSearchSerializer(many=True, help_text="At most ten, likest first.")


class OpenedSerializer(serializers.Serializer):
    """`manage_token` is shown now and never again."""

    id = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=["search", "search_note"])
    reference = serializers.CharField(
        help_text="A code the family says to a coordinator; empty for whoever follows or claims."
    )
    manage_token = serializers.CharField()
    url = serializers.URLField(help_text="The page behind the manage token.")


class PostedSearchSerializer(OpenedSerializer):
    """`similar`: public searches that may be for the same person. Is it one of them? `follow` it, and close yours."""

    place = PlaceSerializer(
        allow_null=True, help_text="What the words were taken for; null when nothing was found."
    )
    place_words = serializers.CharField(
        help_text="What was typed. Without a `place`, kept for the desk to read."
    )
    similar = FoundSearchSerializer(many=True, help_text="At most five, likest first.")


class NotedSerializer(serializers.Serializer):
    id = serializers.UUIDField()
    manage_token = serializers.CharField(
        help_text="Of whoever wants to be in touch, or asks the family; else empty."
    )


class DeskNoteSerializer(serializers.Serializer):
    id = serializers.UUIDField(source="public_id")
    kind = serializers.ChoiceField(choices=NoteKind.choices)
    status = serializers.ChoiceField(choices=NoteStatus.choices)
    author_kind = serializers.ChoiceField(choices=AuthorKind.choices, help_text=SPEAKS)
    verification = serializers.ChoiceField(choices=Verification.choices, help_text=HOW_SURE)
    confirmed_at = serializers.DateTimeField(
        allow_null=True, help_text="When a coordinator checked it, or null."
    )
    text = serializers.SerializerMethodField(help_text="Empty once it was handed to the liaisons.")
    place = serializers.SerializerMethodField(help_text="As `text`.")
    cell = serializers.CharField()
    seen_at = serializers.DateTimeField(allow_null=True)
    posted_at = serializers.DateTimeField()
    shown_to = serializers.ChoiceField(choices=ShownTo.choices)
    read_at = serializers.DateTimeField(allow_null=True)
    held_at = serializers.DateTimeField(allow_null=True)
    handed_at = serializers.DateTimeField(
        allow_null=True,
        help_text="When it was handed to the liaisons, who alone read it from then on, or null.",
    )

    def get_text(self, note: Note) -> str:
        return "" if note.handed_at else note.text

    def get_place(self, note: Note) -> str:
        return "" if note.handed_at else note.place


class DeskSearchSerializer(serializers.Serializer):
    """`unread`: nobody has read this wording yet. No contact: that is revealed, with a reason, and logged."""

    id = serializers.UUIDField(source="public_id")
    reference = serializers.CharField()
    state = serializers.ChoiceField(choices=SearchState.choices)
    given_name = serializers.CharField()
    family_name = serializers.CharField()
    other_names = serializers.CharField()
    age_min = serializers.IntegerField(allow_null=True)
    age_max = serializers.IntegerField(allow_null=True)
    sex = serializers.CharField()
    description = serializers.CharField()
    proof_question = serializers.CharField()
    last_seen_at = serializers.DateTimeField(allow_null=True)
    cell = serializers.CharField()
    first_name = serializers.CharField()
    relation = serializers.CharField()
    unread = serializers.BooleanField()
    posted_at = serializers.DateTimeField()
    edited_at = serializers.DateTimeField()
    closed_at = serializers.DateTimeField(allow_null=True)
    expires_at = serializers.DateTimeField()
    let_through_at = serializers.DateTimeField(allow_null=True)
    held_at = serializers.DateTimeField(allow_null=True)
    notes_frozen_at = serializers.DateTimeField(allow_null=True)
    wiped_at = serializers.DateTimeField(allow_null=True)
