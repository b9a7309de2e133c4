"""What programs send about their own posts and matches, and what the desk sends about both."""

from rest_framework import serializers

from crisis.desk.vocabulary import Why
from crisis.ground.api.bodies import Shape
from crisis.moderation.vocabulary import ReportReason
from crisis.shelter.api.serializers import NeedBody, OfferBody
from crisis.shelter.vocabulary import NeedState
from matching.vocabulary import GUEST_REASONS, HOST_REASONS, EndReason, Morning

GIVEN = list(dict.fromkeys((*HOST_REASONS, *GUEST_REASONS)))


class MessageBody(Shape):
    text = serializers.CharField(max_length=500)


class WishBody(Shape):
    agreed = serializers.BooleanField(
        help_text="true: messages are passed on from now on. false: none are, and they are not told."
    )


class DeclineBody(Shape):
    reason = serializers.ChoiceField(choices=HOST_REASONS, default=EndReason.OTHER)


class CancelBody(Shape):
    """A host's reason: `no_room_now`, `too_late`, `not_at_ease`, `emergency`, `other`; a guest's: `found_elsewhere`,
    which closes the need, `too_far`, `not_at_ease`, `changed_mind`, `other`. The other side is never told.
    """

    reason = serializers.ChoiceField(choices=GIVEN, default=EndReason.OTHER)


class CutBody(Shape):
    """`reason`, where it is not empty, reports the other side in the same step; `text` goes with it."""

    reason = serializers.ChoiceField(choices=ReportReason.choices, allow_blank=True, default="")
    text = serializers.CharField(max_length=500, allow_blank=True, default="")


class MorningBody(Shape):
    """`fine`, or `follow_up`: a coordinator gets in touch. `fine` may become `follow_up` later."""

    answer = serializers.ChoiceField(choices=Morning.choices)


class HelpBody(Shape):
    why = serializers.ChoiceField(choices=[Why.CANNOT_GET_IN, Why.WANTS_TO_LEAVE, Why.ASKED_FOR_US])


class CodeBody(Shape):
    code = serializers.CharField(max_length=12)


class MatchReportBody(Shape):
    reason = serializers.ChoiceField(choices=ReportReason.choices)
    text = serializers.CharField(max_length=500, allow_blank=True, default="")


class ProposeBody(Shape):
    """`reason`: where it overrules the machine."""

    offer = serializers.UUIDField()
    need = serializers.UUIDField()
    reason = serializers.CharField(max_length=500, allow_blank=True, default="")


class SecondYesBody(Shape):
    """The door whoever has children alone wants for them, and why."""

    offer = serializers.UUIDField()
    reason = serializers.CharField(max_length=500)


class DoorReadBody(Shape):
    """The second yes is to the door that was read of, and to no other that is wanted by now."""

    offer = serializers.UUIDField()


class CloseNeedBody(Shape):
    state = serializers.ChoiceField(choices=[NeedState.FOUND_ELSEWHERE, NeedState.WITHDRAWN])


class MoveOfferBody(Shape):
    """`reason`: a note for the next shift."""

    reason = serializers.CharField(max_length=500)


class DivideBody(Shape):
    """Who leaves: their number, an adult among them; an adult stays, too."""

    adults = serializers.IntegerField(min_value=1)
    children = serializers.IntegerField(min_value=0, default=0)


class CheckBody(Shape):
    note = serializers.CharField(max_length=1000, help_text="Who you spoke with, when, and what you found.")
    read_at = serializers.DateTimeField(
        required=False,
        help_text="Its `confirmed_at` as you read it: a door changed since is refused (`too_late`).",
    )


class OfferChangeBody(OfferBody):
    contact = None


class NeedChangeBody(NeedBody):
    contact = None
