"""A search as its family and its followers see it, a check-in as its author does, a lead as the desk does."""

from datetime import datetime
from typing import Literal

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from crisis.activation.api.serializers import CrisisSerializer
from crisis.checkin.actions.unplaced import unplaced_of
from crisis.checkin.api.serializers import CheckInBody, FoundSerializer
from crisis.checkin.asks.api.serializers import AppointmentSerializer
from crisis.checkin.models import CheckIn
from crisis.checkin.vocabulary import Audience, Life, Status, Voice
from crisis.gazetteer.api.places import PlaceSerializer
from crisis.ground.api.bodies import Shape
from crisis.search.actions.unplaced import place_words
from crisis.search.api.photos import OwnPhotoSerializer
from crisis.search.api.serializers import (
    STANDS,
    PublicNoteSerializer,
    PublicSearchSerializer,
    SearchBody,
    StandingSerializer,
)
from crisis.search.contact.models import ContactLine, ContactWish
from crisis.search.models import Search
from crisis.search.photos.queries import photos_of
from crisis.search.rules import kept
from crisis.search.vocabulary import NoteKind, Role, SearchState

WAITS_FOR = (
    "What stands between it and the public: code, moderator, edit (it is public as it was), held, hunted or child "
    "(never public); empty when it is public, and once it has ended."
)


class NewsSerializer(FoundSerializer):
    """A check-in a coordinator confirmed to be the person's, as far as its author lets you know."""

    confirmed_at = serializers.DateTimeField(help_text="When a coordinator confirmed it.")


class ContactLineSerializer(serializers.Serializer):
    """A message we passed on. Nobody's number or address is with it."""

    by = serializers.SerializerMethodField(help_text="me; writer: of the note; family: of the person sought.")
    text = serializers.CharField(help_text="At most 500 characters, as written.")
    at = serializers.DateTimeField(help_text="When it was written.")

    def get_by(self, line: ContactLine) -> Literal["me", "writer", "family"]:
        me = self.context.get("me", line.writer_id)
        if line.writer_id == me:
            return "me"
        return "writer" if line.writer_id == line.wish.note.author_id else "family"


class AuthorsWishSerializer(serializers.Serializer):
    """Whoever wrote a note wants to be in touch with the family: at `/own/contact-wishes/{note}`, the note's id."""

    question = serializers.CharField(help_text="The family's proof question as it stood; empty without one.")
    answer = serializers.CharField(
        help_text="What the writer answered; read by the family and the desk alone."
    )
    agreed = serializers.BooleanField(help_text="The family said yes: messages are passed on.")
    messages = ContactLineSerializer(
        many=True, source="lines_passed_on", help_text="Oldest first; none before a yes, nor after a no."
    )

    def to_representation(self, wish: ContactWish) -> dict:
        wish.lines_passed_on = list(wish.lines.order_by("at", "pk")) if wish.agreed else []
        return super().to_representation(wish) | {"agreed": self.said(wish)}

    def said(self, wish: ContactWish) -> bool | None:
        """Whoever wrote is never told of a no."""
        return bool(wish.agreed)


class FamilysWishSerializer(AuthorsWishSerializer):
    agreed = serializers.BooleanField(
        allow_null=True, help_text="What the family said, and may say anew; null: nothing yet."
    )

    def said(self, wish: ContactWish) -> bool | None:
        return wish.agreed


class FamilyNoteSerializer(PublicNoteSerializer):
    kind = serializers.ChoiceField(choices=NoteKind.choices)
    status = serializers.ChoiceField(choices=STANDS, allow_blank=True)
    contact_wish = FamilysWishSerializer(
        allow_null=True,
        help_text="For the family alone. Null: for a follower, and where the writer does not want to be in touch.",
    )


class OwnSearchSerializer(serializers.Serializer):
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
    first_name = serializers.CharField()
    relation = serializers.CharField()
    place = PlaceSerializer(source="last_seen", allow_null=True, default=None)
    place_words = serializers.SerializerMethodField(
        help_text="As typed; without a `place`, kept for the desk."
    )
    photos = serializers.SerializerMethodField(help_text="In the order they are shown in.")
    hints = serializers.SerializerMethodField(
        help_text="How many of the phone numbers and e-mails of the person sought are kept, as keyed hashes."
    )
    posted_at = serializers.DateTimeField()
    edited_at = serializers.DateTimeField()
    closed_at = serializers.DateTimeField(allow_null=True)
    expires_at = serializers.DateTimeField()
    notes_frozen_at = serializers.DateTimeField(allow_null=True)
    kept_until = serializers.SerializerMethodField(help_text="Of an ended one: then it is wiped.")

    def get_kept_until(self, search: Search) -> datetime | None:
        return search.closed_at and search.closed_at + kept()

    def get_place_words(self, search: Search) -> str:
        return place_words(search)

    @extend_schema_field(OwnPhotoSerializer(many=True))
    def get_photos(self, search: Search) -> list[dict]:
        return OwnPhotoSerializer(photos_of(search), many=True).data

    def get_hints(self, search: Search) -> int:
        return search.hints.count()


