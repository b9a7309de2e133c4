"""Check-ins, a shape per reader: the author's answer, who looks, everybody's counts, the desk."""

from rest_framework import serializers
from rest_framework.fields import empty

from accounts.errors import Invalid
from accounts.people.contact import read_contact
from crisis.checkin.rules import MOST_NAMED, MOST_TOGETHER
from crisis.checkin.vocabulary import Audience, Nearness, Status, Voice
from crisis.gazetteer.api.places import PlaceBody, PlaceSerializer
from crisis.ground.api.bodies import Shape
from crisis.ground.api.describing import ProblemSerializer
from crisis.search.api.looking import WantedBody
from crisis.search.api.reasons import LikenessReasonSerializer
from crisis.search.api.serializers import FoundSearchSerializer, SearchBody
from crisis.shelter.api.serializers import BANDS

WHY_FOUND = (
    "Why, in so far as what is shown of them says it: nothing of the words of their name that are not."
)
WHO = (
    "named: only the people in `named`; contacts: whoever knows `contact`; anyone: whoever searches the name; desk: "
    "the coordinators alone."
)
VOICE = (
    "own: of oneself. other: of somebody elsewhere, whose names are then sent; never with `audience` anyone."
)
UNPLACED = (
    "With need_help where no place is known: the coordinators read it at once, with the words of `place`, which are "
    "not looked for (a point is used). It opens no need until a place is sent."
)
WHOSE = (
    "own: their own word. together, other: of somebody with them or elsewhere, weaker, and never `confirmed`."
)


class ContactField(serializers.CharField):
    """A phone number or e-mail address, read."""

    def run_validation(self, data=empty):
        text = super().run_validation(data)
        try:
            return read_contact(text, field="contact")
        except Invalid as wrong:
            raise serializers.ValidationError(wrong.errors["contact"]) from None


# -- What is sent ---------------------------------------------------------------------------------------------
class PersonBody(Shape):
    given_name = serializers.CharField(max_length=60)
    family_name = serializers.CharField(
        max_length=60, allow_blank=True, default="", help_text="Left out: the same as the author's."
    )


class CheckInBody(Shape):
    """`contact`: the author's own. `place`: only its cell is kept, unless `status` is need_help."""

    status = serializers.ChoiceField(choices=Status.choices)
    given_name = serializers.CharField(max_length=60, help_text="A name only: no digits, no sentence.")
    family_name = serializers.CharField(
        max_length=60, allow_blank=True, default="",
        help_text="Needed with `audience` anyone, but for need_help.",
    )  # fmt: skip
    audience = serializers.ChoiceField(
        choices=Audience.choices, default=Audience.CONTACTS, help_text=f"{WHO} Left out: contacts."
    )
    contact = serializers.CharField(
        max_length=254, allow_blank=True, default="",
        help_text="Needed with `audience` contacts, but for need_help: help asked for without one is found by "
        "coordinators only.",
    )  # fmt: skip
    named = serializers.ListField(
        child=serializers.CharField(max_length=254), max_length=MOST_NAMED, default=list,
        help_text="Phone numbers or e-mails. Each is written to once, that there is a message and no more, then kept "
        "as a keyed hash only; once more if sent again with another `status`. They ask again at find/named. Nobody "
        "with `audience` desk.",
    )  # fmt: skip
    message = serializers.CharField(max_length=200, allow_blank=True, default="")
    place = PlaceBody(required=False, allow_null=True, default=None)
    unplaced = serializers.BooleanField(default=False, help_text=UNPLACED)
    say_where = serializers.BooleanField(default=False)
    voice = serializers.ChoiceField(
        choices=[Voice.OWN.value, Voice.OTHER.value],
        default=Voice.OWN.value,
        help_text=f"{VOICE} Left out: own.",
    )
    said_by = serializers.CharField(
        max_length=60, allow_blank=True, default="",
        help_text="How readers are told of who says it, of `group` and of `voice` other. Empty, and until the "
        "author's `contact` has answered a code at `/own/verify`: somebody.",
    )  # fmt: skip
    their_contact = serializers.CharField(
        max_length=254, allow_blank=True, default="",
        help_text="Of `voice` other: the phone or e-mail of the person it is about. They are written to once and may "
        "answer for themselves. Nobody finds it by this.",
    )  # fmt: skip
    group = PersonBody(
        many=True, max_length=MOST_TOGETHER, default=list,
        help_text="Who is with the author: the same is recorded for each, all or none. need_help asks for one place "
        "for all of them.",
    )  # fmt: skip


class CheckInItem(CheckInBody):
    id = serializers.UUIDField(help_text="Random, of your making: the Idempotency-Key of this one.")


class CheckInBatchBody(Shape):
    items = CheckInItem(many=True, help_text="At most 1,000.")


class FindBody(WantedBody):
    """Only `name` and `contact` find. The rest moves the order of the searches found, and hides none of them."""

    contact = ContactField(
        max_length=254, required=False, help_text="The phone or e-mail of the one looked for."
    )


class SimilarBody(SearchBody):
    """A search as it would be posted."""

    contact = serializers.CharField(max_length=254, allow_blank=True, default="", help_text="Not needed yet.")


class NamedBody(Shape):
    contact = ContactField(max_length=254, help_text="One's own.")


# -- What is answered -----------------------------------------------------------------------------------------
class GroupMemberSerializer(serializers.Serializer):
    """One for whom it was said as well: corrected and withdrawn by its own token, as any check-in."""

    id = serializers.UUIDField()
    reference = serializers.CharField(help_text="A short code to read aloud. It opens nothing.")
    manage_token = serializers.CharField()
    url = serializers.URLField(help_text="The page behind the manage token.")


