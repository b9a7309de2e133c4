"""A closed area as everybody sees it, and as a coordinator sends one."""

from rest_framework import serializers

from crisis.closures.vocabulary import ClosureReason
from crisis.gazetteer.api.places import PlaceBody
from crisis.ground.api.bodies import Shape


class ClosureSerializer(serializers.Serializer):
    id = serializers.UUIDField(source="public_id")
    name = serializers.CharField()
    reason = serializers.ChoiceField(choices=ClosureReason.choices)
    source = serializers.CharField(help_text="Who in authority closed it.")
    source_url = serializers.CharField(help_text="Where they say so; empty when unknown.")
    place_label = serializers.CharField()
    lat = serializers.FloatField()
    lon = serializers.FloatField()
    radius_m = serializers.IntegerField(
        allow_null=True, help_text="Metres around the point; null for a drawn shape."
    )
    area = serializers.JSONField(help_text="GeoJSON, longitude first; also of a circle.")
    cells = serializers.ListField(
        child=serializers.CharField(), help_text="H3 cells, resolution 8, in which to look for what it holds."
    )
    until = serializers.DateTimeField(
        allow_null=True, help_text="When it opens by itself; null: nobody knows."
    )
    declared_at = serializers.DateTimeField()
    changed_at = serializers.DateTimeField()
    lifted_at = serializers.DateTimeField(
        allow_null=True, help_text="Open again since then; null while closed."
    )
    version = serializers.IntegerField(help_text="Raised by each change; send it with yours.")


class ClosureBody(Shape):
    """`place` and `radius_m`, or `polygon`, which wins."""

    name = serializers.CharField(max_length=120)
    source = serializers.CharField(max_length=160)
    reason = serializers.ChoiceField(choices=ClosureReason.choices, default=ClosureReason.POLICE)
    source_url = serializers.URLField(max_length=200, required=False)
    place = PlaceBody(required=False)
    radius_m = serializers.IntegerField(min_value=20, max_value=20_000, required=False)
    polygon = serializers.JSONField(required=False, help_text="GeoJSON Polygon or MultiPolygon.")
    until = serializers.DateTimeField(required=False, allow_null=True)


class ClosureChangeBody(ClosureBody):
    version = serializers.IntegerField(
        min_value=1, help_text="The one you read; `too_late` when a colleague changed the area meanwhile."
    )


class TouchedSerializer(serializers.Serializer):
    """Whom an area would touch, and perhaps who stands up to 80 m outside: no exact point is judged here.

    Doors and places are numbers of those; all else counts persons.
    """

    doors = serializers.IntegerField(help_text="Open doors in it.")
    places = serializers.IntegerField(help_text="Their free places.")
    aside = serializers.IntegerField(help_text="Doors in it that are set aside already.")
    waiting = serializers.IntegerField(help_text="Who waits for a place in it.")
    under_way = serializers.IntegerField(help_text="Whose handshake would lead through it.")
    on_the_way = serializers.IntegerField(help_text="Who is on the way through it now.")
    inside = serializers.IntegerField(help_text="Guests behind doors in it.")
