"""A place in a body: words that the gazetteer resolves, or a point. Asked at the edge, outside any transaction."""

from django.utils.translation import gettext as _
from rest_framework import serializers

from accounts.errors import Refused
from crisis.gazetteer.places import Exactness, Place
from crisis.gazetteer.queries import exactness_phrase, resolve
from crisis.ground.api.bodies import Shape
from crisis.ground.api.codes import CODES


class PlaceUnknown(Refused):
    """`members`: {"candidates": […]}, what comes nearest to the words, perhaps nothing."""

    code = "place_unknown"
    message = CODES["place_unknown"]
    status = 422

    def __init__(self):
        super().__init__()
        self.members = {"candidates": []}


class PlaceBody(Shape):
    """`text`, or `lat` and `lon` (WGS 84 degrees), or both: the point then counts and the words are its name."""

    text = serializers.CharField(max_length=200, required=False)
    lat = serializers.FloatField(min_value=-90, max_value=90, required=False)
    lon = serializers.FloatField(min_value=-180, max_value=180, required=False)

    def validate(self, attrs):
        if ("lat" in attrs) != ("lon" in attrs):
            raise serializers.ValidationError(_("Send both lat and lon."), code="half_a_point")
        if not attrs:
            raise serializers.ValidationError(_("Send a text, or lat and lon."), code="required")
        return attrs


class PlaceSerializer(serializers.Serializer):
    """Where it is, and how far that can be trusted: the true point lies within `radius_m`."""

    label = serializers.CharField()
    lat = serializers.FloatField()
    lon = serializers.FloatField()
    exactness = serializers.ChoiceField(choices=[e.value for e in Exactness])
    radius_m = serializers.IntegerField()
    in_words = serializers.SerializerMethodField()

    def get_in_words(self, place) -> str:
        return str(exactness_phrase(place.exactness, place.radius_m))


def find_places(body: dict, *, near: tuple[float, float] | None, remote: bool) -> list[Place]:
    """What the words may mean, best first, or the one point given. Raises PlaceUnknown."""
    if "lat" in body:
        label = body.get("text") or _("Point on the map")
        return [Place(body["lat"], body["lon"], label, Exactness.PIN, 0, "pin")]
    found = resolve(body["text"], near=near, remote=remote)
    if not found:
        raise PlaceUnknown
    return found
