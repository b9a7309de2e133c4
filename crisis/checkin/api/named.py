"""What was left for one's own phone or e-mail, and who looks for its holder: behind the link that was sent to it."""

from rest_framework import serializers
from rest_framework.response import Response

from crisis.activation.api.access import open_crisis
from crisis.activation.clock import crisis_now
from crisis.checkin.actions.sought import close_search_for_me
from crisis.checkin.actions.telling import named_by_token
from crisis.checkin.actions.theirs import answer_for_myself, end_word_of_me
from crisis.checkin.api.serializers import FoundSerializer
from crisis.checkin.queries import naming, said_of, told_of
from crisis.checkin.vocabulary import Status
from crisis.ground.api.bodies import Shape, checked
from crisis.ground.api.describing import operation
from crisis.ground.api.origin import api_origin
from crisis.ground.api.permissions import Anyone
from crisis.ground.api.views import Endpoint
from crisis.search.models import Search
from crisis.search.queries import public_copy_of
from crisis.search.sought import searches_for

LINK = {"token": "the part of the link after /named/"}
ONE = "8d2f6f0e-7a55-4a63-9c1c-1f0c5c1f9a11"
OPENS = "The part of the link after `/named/`. It opens for a day, whatever was left in this crisis."


class LeftBody(Shape):
    token = serializers.CharField(max_length=300, help_text=OPENS)


class EndBody(LeftBody):
    search = serializers.UUIDField(help_text="The `id` of one of `searches`.")


class AnswerBody(LeftBody):
    check_in = serializers.UUIDField(help_text="The `id` of one of `about_me`.")
    status = serializers.ChoiceField(
        choices=[Status.SAFE.value, Status.NOT_THERE.value], allow_blank=True, default="",
        help_text="What you say yourself. Left out: only end theirs. need_help needs a place: check in.",
    )  # fmt: skip


class OwnWordSerializer(serializers.Serializer):
    id = serializers.UUIDField(allow_null=True, help_text="Of your own check-in; null where you gave none.")
    manage_token = serializers.CharField(help_text="Its own; shown now and never again. Empty without one.")


class SearchForMeSerializer(serializers.Serializer):
    """An open search whose family gave this phone or e-mail as the sought person's own. Who they are is not told."""

    id = serializers.UUIDField()
    name = serializers.CharField(
        help_text="As everybody reads it; of a search that is not public the first name, or its code."
    )
    posted_at = serializers.DateTimeField()
    public = serializers.BooleanField(
        help_text="Anybody can read it, at `/searches/{id}`; else its family and the coordinators alone."
    )


class LeftForMeSerializer(serializers.Serializer):
    people = FoundSerializer(many=True, help_text="Check-ins whose authors named this phone or e-mail.")
    about_me = FoundSerializer(
        many=True, help_text="What others say of whoever holds it. Answer, or end it: `/find/named/answer`."
    )
    searches = SearchForMeSerializer(many=True, help_text="Who looks for you; ten at most, newest first.")


class LeftForMe(Endpoint):
    permission_classes = [Anyone]

    @operation(
        "open_left_for_me", about="Read what was left for one's own phone or e-mail, and who looks for one",
        explained="With the token of the link that `/find/named` sends. A POST that changes nothing: nobody learns "
        "that it was read.",
        body=LeftBody, answer=LeftForMeSerializer, refuses=("not_there",), example=LINK,
    )  # fmt: skip
    def post(self, request, slug, **_path):
        crisis = open_crisis(request, slug)
        key = named_by_token(crisis, checked(LeftBody, request)["token"])
        about_me = [told_of(each, knows_contact=True, whole=True) for each in said_of(crisis, key)]
        searches = map(_told, searches_for(crisis, key))
        left = {"people": naming(crisis, key), "about_me": about_me, "searches": searches}
        response = Response(LeftForMeSerializer(left).data)
        response["Cache-Control"] = "no-store"
        return response


class EndSearchForMe(Endpoint):
    permission_classes = [Anyone]

    @operation(
        "end_search_for_me", about="\"This is me\": end a search for me", status=204, body=EndBody,
        explained="It ends, and its public page goes away. Those who look read that it has ended: not by whom, and not "
        "that you are safe. The coordinators see that it was you.",
        refuses=("not_there", "too_late"), example=LINK | {"search": ONE},
    )  # fmt: skip
    def post(self, request, slug, **_path):
        crisis = open_crisis(request, slug)
        said = checked(EndBody, request)
        close_search_for_me(crisis=crisis, origin=api_origin(request), at=crisis_now(crisis), **said)
        return Response(status=204)


class AnswerForMyself(Endpoint):
    permission_classes = [Anyone]

    @operation(
        "answer_for_myself", about="Somebody spoke for me: answer for myself, or end it", status=200,
        body=AnswerBody, answer=OwnWordSerializer, example=LINK | {"check_in": ONE, "status": "safe"},
        explained="Theirs ends; who said it reads that, and not what you say. With a `status` your own word stands "
        "instead, for people who know this phone or e-mail: change it by its token.",
        refuses=("not_there", "too_late", "crisis_closed"),
    )  # fmt: skip
    def post(self, request, slug, **_path):
        crisis = open_crisis(request, slug)
        said = checked(AnswerBody, request)
        about = {"crisis": crisis, "token": said["token"], "check_in_id": said["check_in"]}
        by = {"origin": api_origin(request), "at": crisis_now(crisis)}
        if said["status"]:
            done = answer_for_myself(status=said["status"], **about, **by)
            return Response({"id": str(done.subject), "manage_token": done.secret})
        end_word_of_me(**about, **by)
        return Response({"id": None, "manage_token": ""})


def _told(search: Search) -> dict:
    copy = public_copy_of(search)
    name = copy.full_name if copy else search.given_name or search.reference
    return {"id": search.public_id, "name": name, "posted_at": search.posted_at, "public": copy is not None}
