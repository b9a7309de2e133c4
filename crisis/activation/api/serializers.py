"""A crisis as everybody sees it, as its coordinators see it, and as one is declared."""

from rest_framework import serializers

from crisis.activation.vocabulary import Phase, Profile
from crisis.gazetteer.api.places import PlaceBody
from crisis.ground.api.bodies import Shape


class CrisisSerializer(serializers.Serializer):
    """`is_drill`: an exercise, and a sandbox: nothing in it reaches a real phone or mailbox."""

    id = serializers.UUIDField(source="public_id")
    slug = serializers.CharField()
    name = serializers.CharField()
    what_happened = serializers.CharField()
    place_label = serializers.CharField()
    lat = serializers.FloatField()
    lon = serializers.FloatField()
    radius_m = serializers.IntegerField(allow_null=True)
    polygon = serializers.JSONField(allow_null=True)
    official_url = serializers.CharField()
    emergency_numbers = serializers.CharField()
    hotline = serializers.CharField()
    hashtags = serializers.ListField(child=serializers.CharField())
    profile = serializers.ChoiceField(choices=Profile.choices)
    phase = serializers.ChoiceField(choices=Phase.choices)
    is_drill = serializers.BooleanField()
    confirmed_by_second = serializers.SerializerMethodField()
    closing_message = serializers.CharField()
    activated_at = serializers.DateTimeField(allow_null=True)
    updated_at = serializers.DateTimeField()

    def get_confirmed_by_second(self, crisis) -> bool:
        return crisis.confirmed_at is not None


class DeskCrisisSerializer(CrisisSerializer):
    short_code = serializers.CharField()
    declared_at = serializers.DateTimeField(allow_null=True)
    stood_down_at = serializers.DateTimeField(allow_null=True)
    archived_at = serializers.DateTimeField(allow_null=True)


class CrisisBody(Shape):
    name = serializers.CharField(max_length=80)
    what_happened = serializers.CharField(max_length=280)
    place = PlaceBody()
    radius_m = serializers.IntegerField(min_value=100, max_value=300_000, required=False)
    polygon = serializers.JSONField(required=False, help_text="GeoJSON Polygon or MultiPolygon.")
    official_url = serializers.URLField(max_length=200, required=False)
    emergency_numbers = serializers.CharField(max_length=80, required=False)
    hotline = serializers.CharField(max_length=80, required=False)
    hashtags = serializers.ListField(
        child=serializers.CharField(max_length=60), max_length=10, required=False
    )
    profile = serializers.ChoiceField(choices=Profile.choices, required=False)
    is_drill = serializers.BooleanField(required=False)


class RecoverBody(Shape):
    contact = serializers.CharField(max_length=254)


class ActivateBody(Shape):
    """A real crisis asks for its name, typed."""

    typed_name = serializers.CharField(max_length=80, required=False, default="")


class StandDownBody(Shape):
    closing_message = serializers.CharField(max_length=500)