class SearchPageSerializer(serializers.Serializer):
    """`search` is for the family, `public` what everybody may read. Null: not for you, or not there."""

    kind = serializers.ChoiceField(choices=["search"])
    crisis = CrisisSerializer()
    role = serializers.ChoiceField(choices=Role.choices)
    search = OwnSearchSerializer(allow_null=True)
    public = PublicSearchSerializer(allow_null=True)
    waits_for = serializers.CharField(help_text=WAITS_FOR)
    news = NewsSerializer(many=True)
    news_gone_since = serializers.DateTimeField(
        allow_null=True,
        help_text="When they were told of news that may no longer be shown: taken back, run out, or held. Else null.",
    )
    standing = StandingSerializer(
        help_text="What is known in one line, of what is below and of nothing else."
    )
    notes = FamilyNoteSerializer(many=True)
    relatives = serializers.IntegerField(help_text="How many of the family are on it.", allow_null=True)
    also = serializers.ListField(
        child=serializers.UUIDField(), help_text="Other public searches for the same person."
    )
    found_elsewhere = serializers.BooleanField(
        help_text="Another family of the same person lets this one know that they are found."
    )


class OwnCheckInSerializer(serializers.Serializer):
    id = serializers.UUIDField(source="public_id")
    reference = serializers.CharField()
    status = serializers.ChoiceField(choices=Status.choices)
    life = serializers.ChoiceField(choices=Life.choices)
    given_name = serializers.CharField()
    family_name = serializers.CharField()
    audience = serializers.ChoiceField(choices=Audience.choices)
    voice = serializers.ChoiceField(
        choices=Voice.choices, help_text="Whose word it is: own, together (with whoever said it), other."
    )
    said_by = serializers.CharField(help_text="Of others: the name of who says it, as they chose; or empty.")
    message = serializers.CharField()
    say_where = serializers.BooleanField()
    need = serializers.UUIDField(source="need.public_id", allow_null=True, default=None)
    unplaced = serializers.SerializerMethodField(
        help_text="Help is asked for and no place is known: the coordinators read it, no need is open."
    )
    posted_at = serializers.DateTimeField()
    said_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField()

    def get_unplaced(self, row: CheckIn) -> bool:
        return row.need_id is None and unplaced_of(row) is not None


class CheckInPageSerializer(serializers.Serializer):
    kind = serializers.ChoiceField(choices=["check_in"])
    crisis = CrisisSerializer()
    check_in = OwnCheckInSerializer()
    named = serializers.IntegerField(help_text="How many people it names.")
    group = OwnCheckInSerializer(
        many=True,
        help_text="What was said together with it and stands, itself left out; each has its own manage token.",
    )
    ask_me_again = AppointmentSerializer(
        allow_null=True, help_text="The appointment that stands, or was last told of; else null."
    )


class AnswerSerializer(serializers.Serializer):
    id = serializers.UUIDField(source="public_id")
    posted_at = serializers.DateTimeField()
    text = serializers.CharField()


class ClaimPageSerializer(serializers.Serializer):
    """ "This is me", of which the coordinators know and nobody else; or a note whose writer wants to be in touch, or
    asks the family.
    """

    kind = serializers.ChoiceField(choices=["search_note"])
    crisis = CrisisSerializer()
    id = serializers.UUIDField(help_text="Of the note.")
    posted_at = serializers.DateTimeField()
    contact_wish = AuthorsWishSerializer(allow_null=True, help_text="Null: not wanted, or taken back.")
    answers = AnswerSerializer(
        many=True, help_text="The family's to a question, once a moderator has read them."
    )


class SearchChangeBody(SearchBody):
    """What is left out stays as it is. `their_contacts` are added, never taken away."""

    def get_fields(self):
        fields = super().get_fields()
        fields.pop("contact")
        return fields


class CheckInChangeBody(CheckInBody):
    """Whose word it is stays. What is left out stays as it is, but the place, of which only the district was kept: none
    sent, none kept.
    """

    def get_fields(self):
        fields = super().get_fields()
        for name in ("contact", "voice", "their_contact", "group"):
            fields.pop(name)
        fields["given_name"].allow_blank = True  # behind the link of a question some are said without one
        return fields


class RelativeBody(Shape):
    contact = serializers.CharField(max_length=254, help_text="Theirs: a link of their own is sent there.")
    relation = serializers.CharField(max_length=60, allow_blank=True, default="")
