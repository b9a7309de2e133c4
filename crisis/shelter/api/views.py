"""Doors and shelters for everybody; posting an offer or a need, with or without an account."""

from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.response import Response

from crisis.activation.api.access import open_crisis
from crisis.activation.clock import crisis_now
from crisis.activation.models import Crisis
from crisis.ground.api.bodies import checked
from crisis.ground.api.describing import operation
from crisis.ground.api.origin import api_origin
from crisis.ground.api.paging import paged
from crisis.ground.api.permissions import Anyone
from crisis.ground.api.views import Endpoint, both_of
from crisis.shelter.api.posting import post
from crisis.shelter.api.serializers import (
    DoorCellSerializer,
    NeedBody,
    OfferBody,
    PostedSerializer,
    ShelterSerializer,
)
from crisis.shelter.queries import TAGS, public_doors, public_shelters, with_closed

OFFER = {
    "place": {"text": "12 rue Alibert, 75010 Paris"},
    "places": 2,
    "until": "2015-11-14T10:00:00+01:00",
    "first_name": "Boris",
    "contact": "boris@example.org",
    "pets": True,
    "entry": "code 4812B, 3rd floor",
}
NEED = {"place": {"text": "metro République"}, "adults": 2, "children": 1, "first_name": "Amira"}
POSTING = ("not_there", "place_unknown", "crisis_closed")


class DoorsSerializer(serializers.Serializer):
    cells = DoorCellSerializer(many=True)


def door_cells(crisis: Crisis, tags: tuple[str, ...] = ()) -> list[dict]:
    """By cell, because the order of exact counts would say more than the bands do."""
    return sorted(public_doors(crisis, at=crisis_now(crisis), tags=tags), key=lambda cell: cell["cell"])


class Doors(Endpoint):
    permission_classes = [Anyone]
    scopes = {"GET": "offers:read"}

    @operation(
        "list_doors", about="Open doors by cell, never by address", answer=DoorsSerializer,
        parameters=[
            OpenApiParameter("tag", str, many=True, enum=list(TAGS), description="Only doors with all of these.")
        ],
        refuses=("not_there",),
    )  # fmt: skip
    def get(self, request, slug, **_path):
        crisis = open_crisis(request, slug)
        tags = request.GET.getlist("tag")
        if set(tags) - set(TAGS):
            raise serializers.ValidationError({"tag": [", ".join(TAGS)]}, code="unknown_tag")
        return Response(DoorsSerializer({"cells": door_cells(crisis, tuple(tags))}).data)


class Shelters(Endpoint):
    permission_classes = [Anyone]
    scopes = {"GET": "offers:read"}

    @operation(
        "list_shelters", about="Official shelters", answer=ShelterSerializer, pages=True,
        refuses=("not_there", "cursor_malformed"),
    )  # fmt: skip
    def get(self, request, slug, **_path):
        crisis = open_crisis(request, slug)
        shelters = public_shelters(crisis)
        return paged(
            self, shelters, ordering=("name", "id"),
            show=lambda rows: ShelterSerializer(with_closed(crisis, rows), many=True).data,
        )  # fmt: skip


class Offers(Endpoint):
    permission_classes = [Anyone]
    scopes = {"POST": "offers:write"}

    @operation(
        "open_offer", about="Open a door", body=OfferBody, answer=PostedSerializer, status=201, key=True,
        example=OFFER, refuses=(*POSTING, "key_missing"),
    )  # fmt: skip
    def post(self, request, slug, **_path):
        crisis = open_crisis(request, slug)
        self.spend("offer", *both_of(request))
        origin = api_origin(request, key_required=True)
        body = checked(OfferBody, request)
        return post("offer", crisis=crisis, body=body, origin=origin, at=crisis_now(crisis))


class Needs(Endpoint):
    """Never throttled, and no key is asked for: whoever needs a bed isn't turned away by a header."""

    permission_classes = [Anyone]
    scopes = {"POST": "needs:write"}
    throttled = False

    @operation(
        "post_need", about="Ask for a place", explained="Never throttled, and no key is asked for.",
        body=NeedBody, answer=PostedSerializer, status=201, key=True,
        example=NEED, refuses=POSTING,
    )  # fmt: skip
    def post(self, request, slug, **_path):
        crisis = open_crisis(request, slug)
        body = checked(NeedBody, request)
        return post("need", crisis=crisis, body=body, origin=api_origin(request), at=crisis_now(crisis))
