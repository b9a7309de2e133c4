"""Looking for somebody: post, look up, say what one knows, follow, "this is me"."""

from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.response import Response

from accounts.throttle import network_of, spend
from crisis.activation.api.access import open_crisis
from crisis.activation.clock import crisis_now
from crisis.ground.api.bodies import checked
from crisis.ground.api.describing import operation
from crisis.ground.api.origin import api_origin
from crisis.ground.api.permissions import Anyone
from crisis.ground.api.views import Endpoint, both_of
from crisis.search.access import public_search
from crisis.search.actions.following import follow_search
from crisis.search.actions.notes import add_note, claim_search
from crisis.search.api.posting import language, opened, post
from crisis.search.api.serializers import (
    ClaimBody,
    FollowBody,
    FoundSearchesSerializer,
    NotedSerializer,
    OpenedSerializer,
    PostedSearchSerializer,
    SearchBody,
    ShownSearchSerializer,
    TellBody,
)
from crisis.search.drafts import ClaimDraft, FollowDraft, NoteDraft
from crisis.search.looking import by_name, names_enough, too_short
from crisis.search.placing import cell_of

SEARCH = {
    "given_name": "Farid",
    "family_name": "Belkacem",
    "age_min": 34,
    "place": {"text": "rue Alibert, 75010 Paris"},
    "first_name": "Esma",
    "relation": "sister",
    "contact": "esma@example.org",
}
ENTRANCE = ("not_authenticated", "authentication_failed", "permission_denied", "not_there")


class Searches(Endpoint):
    """Posting is never throttled, and no key is asked for. Looking up is counted, whoever does it."""

    permission_classes = [Anyone]
    scopes = {"GET": "searches:read", "POST": "searches:write"}
    throttled = False

    @operation(
        "find_searches", about="Public searches by name", answer=FoundSearchesSerializer, refuses=("not_there",),
        explained="Better: `POST …/find`, which finds the same and keeps the name out of addresses, which every "
        "machine on the way may write down.",
        parameters=[OpenApiParameter("name", str, required=True, description="In any order, accents or none.")],
    )  # fmt: skip
    def get(self, request, slug, **_path):
        crisis = open_crisis(request, slug)
        self.spend("look_up", *both_of(request))
        name = request.GET.get("name", "")
        if not names_enough(name):
            raise serializers.ValidationError({"name": [too_short()]}, code="min_length")
        return Response(FoundSearchesSerializer({"items": by_name(crisis, name)}).data)

    @operation(
        "post_search", about="Look for somebody", body=SearchBody, answer=PostedSearchSerializer, status=201, key=True,
        example=SEARCH, refuses=("not_there", "crisis_closed"),
        explained="Never throttled, and no key is asked for. Public once the contact is verified, and in a guarded "
        "crisis once a moderator has read it. Ask `/searches/similar` first, with the same body; the answer names "
        "public searches that are `similar`, unless looking up is throttled. Words for a place that name none are "
        "kept for the desk.",
    )  # fmt: skip
    def post(self, request, slug, **_path):
        crisis = open_crisis(request, slug)
        body = checked(SearchBody, request)
        may_look = all(spend("similar", each).allowed for each in both_of(request))
        return post(crisis, body, origin=api_origin(request), at=crisis_now(crisis), may_look=may_look)


class OneSearch(Endpoint):
    permission_classes = [Anyone]
    scopes = {"GET": "searches:read"}

    @operation(
        "show_search", about="One public search", answer=ShownSearchSerializer, refuses=("not_there",),
        explained="Hidden, ended and never there get the same answer.",
    )  # fmt: skip
    def get(self, request, slug, search, **_path):
        return Response(ShownSearchSerializer(public_search(open_crisis(request, slug), search)).data)


class _About(Endpoint):
    """What anybody may do about a public search."""

    permission_classes = [Anyone]
    scopes = {"POST": "searches:write"}

    def about(self, slug, search) -> dict:
        crisis = open_crisis(self.request, slug)
        copy = public_search(crisis, search)
        return {"search": copy.search, "origin": api_origin(self.request), "at": crisis_now(crisis)}


class Notes(_About):
    @operation(
        "tell_of_search", about="Say what one knows", body=TellBody, answer=NotedSerializer, status=201, key=True,
        refuses=("not_there",), explained="Nobody but the desk reads it before a moderator let it through.",
    )  # fmt: skip
    def post(self, request, slug, search, **_path):
        about = self.about(slug, search)
        self.spend("note", *both_of(request))
        said = checked(TellBody, request)
        cell = cell_of(about["search"].crisis, said["place"])
        draft = NoteDraft(**said, cell=cell, language=language())
        done = add_note(draft=draft, **about)
        return Response(
            NotedSerializer({"id": done.subject, "manage_token": done.secret}).data,
            status=200 if done.repeated else 201,
        )


class Follow(_About):
    @operation(
        "follow_search", about="Be told of public news", body=FollowBody, answer=OpenedSerializer, status=201,
        key=True, refuses=("not_there",),
    )  # fmt: skip
    def post(self, request, slug, search, **_path):
        about = self.about(slug, search)
        self.spend("note", *both_of(request))
        draft = FollowDraft(**checked(FollowBody, request), language=language())
        return opened(follow_search(draft=draft, **about), "search", "")


class Claim(_About):
    throttled = False

    @operation(
        "claim_search", about="\"This is me\"", body=ClaimBody, answer=OpenedSerializer, status=201, key=True,
        refuses=("not_there",),
        explained="Never throttled. Coordinators learn of it at once and nobody else does; the public page goes once "
        "the contact is verified, and `/own` for this token says what happens next.",
    )  # fmt: skip
    def post(self, request, slug, search, **_path):
        about = self.about(slug, search)
        draft = ClaimDraft(**checked(ClaimBody, request), language=language())
        done = claim_search(draft=draft, network=network_of(request), **about)
        return opened(done, "search_note", "")
