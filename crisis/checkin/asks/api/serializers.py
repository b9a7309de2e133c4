"""Questions and appointments, a shape per reader: whoever asks, whoever is asked, whoever checked in."""

from rest_framework import serializers

from crisis.checkin.api.serializers import UNPLACED
from crisis.checkin.asks.rules import LATEST, MOST_ASKED, MOST_TOLD, SOONEST
from crisis.checkin.asks.vocabulary import AppointmentState, AskState, Whom
from crisis.checkin.vocabulary import Audience, Status
from crisis.gazetteer.api.places import PlaceBody
from crisis.ground.api.bodies import Shape

BEHIND = "The part of the link after `/a/`."


# -- What is sent ---------------------------------------------------------------------------------------------
class PersonToAskBody(Shape):
    name = serializers.CharField(
        max_length=60, allow_blank=True, default="", help_text="For whoever asks; nobody else reads it."
    )
    contact = serializers.CharField(max_length=254, help_text="A phone number or e-mail.")


class PeopleBody(Shape):
    people = PersonToAskBody(many=True, max_length=MOST_ASKED)


class PersonChangeBody(Shape):
    name = serializers.CharField(
        max_length=60, allow_blank=True, help_text="For whoever asks; nobody else reads it."
    )
    contact = serializers.CharField(max_length=254, help_text="Another phone number or e-mail.")


class AskBody(PeopleBody):
    name = serializers.CharField(max_length=60, help_text="Who asks, as those asked know them. A name only.")
    contact = serializers.CharField(
        max_length=254, help_text="The asker's own. Nobody is written to before it has answered a code."
    )


class AskedBody(Shape):
    token = serializers.CharField(max_length=60, help_text=BEHIND)


class AnswerQuestionBody(AskedBody):
    """Without `audience` nobody but the asker reads it, and the names are not needed."""

    status = serializers.ChoiceField(choices=Status.choices)
    word = serializers.CharField(max_length=200, allow_blank=True, default="", help_text="To the asker.")
    audience = serializers.ChoiceField(
        choices=Audience.choices, allow_blank=True, default="",
        help_text="Who else may know, as of a check-in (not named); empty: nobody.",
    )  # fmt: skip
    given_name = serializers.CharField(max_length=60, allow_blank=True, default="")
    family_name = serializers.CharField(max_length=60, allow_blank=True, default="")
    place = PlaceBody(
        required=False, allow_null=True, default=None,
        help_text="Needed with need_help, or `unplaced`; else not kept.",
    )  # fmt: skip
    unplaced = serializers.BooleanField(default=False, help_text=UNPLACED)


class NeverBody(AskedBody):
    whom = serializers.ChoiceField(choices=Whom.choices, help_text="Who may ask no more.")
    undo = serializers.BooleanField(default=False, help_text="True: they may ask again.")


class AppointmentBody(Shape):
    minutes = serializers.IntegerField(min_value=SOONEST, max_value=LATEST, help_text="Until we ask.")
    tell = serializers.ListField(
        child=serializers.CharField(max_length=254), min_length=1, max_length=MOST_TOLD,
        help_text="Phone numbers or e-mails of those who hear if nothing comes within half an hour.",
    )  # fmt: skip


# -- What is answered -----------------------------------------------------------------------------------------
class AskPostedSerializer(serializers.Serializer):
    """`manage_token` is shown now and never again."""

    id = serializers.UUIDField()
    manage_token = serializers.CharField()
    url = serializers.URLField(help_text="The page behind the manage token.")


class PersonAskedSerializer(serializers.Serializer):
    """Who has not answered may be asleep, offline, or another. It says nothing about how they are."""

    number = serializers.IntegerField(help_text="The order in which they were sent; never by who is silent.")
    name = serializers.CharField()
    contact = serializers.CharField(
        source="shown", help_text="Shortened; empty once the question is closed: it is forgotten."
    )
    status = serializers.ChoiceField(
        source="answer", choices=Status.choices, allow_blank=True, help_text="Empty: not yet."
    )
    word = serializers.CharField(help_text="To the asker.")
    answered_at = serializers.DateTimeField(allow_null=True)
    undelivered = serializers.BooleanField(
        help_text="A carrier says that this contact cannot be reached. False says nothing."
    )


class OwnAskSerializer(serializers.Serializer):
    id = serializers.UUIDField(source="public_id")
    reference = serializers.CharField()
    name = serializers.CharField()
    state = serializers.ChoiceField(choices=AskState.choices)
    posted_at = serializers.DateTimeField()
    sent_at = serializers.DateTimeField(
        allow_null=True, help_text="Null: the asker's contact has not answered."
    )
    expires_at = serializers.DateTimeField()
    held_at = serializers.DateTimeField(allow_null=True, help_text="A moderator looks at it.")


class QuestionSerializer(serializers.Serializer):
    """What whoever is asked reads. `ends`: how the asker's own contact ends, which answered a code."""

    name = serializers.CharField(help_text="As the asker typed it. Nobody checked it.")
    ends = serializers.CharField(help_text="Two digits of a phone number, or an e-mail shortened.")
    open = serializers.BooleanField(help_text="False: nobody reads an answer any more.")
    status = serializers.ChoiceField(source="answer", choices=Status.choices, allow_blank=True)
    word = serializers.CharField(help_text="To the asker.")
    answered_at = serializers.DateTimeField(allow_null=True)
    refused = serializers.ListField(
        child=serializers.ChoiceField(choices=Whom.choices), help_text="Who may ask no more."
    )


class AnsweredSerializer(serializers.Serializer):
    manage_token = serializers.CharField(
        help_text="Of what others may read, or of the help asked for; empty where only the asker reads it."
    )


class AppointmentSerializer(serializers.Serializer):
    """ "Ask me again": at `ask_at`, and from `tell_at` on those named are told."""

    state = serializers.ChoiceField(choices=AppointmentState.choices)
    ask_at = serializers.DateTimeField(help_text="When we ask.")
    tell_at = serializers.DateTimeField(help_text="When those named are told, if nothing is heard.")
    asked_at = serializers.DateTimeField(allow_null=True, help_text="When we did ask.")
    told_at = serializers.DateTimeField(allow_null=True, help_text="When those named were told.")
    answered_at = serializers.DateTimeField(allow_null=True)
