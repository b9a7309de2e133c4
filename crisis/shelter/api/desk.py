"""The coordinators' offers, needs and shelters; and intake for somebody on the phone."""

from dataclasses import replace

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.response import Response

from accounts.errors import NotThere
from accounts.origin import Door
from crisis.activation.api.access import desk_crisis
from crisis.activation.clock import crisis_now
from crisis.ground.api.bodies import checked
from crisis.ground.api.describing import operation
from crisis.ground.api.origin import api_origin, created
from crisis.ground.api.paging import paged
from crisis.ground.api.views import NamedEndpoint
from crisis.shelter.actions.official import change_shelter, enter_shelter
from crisis.shelter.api.posting import draft_of, place_draft, post
from crisis.shelter.api.serializers import (
    DeskNeedSerializer,
    DeskOfferSerializer,
    DeskShelterSerializer,
    NeedBody,
    OfferBody,
    PostedSerializer,
    ShelterBody,
    ShelterChangeBody,
)
from crisis.shelter.drafts import ShelterDraft
from crisis.shelter.models import Need, Offer, OfficialShelter
from crisis.shelter.queries import with_closed
from crisis.shelter.vocabulary import NeedState, OfferState

ENTRANCE = ("not_authenticated", "authentication_failed", "permission_denied", "not_there")
LIST = (*ENTRANCE, "cursor_malformed")
INTAKE = (*ENTRANCE, "place_unknown", "crisis_closed", "key_missing")
SHELTER = {"place": {"text": "Gymnase Japy"}, "name": "Gymnase Japy", "capacity": 200}


class _Desk(NamedEndpoint):
    scopes = {"GET": "desk:read", "POST": "desk:write", "PATCH": "desk:write"}

    def origin(self, request, **options):
        return api_origin(request, door=Door.DESK, actor=request.user, **options)


class DeskOffers(_Desk):
    @operation(
        "list_desk_offers", about="Offers of a crisis, newest first", answer=DeskOfferSerializer, pages=True,
        tag="desk", refuses=LIST, parameters=[OpenApiParameter("state", enum=OfferState.values)],
    )  # fmt: skip
    def get(self, request, slug, **_path):
        rows = _in_state(Offer.objects.filter(crisis=desk_crisis(request, slug)), request, OfferState)
        return paged(
            self, rows, ordering=("-posted_at", "-id"),
            show=lambda rows: DeskOfferSerializer(rows, many=True).data,
        )  # fmt: skip

    @operation(
        "take_in_offer", about="Open a door for somebody on the phone", body=OfferBody, status=201, key=True,
        answer=PostedSerializer, tag="desk", refuses=INTAKE,
    )  # fmt: skip
    def post(self, request, slug, **_path):
        crisis = desk_crisis(request, slug)
        origin, body = self.origin(request, key_required=True), checked(OfferBody, request)
        return post("offer", crisis=crisis, body=body, origin=origin, at=crisis_now(crisis))


class DeskNeeds(_Desk):
    throttled = False

    @operation(
        "list_desk_needs", about="Needs of a crisis, longest wait first", answer=DeskNeedSerializer,
        pages=True, tag="desk", refuses=LIST, parameters=[OpenApiParameter("state", enum=NeedState.values)],
    )  # fmt: skip
    def get(self, request, slug, **_path):
        rows = _in_state(Need.objects.filter(crisis=desk_crisis(request, slug)), request, NeedState)
        return paged(
            self, rows, ordering=("posted_at", "id"),
            show=lambda rows: DeskNeedSerializer(rows, many=True).data,
        )  # fmt: skip

    @operation(
        "take_in_need", about="Ask for somebody on the phone", body=NeedBody, status=201, key=True,
        answer=PostedSerializer, tag="desk", refuses=tuple(code for code in INTAKE if code != "key_missing"),
    )  # fmt: skip
    def post(self, request, slug, **_path):
        crisis = desk_crisis(request, slug)
        body = checked(NeedBody, request)
        return post("need", crisis=crisis, body=body, origin=self.origin(request), at=crisis_now(crisis))


class DeskShelters(_Desk):
    @operation(
        "list_desk_shelters", about="Official shelters, held and closed ones too", pages=True, tag="desk",
        answer=DeskShelterSerializer, refuses=LIST,
    )  # fmt: skip
    def get(self, request, slug, **_path):
        crisis = desk_crisis(request, slug)
        rows = OfficialShelter.objects.filter(crisis=crisis)
        return paged(
            self, rows, ordering=("name", "id"),
            show=lambda rows: DeskShelterSerializer(with_closed(crisis, rows), many=True).data,
        )  # fmt: skip

    @operation(
        "enter_shelter", about="Enter an official shelter", body=ShelterBody, answer=DeskShelterSerializer,
        status=201, key=True, example=SHELTER, tag="desk", refuses=INTAKE,
    )  # fmt: skip
    def post(self, request, slug, **_path):
        crisis = desk_crisis(request, slug)
        origin = self.origin(request, key_required=True)
        draft, _places = draft_of(ShelterDraft, crisis, checked(ShelterBody, request))
        return created(
            request, origin, model=OfficialShelter, shape=DeskShelterSerializer, crisis_id=crisis.pk,
            act=lambda: enter_shelter(crisis=crisis, draft=draft, origin=origin, at=crisis_now(crisis)),
        )  # fmt: skip


class DeskShelter(_Desk):
    @operation(
        "change_shelter", about="Say how many are inside, or that it is full", body=ShelterChangeBody,
        answer=DeskShelterSerializer, tag="desk", refuses=ENTRANCE,
    )  # fmt: skip
    def patch(self, request, slug, shelter, **_path):
        crisis = desk_crisis(request, slug)
        row = (
            OfficialShelter.objects.select_related("crisis").filter(crisis=crisis, public_id=shelter).first()
        )
        if row is None:
            raise NotThere
        draft = replace(_draft_of(row), **checked(ShelterChangeBody, request))
        change_shelter(shelter=row, draft=draft, origin=self.origin(request), at=crisis_now(crisis))
        return Response(DeskShelterSerializer(with_closed(crisis, [row])[0]).data)


def _in_state(rows: QuerySet, request, states) -> QuerySet:
    state = request.GET.get("state")
    if state is None:
        return rows
    if state not in states.values:
        raise serializers.ValidationError({"state": [", ".join(states.values)]}, code="invalid_choice")
    return rows.filter(state=state)


def _draft_of(row: OfficialShelter) -> ShelterDraft:
    names = ("name", "capacity", "occupied", "step_free", "pets", "key", "state")
    fields = {name: getattr(row, name) for name in names}
    return ShelterDraft(place=place_draft(row, row.typed), source=row.origin_source, **fields)
