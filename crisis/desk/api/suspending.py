"""Suspensions by API: for people only, no scope opens them to a key."""

from rest_framework.response import Response

from accounts.errors import NotThere
from accounts.people.models import Suspension
from accounts.people.suspending import lift_suspension
from crisis.activation.api.access import desk_crisis
from crisis.activation.clock import crisis_now
from crisis.desk.api.serializers import SuspendBody, SuspensionSerializer
from crisis.desk.api.views import ENTRANCE, LIST, Desk
from crisis.desk.suspending import suspend_owner, suspension_here, suspensions_of
from crisis.ground.api.bodies import checked
from crisis.ground.api.describing import operation
from crisis.ground.api.origin import created
from crisis.ground.api.paging import paged
from crisis.shelter.access import coordinated

WHAT = (
    "Their doors close at once, guests on their way are told, links to their doors and their account open nothing. "
    "They can still ask for a place."
)


class Suspensions(Desk):
    scopes = {}

    @operation(
        "list_suspensions", about="Whom this crisis has suspended, newest first", answer=SuspensionSerializer,
        pages=True, tag="desk", refuses=LIST,
    )  # fmt: skip
    def get(self, request, slug, **_path):
        return paged(
            self, suspensions_of(desk_crisis(request, slug)), ordering=("-at", "-id"),
            show=lambda rows: SuspensionSerializer(rows, many=True).data,
        )  # fmt: skip

    @operation(
        "suspend", about="Suspend whoever posted an offer or a need", explained=WHAT, body=SuspendBody,
        answer=SuspensionSerializer, status=201, tag="desk", key=True,
        refuses=(*ENTRANCE, "not_allowed", "colleague", "too_late"),
    )  # fmt: skip
    def post(self, request, slug, **_path):
        crisis = desk_crisis(request, slug)
        asked = checked(SuspendBody, request)
        posted = coordinated(request.user, asked["subject_kind"], asked["subject"])
        if posted.crisis_id != crisis.pk:
            raise NotThere
        told = {"reason": asked["reason"], "origin": self.origin(), "at": crisis_now(crisis)}
        return created(
            request, told["origin"], model=Suspension, shape=SuspensionSerializer, crisis_id=crisis.pk,
            act=lambda: suspend_owner(posted=posted, **told),
        )  # fmt: skip


class Lift(Desk):
    scopes = {}

    @operation(
        "lift_suspension", about="Give back what a suspension took", answer=SuspensionSerializer, tag="desk",
        refuses=(*ENTRANCE, "too_late"),
    )  # fmt: skip
    def post(self, request, slug, suspension, **_path):
        crisis = desk_crisis(request, slug)
        found = suspension_here(crisis, suspension)
        lift_suspension(suspension=found, origin=self.origin(), at=crisis_now(crisis))
        return Response(SuspensionSerializer(found).data)
