"""Searches by API for the desk: list, one with what people told, a caller's search, what to do with a note."""

from uuid import UUID

from django.urls import reverse
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.response import Response

from accounts.errors import NotThere
from accounts.origin import Door
from crisis.activation.actions import absolute
from crisis.activation.api.access import desk_crisis
from crisis.activation.clock import crisis_now
from crisis.activation.models import Crisis
from crisis.desk.searching import move_search, review_note
from crisis.ground.api.bodies import Shape, checked
from crisis.ground.api.describing import operation
from crisis.ground.api.origin import api_origin
from crisis.ground.api.paging import paged
from crisis.ground.api.views import NamedEndpoint
from crisis.search.api.posting import post
from crisis.search.api.serializers import (
    DeskNoteSerializer,
    DeskSearchSerializer,
    PostedSearchSerializer,
    SearchBody,
    StandingSerializer,
)
from crisis.search.models import Note, Search
from crisis.search.photos.models import Photo
from crisis.search.photos.queries import held_photos
from crisis.search.queries import desk_searches
from crisis.search.standing import standing
from crisis.search.vocabulary import SearchState

ENTRANCE = ("not_authenticated", "authentication_failed", "permission_denied", "not_there")


class NoteDecisionBody(Shape):
    to = serializers.ChoiceField(choices=["family", "everyone", "hold", "checked", "unchecked"])
    reason = serializers.CharField(max_length=500)
    sure = serializers.BooleanField(
        default=False,
        help_text="Needed to show a note with words of a death in it (it tells of none), and a claim to the "
        "family (you have spoken with whoever made it).",
    )


class DeskSearchToldSerializer(DeskSearchSerializer):
    standing = StandingSerializer(
        help_text="What is known in one line: of what was checked, let through or confirmed."
    )
    notes = DeskNoteSerializer(many=True)


class _Desk(NamedEndpoint):
    scopes = {"GET": "desk:read", "POST": "desk:write"}

    def origin(self):
        return api_origin(self.request, door=Door.DESK, actor=self.request.user)


class DeskSearches(_Desk):
    throttled = False

    @operation(
        "list_desk_searches", about="Searches of a crisis, newest first", answer=DeskSearchSerializer, pages=True,
        tag="desk", refuses=(*ENTRANCE, "cursor_malformed"),
        parameters=[OpenApiParameter("state", enum=SearchState.values)],
    )  # fmt: skip
    def get(self, request, slug, **_path):
        rows = desk_searches(desk_crisis(request, slug))
        if (state := request.GET.get("state")) is not None:
            if state not in SearchState.values:
                said = ", ".join(SearchState.values)
                raise serializers.ValidationError({"state": [said]}, code="invalid_choice")
            rows = rows.filter(state=state)
        return paged(
            self, rows, ordering=("-posted_at", "-id"),
            show=lambda rows: DeskSearchSerializer(rows, many=True).data,
        )  # fmt: skip

    @operation(
        "take_in_search", about="Look for somebody for a caller", body=SearchBody, status=201, key=True,
        answer=PostedSearchSerializer, tag="desk", refuses=(*ENTRANCE, "crisis_closed"),
    )  # fmt: skip
    def post(self, request, slug, **_path):
        crisis = desk_crisis(request, slug)
        return post(crisis, checked(SearchBody, request), origin=self.origin(), at=crisis_now(crisis))


class DeskSearch(_Desk):
    @operation(
        "show_desk_search", about="One search, with all that people told", answer=DeskSearchToldSerializer,
        tag="desk", refuses=ENTRANCE,
    )  # fmt: skip
    def get(self, request, slug, search, **_path):
        row = _here(desk_crisis(request, slug), search)
        told = row.notes.order_by("posted_at", "pk")
        answer = DeskSearchSerializer(row).data | {"notes": DeskNoteSerializer(told, many=True).data}
        return Response(answer | {"standing": StandingSerializer(standing(row)).data})


class FreezeBody(Shape):
    reason = serializers.CharField(max_length=500, help_text="A note for the next shift; no family reads it.")


def freeze_verb(to: str, name: str, about: str):
    """A view that moves one search, as the desk's page does."""

    class Move(_Desk):
        @operation(
            name, about=about, body=FreezeBody, answer=DeskSearchSerializer, tag="desk", refuses=(*ENTRANCE, "too_late")
        )  # fmt: skip
        def post(self, request, slug, search, **_path):
            crisis = desk_crisis(request, slug)
            row = _here(crisis, search)
            said = checked(FreezeBody, request)
            move_search(search=row, to=to, origin=self.origin(), at=crisis_now(crisis), **said)
            return Response(DeskSearchSerializer(_here(crisis, search)).data)

    Move.__name__ = Move.__qualname__ = f"DeskSearch_{to}"
    return Move


FREEZING = {
    "freeze": freeze_verb(
        "freeze", "freeze_search_notes", "Nobody may add a note to this search; what was told stays"
    ),
    "unfreeze": freeze_verb("unfreeze", "unfreeze_search_notes", "People may add notes to this search again"),
}


class HeldPhotoSerializer(serializers.Serializer):
    """No picture leaves by the API: a moderator looks at it on `page`, and decides there or at `/desk/decisions`."""

    id = serializers.UUIDField(
        source="public_id", help_text="As `subject` of a decision on a `search_photo`."
    )
    search = serializers.UUIDField(source="search.public_id")
    width = serializers.IntegerField(help_text="Pixels.")
    height = serializers.IntegerField(help_text="Pixels.")
    added_at = serializers.DateTimeField(help_text="When the family sent it.")
    held_at = serializers.DateTimeField()
    page = serializers.SerializerMethodField(
        help_text="The desk's page of its search, for who is signed in there."
    )

    def get_page(self, photo: Photo) -> str:
        return absolute(reverse("desk_one_search", args=[self.context["slug"], photo.search.public_id]))


class HeldPhotos(_Desk):
    @operation(
        "list_held_photos", about="Photos held for looking like one judged false, until somebody looks",
        answer=HeldPhotoSerializer, pages=True, tag="desk", refuses=(*ENTRANCE, "cursor_malformed"),
        explained="Oldest first. The family sees its own, `held`; nobody else does.",
    )  # fmt: skip
    def get(self, request, slug, **_path):
        return paged(
            self, held_photos(desk_crisis(request, slug)), ordering=("held_at", "id"),
            show=lambda rows: HeldPhotoSerializer(rows, many=True, context={"slug": slug}).data,
        )  # fmt: skip


def _here(crisis: Crisis, search: UUID) -> Search:
    """Raises NotThere."""
    row = desk_searches(crisis).filter(public_id=search).first()
    if row is None:
        raise NotThere
    return row


class DeskSearchNote(_Desk):
    @operation(
        "decide_note", about="Show what somebody told to the family or everyone, hold it, or say that you checked it",
        body=NoteDecisionBody, answer=DeskNoteSerializer, tag="desk", refuses=(*ENTRANCE, "too_late"),
    )  # fmt: skip
    def post(self, request, slug, note, **_path):
        crisis = desk_crisis(request, slug)
        row = (
            Note.objects.select_related("search__crisis")
            .filter(search__crisis=crisis, public_id=note)
            .first()
        )
        if row is None:
            raise NotThere
        review_note(
            note=row, origin=self.origin(), at=crisis_now(crisis), **checked(NoteDecisionBody, request)
        )
        row.refresh_from_db()
        return Response(DeskNoteSerializer(row).data)
