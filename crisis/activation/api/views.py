"""Crises: read by all, declared and moved by their coordinators."""

from dataclasses import replace

from rest_framework.response import Response

from accounts.errors import NotAllowed
from accounts.links.models import ApiKey
from accounts.origin import Door
from accounts.people.contact import read_contact
from accounts.throttle import network_of
from crisis.activation import actions
from crisis.activation.api.access import desk_crisis, open_crisis
from crisis.activation.api.serializers import (
    ActivateBody,
    CrisisBody,
    CrisisSerializer,
    DeskCrisisSerializer,
    RecoverBody,
    StandDownBody,
)
from crisis.activation.clock import crisis_now, database_now
from crisis.activation.drafts import CrisisDraft
from crisis.activation.models import Crisis
from crisis.activation.queries import crises_of
from crisis.activation.recovery import resend_later
from crisis.activation.vocabulary import Phase
from crisis.gazetteer.api.places import find_places
from crisis.ground.api.bodies import checked
from crisis.ground.api.describing import operation
from crisis.ground.api.origin import api_origin, created
from crisis.ground.api.paging import paged
from crisis.ground.api.permissions import Anyone, SignedIn
from crisis.ground.api.views import Endpoint, NamedEndpoint

EXAMPLE = {
    "name": "Paris 13 November",
    "what_happened": "Several attacks in the east of Paris.",
    "place": {"text": "metro République"},
    "radius_m": 15000,
    "is_drill": True,
}
SAME = "The same answer, in the same time, whether anything was found or not."
DESK_REFUSES = ("not_authenticated", "authentication_failed", "permission_denied", "not_there")


class Crises(Endpoint):
    scopes = {"GET": "crises:read"}

    def get_permissions(self):
        return [SignedIn()] if self.request.method == "POST" else [Anyone()]

    @operation(
        "list_crises", about="Crises that are or were active, newest first", answer=CrisisSerializer, pages=True,
        refuses=("cursor_malformed",),
    )  # fmt: skip
    def get(self, request, **_path):
        shown = Crisis.objects.filter(phase__in=(Phase.ACTIVE, Phase.STOOD_DOWN))
        if isinstance(request.auth, ApiKey) and request.auth.crisis_id:
            shown = shown.filter(pk=request.auth.crisis_id)
        return paged(self, shown, ordering=("-declared_at", "-id"), show=_show)

    @operation(
        "declare_crisis", about="Declare a crisis, in draft", body=CrisisBody, answer=DeskCrisisSerializer,
        status=201, key=True, example=EXAMPLE, tag="desk",
        refuses=(*DESK_REFUSES, "not_allowed", "place_unknown", "key_missing"),
    )  # fmt: skip
    def post(self, request, **_path):
        body = checked(CrisisBody, request)
        origin = api_origin(request, door=Door.DESK, key_required=True)
        draft, keyless = _draft(body), replace(origin, ref=None)  # the key is claimed here, not twice
        return created(
            request, origin, model=Crisis, shape=DeskCrisisSerializer, crisis_id=None,
            act=lambda: actions.declare_crisis(draft=draft, origin=keyless, at=database_now()),
        )  # fmt: skip


class OneCrisis(Endpoint):
    permission_classes = [Anyone]
    scopes = {"GET": "crises:read"}

    @operation("get_crisis", about="One crisis", answer=CrisisSerializer, refuses=("not_there",))
    def get(self, request, slug, **_path):
        return Response(CrisisSerializer(open_crisis(request, slug)).data)


class Recover(Endpoint):
    """The same answer whether anything was found or not."""

    permission_classes = [Anyone]

    @operation(
        "recover_links", about="Send my lost links again", explained=SAME, body=RecoverBody, status=202
    )
    def post(self, request, **_path):
        self.spend("recover_from", network_of(request))
        resend_later(read_contact(checked(RecoverBody, request)["contact"]))
        return Response(status=202)


class MyCrises(NamedEndpoint):
    scopes = {"GET": "desk:read"}

    @operation(
        "list_my_crises", about="Crises I coordinate, drafts too", answer=DeskCrisisSerializer, pages=True,
        tag="desk", refuses=(*DESK_REFUSES, "cursor_malformed"),
    )  # fmt: skip
    def get(self, request, **_path):
        mine = crises_of(request.user)
        if isinstance(request.auth, ApiKey) and request.auth.crisis_id:
            mine = mine.filter(pk=request.auth.crisis_id)
        return paged(
            self, mine, ordering=("-declared_at", "-id"),
            show=lambda rows: DeskCrisisSerializer(rows, many=True).data,
        )  # fmt: skip


class DeskCrisis(NamedEndpoint):
    scopes = {"GET": "desk:read"}

    @operation(
        "get_desk_crisis", about="A crisis I coordinate", answer=DeskCrisisSerializer, tag="desk",
        refuses=DESK_REFUSES,
    )  # fmt: skip
    def get(self, request, slug, **_path):
        return Response(DeskCrisisSerializer(desk_crisis(request, slug)).data)


class _Move(NamedEndpoint):
    """Phases are moved by people only: no scope opens them to a key."""

    def moved(self, request, slug: str, act) -> Response:
        crisis = desk_crisis(request, slug)
        if isinstance(request.auth, ApiKey):
            raise NotAllowed
        origin = replace(api_origin(request, door=Door.DESK), ref=None)
        act(crisis=crisis, origin=origin, at=crisis_now(crisis))
        return Response(DeskCrisisSerializer(crisis).data)


class Activate(_Move):
    @operation(
        "activate_crisis", about="Open a crisis to everybody", body=ActivateBody, answer=DeskCrisisSerializer,
        tag="desk", refuses=(*DESK_REFUSES, "not_confirmed", "too_late"),
    )  # fmt: skip
    def post(self, request, slug, **_path):
        body = checked(ActivateBody, request)
        return self.moved(request, slug, lambda **kw: actions.activate_crisis(**kw, **body))


class Confirm(_Move):
    @operation(
        "confirm_activation", about="The second coordinator's yes", answer=DeskCrisisSerializer, tag="desk",
        refuses=(*DESK_REFUSES, "too_late"),
    )  # fmt: skip
    def post(self, request, slug, **_path):
        return self.moved(request, slug, actions.confirm_activation)


class StandDown(_Move):
    @operation(
        "stand_down_crisis", about="Take nothing new any more", body=StandDownBody,
        answer=DeskCrisisSerializer, tag="desk", refuses=(*DESK_REFUSES, "too_late"),
    )  # fmt: skip
    def post(self, request, slug, **_path):
        body = checked(StandDownBody, request)
        return self.moved(request, slug, lambda **kw: actions.stand_down_crisis(**kw, **body))


class Archive(_Move):
    @operation(
        "archive_crisis", about="Put a crisis that is stood down away; refused while somebody is on the way",
        answer=DeskCrisisSerializer, tag="desk", refuses=(*DESK_REFUSES, "still_on_the_way", "too_late"),
    )  # fmt: skip
    def post(self, request, slug, **_path):
        return self.moved(request, slug, actions.archive_crisis)


def _show(rows) -> list:
    return CrisisSerializer(rows, many=True).data


def _draft(body: dict) -> CrisisDraft:
    place = find_places(body.pop("place"), near=None, remote=not body.get("is_drill"))[0]
    if "polygon" in body:
        body.setdefault("radius_m", None)
    body["hashtags"] = tuple(body.pop("hashtags", ()))
    return CrisisDraft(place_label=place.label[:160], lat=place.lat, lon=place.lon, **body)
