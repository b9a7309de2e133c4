"""The morning after, in numbers. Whoever needs follow-up is among the cases (`why`: `follow_up`)."""

from rest_framework import serializers
from rest_framework.response import Response

from crisis.activation.api.access import desk_crisis
from crisis.ground.api.describing import operation
from crisis.ground.api.views import NamedEndpoint
from matching.actions.morning import answers_in
from matching.api.own import ENTRANCE


class AnswersSerializer(serializers.Serializer):
    """Each side counts once. Silence is no alarm."""

    asked = serializers.IntegerField(help_text="Hosts and guests who were asked.")
    fine = serializers.IntegerField(help_text="Said that it went well.")
    follow_up = serializers.IntegerField(help_text="Asked for a coordinator; each is a case.")
    silent = serializers.IntegerField(help_text="Said nothing yet.")


class DeskMorning(NamedEndpoint):
    scopes = {"GET": "desk:read"}

    @operation(
        "count_mornings", about="How the night went, as hosts and guests say", answer=AnswersSerializer, tag="desk",
        refuses=ENTRANCE,
    )  # fmt: skip
    def get(self, request, slug, **_path):
        return Response(AnswersSerializer(answers_in(desk_crisis(request, slug))).data)
