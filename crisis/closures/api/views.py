"""Closed areas: read by all; declared, changed and lifted by the desk."""

from dataclasses import replace
from uuid import UUID

from rest_framework.response import Response

from accounts.errors import Invalid, NotThere
from accounts.origin import Door
from crisis.activation.api.access import desk_crisis, open_crisis
from crisis.activation.clock import crisis_now
from crisis.activation.models import Crisis
from crisis.closures.actions import change_closure, declare_closure, lift_closure
from crisis.closures.api.serializers import (
    ClosureBody,
    ClosureChangeBody,
    ClosureSerializer,
    TouchedSerializer,
)
from crisis.closures.drafts import ClosureDraft
from crisis.closures.models import Closure
from crisis.closures.queries import active_closures
from crisis.closures.rules import problems
from crisis.closures.shapes import shape_of
from crisis.closures.touching import touched_by
from crisis.gazetteer.api.places import find_places
from crisis.ground.api.bodies import checked
from crisis.ground.api.describing import operation
from crisis.ground.api.origin import api_origin, created
from crisis.ground.api.paging import paged
from crisis.ground.api.permissions import Anyone
from crisis.ground.api.views import Endpoint, NamedEndpoint

ENTRANCE = ("not_authenticated", "authentication_failed", "permission_denied", "not_there", "not_allowed")
EXAMPLE = {
    "name": "Around the Bataclan",
    "source": "Police prefecture",
    "place": {"text": "50 boulevard Voltaire, 75011 Paris"},
    "radius_m": 300,
}


class Closures(Endpoint):
    permission_classes = [Anyone]
    scopes = {"GET": "crises:read"}

    @operation(
        "list_closures", about="Areas closed now, newest first", answer=ClosureSerializer, pages=True,
        refuses=("not_there", "cursor_malformed"),
    )  # fmt: skip
    def get(self, request, slug, **_path):
        rows = active_closures(open_crisis(request, slug))
        return paged(
            self, rows, ordering=("-declared_at", "-id"),
            show=lambda rows: ClosureSerializer(rows, many=True).data,
        )  # fmt: skip


class _Desk(NamedEndpoint):
    scopes = {"POST": "desk:write", "PUT": "desk:write"}

    def origin(self, request, **options):
        return api_origin(request, door=Door.DESK, actor=request.user, **options)


class DeskClosures(_Desk):
    @operation(
        "declare_closure", about="Close an area: nobody is sent into it, out of it or through it",
        body=ClosureBody, answer=ClosureSerializer, status=201, key=True, example=EXAMPLE, tag="desk",
        refuses=(*ENTRANCE, "place_unknown", "key_missing"),
    )  # fmt: skip
    def post(self, request, slug, **_path):
        crisis = desk_crisis(request, slug)
        origin = self.origin(request, key_required=True)
        # The key is claimed here, not twice.
        draft, keyless = _draft(crisis, request), replace(origin, ref=None)
        return created(
            request, origin, model=Closure, shape=ClosureSerializer, crisis_id=crisis.pk,
            act=lambda: declare_closure(crisis=crisis, draft=draft, origin=keyless, at=crisis_now(crisis)),
        )  # fmt: skip


class TouchedByClosure(_Desk):
    @operation(
        "touched_by_closure", about="Whom an area would touch; changes nothing",
        body=ClosureBody, answer=TouchedSerializer, example=EXAMPLE, tag="desk",
        refuses=(*ENTRANCE, "place_unknown"),
    )  # fmt: skip
    def post(self, request, slug, **_path):
        crisis = desk_crisis(request, slug)
        draft = _draft(crisis, request)
        if found := problems(draft, centre=(crisis.lat, crisis.lon), at=crisis_now(crisis)):
            raise Invalid(found)
        return Response(TouchedSerializer(touched_by(crisis, shape_of(draft).area)).data)


class DeskClosure(_Desk):
    @operation(
        "change_closure", about="Replace what a closed area says", body=ClosureChangeBody, answer=ClosureSerializer,
        tag="desk", refuses=(*ENTRANCE, "place_unknown", "too_late"),
    )  # fmt: skip
    def put(self, request, slug, closure, **_path):
        crisis = desk_crisis(request, slug)
        row, body = _row(crisis, closure), checked(ClosureChangeBody, request)
        seen, draft = body.pop("version"), _draft_of(crisis, body)
        origin = self.origin(request)
        change_closure(closure=row, draft=draft, seen=seen, origin=origin, at=crisis_now(crisis))
        return Response(ClosureSerializer(row).data)


class LiftClosure(_Desk):
    @operation(
        "lift_closure", about="Open an area again: doors in it come back", answer=ClosureSerializer,
        tag="desk", refuses=(*ENTRANCE, "too_late"),
    )  # fmt: skip
    def post(self, request, slug, closure, **_path):
        crisis = desk_crisis(request, slug)
        row = _row(crisis, closure)
        lift_closure(closure=row, origin=self.origin(request), at=crisis_now(crisis))
        return Response(ClosureSerializer(row).data)


def _row(crisis: Crisis, public_id: UUID) -> Closure:
    row = crisis.closures.filter(public_id=public_id).select_related("crisis").first()
    if row is None:
        raise NotThere
    return row


def _draft(crisis: Crisis, request) -> ClosureDraft:
    return _draft_of(crisis, checked(ClosureBody, request))


def _draft_of(crisis: Crisis, body: dict) -> ClosureDraft:
    where = {}
    if sent := body.pop("place", None):
        near = (crisis.lat, crisis.lon)
        place = find_places(sent, near=near, remote=not crisis.is_drill)[0]
        where = {"place_label": place.label[:200], "lat": place.lat, "lon": place.lon}
    return ClosureDraft(**body, **where)
