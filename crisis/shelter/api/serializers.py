"""Doors, needs and shelters, a shape per role: what anybody sees, the owner, the desk."""

from rest_framework import serializers

from accounts.people.contact import shown
from crisis.gazetteer.api.places import PlaceBody, PlaceSerializer
from crisis.ground.api.bodies import Shape
from crisis.shelter import rules
from crisis.shelter.vocabulary import LANGUAGES, NeedState, OfferState, ShelterState

SPOKEN = [code for code, _name in LANGUAGES]
BANDS = "A band: 0, 1-2, 3-5, 6-20, 21-100, 101-500 or 500+."
OFFER_STATES = [*OfferState.values, "full"]


# -- What is sent ---------------------------------------------------------------------------------------------
class OfferBody(Shape):
    place = PlaceBody()
    places = serializers.IntegerField(min_value=1, max_value=rules.MOST_PLACES)
    until = serializers.DateTimeField(help_text="Half an hour to two weeks from now, in the crisis's time.")
    first_name = serializers.CharField(max_length=60)
    contact = serializers.CharField(
        max_length=254, help_text="E-mail or phone; verified before the first match."
    )
    step_free = serializers.BooleanField(default=False)
    children = serializers.BooleanField(default=True)
    pets = serializers.BooleanField(default=False)
    women_only = serializers.BooleanField(default=False)
    languages = serializers.ListField(child=serializers.ChoiceField(choices=SPOKEN), default=list)
    entry = serializers.CharField(max_length=200, allow_blank=True, default="")
    meeting_point = serializers.CharField(max_length=120, allow_blank=True, default="")
    note = serializers.CharField(max_length=500, allow_blank=True, default="")


class NeedBody(Shape):
    """`adults` 0: children without an adult, who go to a coordinator at once."""

    place = PlaceBody()
    adults = serializers.IntegerField(min_value=0, max_value=rules.MOST_PEOPLE)
    children = serializers.IntegerField(min_value=0, max_value=rules.MOST_PEOPLE, default=0)
    first_name = serializers.CharField(max_length=60, allow_blank=True, default="")
    contact = serializers.CharField(max_length=254, allow_blank=True, default="")
    step_free = serializers.BooleanField(default=False)
    pets = serializers.BooleanField(default=False)
    women_group = serializers.BooleanField(default=False)
    women_only = serializers.BooleanField(default=False)
    languages = serializers.ListField(child=serializers.ChoiceField(choices=SPOKEN), default=list)
    for_someone_else = serializers.BooleanField(default=False)
    may_split = serializers.BooleanField(
        default=False,
        help_text="May they sleep behind two doors? Counts from three persons with two adults on.",
    )
    note = serializers.CharField(max_length=500, allow_blank=True, default="")


class ShelterBody(Shape):
    place = PlaceBody()
    name = serializers.CharField(max_length=120)
    capacity = serializers.IntegerField(min_value=1, max_value=100_000)
    occupied = serializers.IntegerField(min_value=0, max_value=100_000, default=0)
    step_free = serializers.BooleanField(default=False)
    pets = serializers.BooleanField(default=False)
    source = serializers.CharField(max_length=120, allow_blank=True, default="")
    key = serializers.CharField(
        max_length=80, allow_blank=True, default="", help_text="Names it in its source; a re-import updates."
    )
    state = serializers.ChoiceField(choices=ShelterState.choices, default=ShelterState.OPEN)


class ShelterChangeBody(Shape):
    name = serializers.CharField(max_length=120, required=False)
    capacity = serializers.IntegerField(min_value=1, max_value=100_000, required=False)
    occupied = serializers.IntegerField(min_value=0, max_value=100_000, required=False)
    step_free = serializers.BooleanField(required=False)
    pets = serializers.BooleanField(required=False)
    state = serializers.ChoiceField(choices=ShelterState.choices, required=False)


# -- What anybody sees ----------------------------------------------------------------------------------------
class DoorCellSerializer(serializers.Serializer):
    """Doors of one H3 cell. Counts are bands; a cell with fewer than three doors is merged into a larger one."""

    cell = serializers.CharField()
    lat = serializers.FloatField()
    lon = serializers.FloatField()
    doors = serializers.CharField(help_text=BANDS)
    places = serializers.CharField(help_text=BANDS)


class ShelterSerializer(serializers.Serializer):
    """`in_closed_area`: nobody is sent there while the area is closed, whatever its own state."""

    id = serializers.UUIDField(source="public_id")
    name = serializers.CharField()
    label = serializers.CharField()
    lat = serializers.FloatField()
    lon = serializers.FloatField()
    capacity = serializers.IntegerField()
    occupied = serializers.IntegerField()
    step_free = serializers.BooleanField()
    pets = serializers.BooleanField()
    state = serializers.ChoiceField(choices=ShelterState.choices)
    in_closed_area = serializers.BooleanField()
    source = serializers.CharField(source="origin_source")
    updated_at = serializers.DateTimeField()


