"""Searches as programs send and see them. No shape here has a word for a death, and none shows an author."""

from django.urls import reverse
from rest_framework import serializers

from crisis.activation.actions import absolute
from crisis.gazetteer.api.places import PlaceBody, PlaceSerializer
from crisis.ground.api.bodies import Shape
from crisis.search import rules
from crisis.search.vocabulary import NOTES_BY_ANYBODY, NoteStatus, SearchState, Sex, ShownTo

PHOTO_STATES = ["none", "kept", "public"]
TOLD = [status.value for status in NOTES_BY_ANYBODY]


def _words(most: int, **more) -> serializers.CharField:
    return serializers.CharField(max_length=most, allow_blank=True, default="", **more)


def _age() -> serializers.IntegerField:
    return serializers.IntegerField(min_value=0, max_value=rules.OLDEST, allow_null=True, default=None)


class SearchBody(Shape):
    given_name = _words(60)
    family_name = _words(60)
    other_names = _words(120)
    age_min = _age()
    age_max = _age()
    sex = serializers.ChoiceField(choices=Sex.choices, allow_blank=True, default="")
    description = _words(500)
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
    status = serializers.ChoiceField(choices=TOLD)
    text = serializers.CharField(max_length=500)
    seen_at = serializers.DateTimeField(allow_null=True, default=None)
    place = _words(120, help_text="In words.")
    contact = _words(254, help_text="For a coordinator only.")


class FollowBody(Shape):
    contact = serializers.CharField(max_length=254)


class ClaimBody(Shape):
    contact = serializers.CharField(max_length=254)
    text = _words(500, help_text="For a coordinator only.")


class PhotoBody(serializers.Serializer):
    photo = serializers.FileField()


class PublicNoteSerializer(serializers.Serializer):
    id = serializers.UUIDField()
    status = serializers.ChoiceField(choices=TOLD)
    text = serializers.CharField()
    place = serializers.CharField()
    seen_at = serializers.DateTimeField(allow_null=True)
    posted_at = serializers.DateTimeField()


class PublicSearchSerializer(serializers.Serializer):
    """`photo`, `thumbnail`: addresses that die with the photo, or null. `as_of`: when something shown last changed."""

    id = serializers.UUIDField(source="public_id")
    given_name = serializers.CharField()
    family_name = serializers.CharField()
    other_names = serializers.CharField()
    age_min = serializers.IntegerField(allow_null=True)
    age_max = serializers.IntegerField(allow_null=True)
    sex = serializers.CharField()
    description = serializers.CharField()
    last_seen_at = serializers.DateTimeField(allow_null=True)
    last_seen = serializers.CharField(source="last_seen_words", help_text="A district.")
    photo = serializers.SerializerMethodField()
    thumbnail = serializers.SerializerMethodField()
    notes = PublicNoteSerializer(many=True)
    posted_at = serializers.DateTimeField()
    as_of = serializers.DateTimeField()

    def get_photo(self, copy) -> str | None:
        return photo_url(copy, "search_photo")

    def get_thumbnail(self, copy) -> str | None:
        return photo_url(copy, "search_thumb")


class FoundSearchesSerializer(serializers.Serializer):
    items = PublicSearchSerializer(many=True)


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
    similar = PublicSearchSerializer(many=True, help_text="At most five, likest first.")


class PhotoStateSerializer(serializers.Serializer):
    """`kept`: for the family and the desk. It is public with the search, once read; of a minor never."""

    photo = serializers.ChoiceField(choices=PHOTO_STATES, help_text="none, kept or public.")


class NotedSerializer(serializers.Serializer):
    id = serializers.UUIDField()


class DeskNoteSerializer(serializers.Serializer):
    id = serializers.UUIDField(source="public_id")
    status = serializers.ChoiceField(choices=NoteStatus.choices)
    text = serializers.CharField()
    place = serializers.CharField()
    seen_at = serializers.DateTimeField(allow_null=True)
    posted_at = serializers.DateTimeField()
    shown_to = serializers.ChoiceField(choices=ShownTo.choices)
    read_at = serializers.DateTimeField(allow_null=True)
    held_at = serializers.DateTimeField(allow_null=True)


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


def photo_url(copy, name: str) -> str | None:
    if not copy.photo_key:
        return None
    about = {"slug": copy.crisis.slug, "search": copy.public_id, "key": copy.photo_key}
    return absolute(reverse(name, kwargs=about))