class CheckedInSerializer(serializers.Serializer):
    """`manage_token`, and `need_token` of the need that need_help opened, are shown now and never again."""

    id = serializers.UUIDField()
    reference = serializers.CharField(help_text="A short code to read aloud. It opens nothing.")
    manage_token = serializers.CharField()
    url = serializers.URLField(help_text="The page behind the manage token.")
    need_token = serializers.CharField(
        help_text='Empty unless `status` was "need_help", and with `unplaced`.'
    )
    place = PlaceSerializer(allow_null=True)
    named = serializers.IntegerField(
        help_text="How many people were named. 0 with `audience` named: nobody but coordinators can read it."
    )
    group = GroupMemberSerializer(many=True, help_text="One for each of `group`, in its order.")


class CheckInAnsweredSerializer(serializers.Serializer):
    """What became of one."""

    id = serializers.CharField(allow_null=True, help_text="As it was sent; null where none was.")
    status = serializers.IntegerField(
        help_text="As for a single check-in: 201, 200 for a repeat, or a refusal's."
    )
    check_in = CheckedInSerializer(allow_null=True, help_text="Null where it was refused.")
    problem = ProblemSerializer(
        allow_null=True, help_text="Why it was refused, as for a single one; else null."
    )


class CheckInsAnsweredSerializer(serializers.Serializer):
    items = CheckInAnsweredSerializer(many=True, help_text="In the order sent.")


class FoundSerializer(serializers.Serializer):
    """What its author lets whoever looks know. `confirmed`: their own word, and their own phone or e-mail answered.

    Show `told`, which says whose word it is, and not `status` alone.
    """

    id = serializers.UUIDField(source="public_id")
    name = serializers.CharField(help_text="What was typed of the first name, and an initial.")
    status = serializers.ChoiceField(choices=Status.choices)
    said_at = serializers.DateTimeField()
    told = serializers.CharField(
        help_text='In the reader\'s language: "says: I am safe", or "Boris says that Amira H. is safe".'
    )
    voice = serializers.ChoiceField(choices=Voice.choices, help_text=WHOSE)
    said_by = serializers.CharField(
        help_text="Who says it of them, as they chose, once their own phone or e-mail answered; else empty."
    )
    confirmed = serializers.BooleanField()
    answered = serializers.BooleanField(help_text="The phone or e-mail of whoever says it answered.")
    checkable = serializers.BooleanField(
        help_text="A phone or e-mail was given; else nobody could check this."
    )
    message = serializers.CharField(help_text="Only by contact, and only of whoever is confirmed.")
    district = serializers.CharField(help_text="As `message`, if they let it be known; else empty.")
    reasons = LikenessReasonSerializer(many=True, help_text=WHY_FOUND)


class FindingsSerializer(serializers.Serializer):
    """Nobody in it says nothing about how they are."""

    people = FoundSerializer(many=True)
    searches = FoundSearchSerializer(many=True, help_text="Public searches for somebody of that name.")


class SafeCellSerializer(serializers.Serializer):
    """A cell where fewer than three people said so is merged into a larger one."""

    cell = serializers.CharField()
    lat = serializers.FloatField()
    lon = serializers.FloatField()
    safe = serializers.CharField(help_text=BANDS)


class NearnessCountsSerializer(serializers.Serializer):
    """By the crisis's perimeter as it was when they said it; "0-2" where fewer than three said so. It judges nobody."""

    perimeter = serializers.CharField(help_text=BANDS)
    near = serializers.CharField(help_text=f"Within some 3 to 10 km of it. {BANDS}")
    elsewhere = serializers.CharField(help_text=BANDS)
    not_said = serializers.CharField(help_text=f"They did not say where. {BANDS}")


class CountsSerializer(serializers.Serializer):
    """People, not messages: whoever says so, once, with all who are with them."""

    safe = serializers.CharField(help_text=BANDS)
    said = NearnessCountsSerializer(help_text="The same people, by how near to the crisis they say they are.")
    cells = SafeCellSerializer(many=True)


class TallySerializer(serializers.Serializer):
    """How many said one thing in one minute from one cell, as it came: nothing is taken back."""

    minute = serializers.DateTimeField(help_text="Its beginning, by the crisis's clock.")
    cell = serializers.CharField(help_text="H3, resolution 8; empty: they did not say where.")
    status = serializers.ChoiceField(choices=Status.choices)
    nearness = serializers.ChoiceField(
        choices=Nearness.choices, help_text="To the crisis's perimeter as it was then. near: some 3 to 10 km."
    )
    voice = serializers.ChoiceField(choices=Voice.choices, help_text=WHOSE)
    said = serializers.IntegerField(help_text="How many said just this.")


class DeskCheckInSerializer(serializers.Serializer):
    id = serializers.UUIDField(source="public_id")
    reference = serializers.CharField()
    given_name = serializers.CharField()
    family_name = serializers.CharField()
    status = serializers.ChoiceField(choices=Status.choices)
    audience = serializers.ChoiceField(choices=Audience.choices)
    voice = serializers.ChoiceField(choices=Voice.choices, help_text=WHOSE)
    said_by = serializers.CharField(help_text="Of others: who says it, as they chose to be named; or empty.")
    message = serializers.CharField()
    cell = serializers.CharField()
    need = serializers.UUIDField(source="need.public_id", allow_null=True, default=None)
    whereabouts = serializers.CharField(
        source="unknown_place.words", allow_null=True, default=None,
        help_text="Of need_help with no place we know: their own words for it, or empty. Null: of no such one.",
    )  # fmt: skip
    posted_at = serializers.DateTimeField()
    said_at = serializers.DateTimeField()
    held_at = serializers.DateTimeField(allow_null=True)
