"""Changes, and what is held about me."""

from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.response import Response

from accounts.errors import NotThere
from accounts.links.models import ManageLink
from crisis.activation.api.access import desk_crisis, open_crisis
from crisis.ground.api.describing import operation
from crisis.ground.api.paging import limit_of
from crisis.ground.api.permissions import Anyone
from crisis.ground.api.views import Endpoint, NamedEndpoint
from crisis.livemap.guards import streams_of
from matching.access import held_by
from matching.api.changes import Batch, desk_changes, own_changes, people_changes, public_changes
from matching.api.cursors import read_cursor
from matching.api.people import PEOPLE

MOST, USUAL = 500, 100
RESOURCES = [
    "crisis", "shelter", "doors", "offer", "need", "match", "case", "search", "check_in", "check_ins",
    "search_note", "lead",
]  # fmt: skip
SINCE = [
    OpenApiParameter(
        "since", str, description="A `next` from before; nothing for the start; `now` for the end."
    ),
    OpenApiParameter("limit", int, description="Journal entries to read, at most 500; 100 unless told."),
]
REFUSES = ("authentication_failed", "not_there", "cursor_malformed", "cursor_expired")


STREAMS = (
    "Everybody's stream: `crisis`, `shelter`, `doors` (all cells as one). One's own: `offer` or `need` with its "
    "`match`es; or `search`, `check_in`, `search_note` (a claim), as `/own` shows it. The desk's: `crisis`, `shelter`, "
    "`offer`, `need`, `match`, `case`, `search`, `check_in`, `check_ins` (a batch), `lead`."
)


class ChangeSerializer(serializers.Serializer):
    """`deleted` is a tombstone: forget the resource with this id. `data` is the resource as it is now."""

    type = serializers.ChoiceField(choices=RESOURCES, help_text=f"Which resource. {STREAMS}")
    id = serializers.UUIDField()
    deleted = serializers.BooleanField()
    data = serializers.DictField(allow_null=True)


class ChangesSerializer(serializers.Serializer):
    items = ChangeSerializer(many=True)
    next = serializers.CharField(help_text="Opaque. Send it as `since`.")
    has_more = serializers.BooleanField()


class Changes(Endpoint):
    """With a manage token of this crisis the answer is its holder's own stream, else the public one."""

    permission_classes = [Anyone]
    scopes = {"GET": "changes:read"}

    @operation(
        "list_changes", about="What changed since a cursor",
        explained="With a manage token of this crisis: its holder's own stream. Else the public one, which tells of "
        f"no search and no check-in: look up a public search again with `If-None-Match`. {STREAMS}",
        answer=ChangesSerializer, parameters=SINCE,
        refuses=REFUSES,
    )  # fmt: skip
    def get(self, request, slug, **_path):
        crisis = open_crisis(request, slug)
        since, limit = read_cursor(request.GET.get("since")), limit_of(request, usual=USUAL, most=MOST)
        if not isinstance(request.auth, ManageLink):
            return _answer(public_changes(crisis, since, limit))
        held = held_by(request.auth)
        if held.posted.crisis_id != crisis.pk:
            raise NotThere
        if held.kind in PEOPLE:
            return _answer(people_changes(held, streams_of(request.auth), since))
        return _answer(own_changes(held.posted, since, limit))


class DeskChanges(NamedEndpoint):
    scopes = {"GET": "desk:read"}

    @operation(
        "list_desk_changes", about="What changed since a cursor, for the desk", explained=STREAMS,
        answer=ChangesSerializer, tag="desk", parameters=SINCE,
        refuses=(*REFUSES, "not_authenticated", "permission_denied"),
    )  # fmt: skip
    def get(self, request, slug, **_path):
        crisis = desk_crisis(request, slug)
        since, limit = read_cursor(request.GET.get("since")), limit_of(request, usual=USUAL, most=MOST)
        return _answer(desk_changes(crisis, since, limit))


def _answer(batch: Batch) -> Response:
    return Response({"items": batch.items, "next": batch.next, "has_more": batch.has_more})