class PostedSerializer(serializers.Serializer):
    """The answer to posting. `manage_token` is shown now and never again; `alternatives`: what else the words
    may have meant, to put right through PATCH /own."""

    id = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=["offer", "need"])
    reference = serializers.CharField(help_text="A short code to read aloud. It opens nothing.")
    state = serializers.CharField()
    manage_token = serializers.CharField()
    url = serializers.URLField(help_text="The page behind the manage token.")
    place = PlaceSerializer()
    alternatives = PlaceSerializer(many=True)


# -- What the owner sees --------------------------------------------------------------------------------------
class ContactSerializer(serializers.Serializer):
    kind = serializers.CharField()
    shown = serializers.SerializerMethodField(help_text="Enough to be recognised by its owner.")
    verified = serializers.SerializerMethodField()
    unreachable = serializers.SerializerMethodField(
        help_text="What was sent came back: nothing more is written there."
    )

    def get_shown(self, point) -> str:
        return shown(point.kind, point.value)

    def get_verified(self, point) -> bool:
        return point.verified_at is not None

    def get_unreachable(self, point) -> bool:
        return point.unreachable_at is not None


class OwnPlaceSerializer(PlaceSerializer):
    typed = serializers.CharField(help_text="In its owner's own words; empty when a point was sent.")


class _Own(serializers.Serializer):
    id = serializers.UUIDField(source="public_id")
    reference = serializers.CharField()
    first_name = serializers.CharField()
    place = OwnPlaceSerializer()
    step_free = serializers.BooleanField()
    pets = serializers.BooleanField()
    women_only = serializers.BooleanField()
    languages = serializers.ListField(child=serializers.CharField())
    note = serializers.CharField()
    posted_at = serializers.DateTimeField()
    contacts = ContactSerializer(many=True, source="owner.contact_points.all")


class OwnOfferSerializer(_Own):
    """`held`: a coordinator has taken it off every public surface."""

    state = serializers.ChoiceField(choices=OFFER_STATES, source="shown_state")
    children = serializers.BooleanField()
    places = serializers.IntegerField()
    places_left = serializers.IntegerField()
    until = serializers.DateTimeField()
    confirmed_at = serializers.DateTimeField()
    asked_at = serializers.DateTimeField(allow_null=True)
    entry = serializers.CharField(source="place.entry")
    meeting_point = serializers.CharField(source="place.meeting_point")
    set_aside_at = serializers.DateTimeField(allow_null=True)
    held = serializers.SerializerMethodField()

    def get_held(self, offer) -> bool:
        return offer.held_at is not None


class OwnNeedSerializer(_Own):
    state = serializers.ChoiceField(choices=NeedState.choices)
    adults = serializers.IntegerField()
    children = serializers.IntegerField()
    women_group = serializers.BooleanField()
    for_someone_else = serializers.BooleanField()
    may_split = serializers.BooleanField()


# -- What the desk sees: no address and no contact; those are revealed, with a reason, and logged -------------------
class DeskOfferSerializer(serializers.Serializer):
    id = serializers.UUIDField(source="public_id")
    reference = serializers.CharField()
    first_name = serializers.CharField()
    state = serializers.ChoiceField(choices=OFFER_STATES, source="shown_state")
    cell = serializers.CharField()
    places = serializers.IntegerField()
    places_left = serializers.IntegerField()
    step_free = serializers.BooleanField()
    children = serializers.BooleanField()
    pets = serializers.BooleanField()
    women_only = serializers.BooleanField()
    languages = serializers.ListField(child=serializers.CharField())
    note = serializers.CharField()
    until = serializers.DateTimeField()
    confirmed_at = serializers.DateTimeField()
    checked_at = serializers.DateTimeField(
        allow_null=True, help_text="When a coordinator last spoke with the host."
    )
    posted_at = serializers.DateTimeField()
    set_aside_at = serializers.DateTimeField(allow_null=True)
    held_at = serializers.DateTimeField(allow_null=True)


class DeskNeedSerializer(serializers.Serializer):
    id = serializers.UUIDField(source="public_id")
    reference = serializers.CharField()
    first_name = serializers.CharField()
    state = serializers.ChoiceField(choices=NeedState.choices)
    cell = serializers.CharField()
    adults = serializers.IntegerField()
    children = serializers.IntegerField()
    step_free = serializers.BooleanField()
    pets = serializers.BooleanField()
    women_group = serializers.BooleanField()
    women_only = serializers.BooleanField()
    languages = serializers.ListField(child=serializers.CharField())
    for_someone_else = serializers.BooleanField()
    may_split = serializers.BooleanField()
    note = serializers.CharField()
    posted_at = serializers.DateTimeField()


class DeskShelterSerializer(ShelterSerializer):
    key = serializers.CharField()
    held_at = serializers.DateTimeField(allow_null=True)
