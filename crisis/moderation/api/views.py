"""Anybody may report what is public; a moderator holds, restores or keeps it."""

from collections.abc import Callable
from functools import partial

from rest_framework.response import Response

from accounts.origin import Door
from crisis.activation.access import MODERATE
from crisis.activation.api.access import desk_crisis, open_crisis
from crisis.activation.clock import crisis_now
from crisis.activation.models import Crisis
from crisis.ground.api.bodies import checked
from crisis.ground.api.describing import operation
from crisis.ground.api.origin import api_origin, created
from crisis.ground.api.permissions import Anyone
from crisis.ground.api.views import Endpoint, NamedEndpoint, both_of
from crisis.moderation.actions import decide, report
from crisis.moderation.api.serializers import (
    DecisionBody,
    DecisionSerializer,
    ReportBody,
    ReportedListSerializer,
)
from crisis.moderation.models import Decision
from crisis.moderation.queries import reported
from crisis.moderation.subjects import find, public_subject
from crisis.moderation.vocabulary import Act
from crisis.search.actions.showing import let_through
from crisis.search.photos.judging import judge_false

ENTRANCE = ("not_authenticated", "authentication_failed", "permission_denied", "not_there")
MOST = 200


class Reports(Endpoint):
    permission_classes = [Anyone]

    @operation(
        "report", about="Report something public; nothing is hidden by it", body=ReportBody, status=204, key=True,
        refuses=("not_there",),
    )  # fmt: skip
    def post(self, request, slug, **_path):
        crisis = open_crisis(request, slug)
        self.spend("report", *both_of(request))
        body = checked(ReportBody, request)
        public_subject(crisis, body["subject_kind"], body["subject"])
        report(crisis=crisis, origin=api_origin(request), at=crisis_now(crisis), **body)
        return Response(status=204)


class DeskReports(NamedEndpoint):
    scopes = {"GET": "desk:read"}

    @operation(
        "list_reports", about="What was reported: threats first, then danger, then most reports",
        answer=ReportedListSerializer, tag="desk", refuses=ENTRANCE,
    )  # fmt: skip
    def get(self, request, slug, **_path):
        rows = reported(desk_crisis(request, slug, MODERATE))[:MOST]
        return Response(ReportedListSerializer({"items": rows}).data)


class Decisions(NamedEndpoint):
    @operation(
        "decide", about="Hold, restore or keep, with a reason", body=DecisionBody, answer=DecisionSerializer,
        status=201, tag="desk", key=True, refuses=(*ENTRANCE, "too_late"),
    )  # fmt: skip
    def post(self, request, slug, **_path):
        crisis = desk_crisis(request, slug, MODERATE)
        body = checked(DecisionBody, request)
        doing = _doing(crisis, body, body.pop("read_at"), body.pop("false"))
        origin = api_origin(request, door=Door.DESK, actor=request.user)
        return created(
            request, origin, model=Decision, shape=DecisionSerializer, crisis_id=crisis.pk,
            act=lambda: decide(crisis=crisis, origin=origin, at=crisis_now(crisis), doing=doing, **body),
        )  # fmt: skip


def _doing(crisis: Crisis, body: dict, read_at: str, false: bool) -> Callable | None:
    """Letting a search through as it was read, judging a photo false; None for every other decision."""
    decision = (body["subject_kind"], body["act"])
    if read_at and decision == ("search", Act.RESTORE):
        search = find(crisis, "search", body["subject"])[1]
        return partial(let_through, search=search, read_at=read_at)
    if false and decision == ("search_photo", Act.HOLD):
        photo = find(crisis, "search_photo", body["subject"])[1]
        return partial(judge_false, photo=photo, reason=body["reason"])
    return None
