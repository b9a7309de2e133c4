"""Looking for somebody: post, look up, say what one knows, follow, "this is me"; and the photo, by manage token."""

from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.parsers import MultiPartParser
from rest_framework.response import Response

from crisis.activation.api.access import open_crisis
from crisis.activation.clock import crisis_now
from crisis.ground.api.bodies import checked
from crisis.ground.api.describing import operation
from crisis.ground.api.origin import api_origin
from crisis.ground.api.permissions import Anyone
from crisis.ground.api.views import Endpoint, LinkEndpoint, both_of
from crisis.search.access import family_of, public_search
from crisis.search.actions.following import follow_search
from crisis.search.actions.notes import add_note, claim_search
from crisis.search.actions.photos import add_photo, remove_photo
from crisis.search.api.posting import language, opened, post
from crisis.search.api.serializers import (
    ClaimBody,
    FollowBody,
    FoundSearchesSerializer,
    NotedSerializer,
    OpenedSerializer,
    PhotoBody,
    PhotoStateSerializer,
    PostedSearchSerializer,
    PublicSearchSerializer,
    SearchBody,
    TellBody,
)
from crisis.search.drafts import ClaimDraft, FollowDraft, NoteDraft
from crisis.search.queries import FEWEST_LETTERS, by_name, photo_state
from matching.engine.names import fold

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
        if sum(map(len, fold(name[:200]))) < FEWEST_LETTERS:
            raise serializers.ValidationError({"name": [str(FEWEST_LETTERS)]}, code="min_length")
        return Response(FoundSearchesSerializer({"items": by_name(crisis, name[:200])}).data)

    @operation(
        "post_search", about="Look for somebody", body=SearchBody, answer=PostedSearchSerializer, status=201, key=True,
        example=SEARCH, refuses=("not_there", "crisis_closed"),
        explained="Never throttled, and no key is asked for. Public once the contact is verified, and in a guarded "
        "crisis once a moderator has read it. Look first with `/find`; the answer names public searches that are "
        "`similar`. Words for a place that name none are kept for the desk.",
    )  # fmt: skip
    def post(self, request, slug, **_path):
        crisis = open_crisis(request, slug)
        body = checked(SearchBody, request)
        return post(crisis, body, origin=api_origin(request), at=crisis_now(crisis))


class OneSearch(Endpoint):
    permission_classes = [Anyone]
    scopes = {"GET": "searches:read"}

    @operation(
        "show_search", about="One public search", answer=PublicSearchSerializer, refuses=("not_there",),
        explained="Hidden, ended and never there get the same answer.",
    )  # fmt: skip
    def get(self, request, slug, search, **_path):
        return Response(PublicSearchSerializer(public_search(open_crisis(request, slug), search)).data)


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
        draft = NoteDraft(**checked(TellBody, request), language=language())
        done = add_note(draft=draft, **about)
        return Response(NotedSerializer({"id": done.subject}).data, status=200 if done.repeated else 201)


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
        return opened(claim_search(draft=draft, **about), "search_note", "")


class OwnPhoto(LinkEndpoint):
    """The photo of the person sought, for the family."""

    throttled = False
    parser_classes = [MultiPartParser]

    @operation(
        "put_own_photo", about="Add or replace the photo", body={"multipart/form-data": PhotoBody},
        answer=PhotoStateSerializer,
        tag="own", refuses=(*ENTRANCE, "too_late", "crisis_closed"),
        explained="JPEG, PNG, WebP, GIF, TIFF or AVIF up to 10 MB, as multipart/form-data. Re-encoded; nothing but "
        "its pixels is kept.",
    )  # fmt: skip
    def put(self, request, **_path):
        search = family_of(request.auth)
        self.spend("photo", *both_of(request))
        filled = PhotoBody(data=request.data)
        filled.is_valid(raise_exception=True)
        about = {"origin": api_origin(request, actor=request.user), "at": crisis_now(search.crisis)}
        add_photo(search=search, data=filled.validated_data["photo"].read(), **about)
        return Response(PhotoStateSerializer({"photo": photo_state(search)}).data)

    @operation(
        "remove_own_photo", about="Take the photo away", status=204, tag="own", refuses=(*ENTRANCE, "too_late"),
    )  # fmt: skip
    def delete(self, request, **_path):
        search = family_of(request.auth)
        about = {"origin": api_origin(request, actor=request.user), "at": crisis_now(search.crisis)}
        remove_photo(search=search, **about)
        return Response(status=204)
