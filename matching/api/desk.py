"""The coordinators' matches: which are under way, and one made by hand."""

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
from crisis.shelter.access import coordinated
from matching.actions import by_desk
from matching.actions.by_hand import propose_by_hand
from matching.api.bodies import ProposeBody
from matching.api.desk_serializers import DeskMatchSerializer
from matching.api.own import ENTRANCE
from matching.models import Match


class DeskMatches(NamedEndpoint):
    scopes = {"GET": "desk:read", "POST": "desk:write"}

    @operation(
        "list_desk_matches", about="Matches of a crisis, newest first", answer=DeskMatchSerializer, pages=True,
        tag="desk", refuses=(*ENTRANCE, "cursor_malformed"),
    )  # fmt: skip
    def get(self, request, slug, **_path):
        rows = Match.objects.filter(crisis=desk_crisis(request, slug)).select_related("offer", "need", "hold")
        return paged(
            self, rows, ordering=("-proposed_at", "-id"),
            show=lambda rows: DeskMatchSerializer(rows, many=True).data,
        )  # fmt: skip

    @operation(
        "propose_match", about="Propose a door by hand", body=ProposeBody, answer=DeskMatchSerializer, status=201,
        tag="desk", key=True, refuses=(*ENTRANCE, "does_not_fit", "too_late", "no_room", "crisis_closed",
"two_decide"),
    )  # fmt: skip
    def post(self, request, slug, **_path):
        crisis = desk_crisis(request, slug)
        ids = checked(ProposeBody, request)
        offer = coordinated(request.user, "offer", ids["offer"])
        need = coordinated(request.user, "need", ids["need"])
        origin = api_origin(request, door=Door.DESK, actor=request.user)
        return created(
            request, origin, model=Match, shape=DeskMatchSerializer, crisis_id=crisis.pk,
            act=lambda: propose_by_hand(
                offer=offer, need=need, origin=origin, at=crisis_now(crisis), reason=ids["reason"],
            ),
        )  # fmt: skip


def desk_verb(verb: str, name: str, about: str):
    """A view for what a coordinator says for host or guest."""

    class Press(NamedEndpoint):
        scopes = {"POST": "desk:write"}

        @operation(
            name, about=about, answer=DeskMatchSerializer, tag="desk",
            refuses=(*ENTRANCE, "permission_denied", "too_late"),
        )  # fmt: skip
        def post(self, request, slug, match, **_path):
            crisis = desk_crisis(request, slug)
            rows = Match.objects.select_related(
                "offer__crisis", "need__crisis", "hold__offer__crisis", "crisis"
            )
            row = rows.filter(crisis=crisis, public_id=match).first()
            if row is None:
                raise NotThere
            origin = api_origin(request, door=Door.DESK, actor=request.user)
            by_desk.VERBS[verb](match=row, origin=origin, at=crisis_now(crisis))
            return Response(DeskMatchSerializer(row).data)

    Press.__name__ = Press.__qualname__ = f"DeskMatch_{name}"
    return Press


_VERBS = (
    ("arrived", "confirm_arrival_for", "The guest is inside, a coordinator has heard"),
    ("no-show", "note_no_show", "The guest did not come"),
    ("left", "note_departure", "The guest has left"),
    ("undo", "take_back", "Take a proposal back, or stop what is under way"),
)
VERBS = {verb: desk_verb(verb, name, about) for verb, name, about in _VERBS}
