"""What a program may say of whom it looks for."""

from rest_framework import serializers

from crisis.activation.models import Crisis
from crisis.gazetteer.api.places import PlaceBody
from crisis.ground.api.bodies import Shape
from crisis.search.api.serializers import age
from crisis.search.looking import Wanted, district_at, district_meant, names_enough, too_short
from crisis.search.vocabulary import Sex


class NameField(serializers.CharField):
    """At least two letters: nothing else about a person ever lists people."""

    def run_validation(self, data=serializers.empty):
        name = super().run_validation(data)
        if not names_enough(name):
            raise serializers.ValidationError(too_short(), code="min_length")
        return name


class WantedBody(Shape):
    name = NameField(max_length=120, help_text="Needed: first and family name, in any order and any script.")
    age_min = age()
    age_max = age()
    sex = serializers.ChoiceField(choices=Sex.choices, allow_blank=True, default="")
    place = PlaceBody(required=False, help_text="Where last seen. Only its district counts.")
    last_seen_at = serializers.DateTimeField(allow_null=True, default=None)
    description = serializers.CharField(max_length=500, allow_blank=True, default="")


def wanted_in(crisis: Crisis, body: dict) -> Wanted:
    same = ("name", "age_min", "age_max", "sex", "description")
    return Wanted(
        **{name: body[name] for name in same},
        district=_district(crisis, body.get("place") or {}),
        seen=body["last_seen_at"],
    )


def _district(crisis: Crisis, place: dict) -> str:
    if "lat" in place:
        return district_at(crisis, place["lat"], place["lon"])
    return district_meant(crisis, place.get("text", ""))
