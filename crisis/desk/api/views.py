"""Cases by API: see, take, hand over, note, close; and look at an exact address, with a reason."""

from uuid import UUID

from rest_framework.response import Response

from accounts.errors import NotAllowed, NotThere
from accounts.links.models import ApiKey
from accounts.origin import Door
from crisis.activation.api.access import desk_crisis
from crisis.activation.clock import crisis_now
from crisis.activation.models import Crisis
from crisis.activation.queries import team_of
from crisis.desk.actions import close_case, hand_over_case, note_case, take_case
from crisis.desk.api.serializers import (
    CaseSerializer,
    CloseCaseBody,
    ColleagueSerializer,
    HandOverBody,
    NoteBody,
    NoteSerializer,
    RevealBody,
    RevealedSerializer,
)
from crisis.desk.models import Case, CaseNote
from crisis.desk.queries import notes_on
from crisis.desk.revealing import Revealed, reveal_exact
from crisis.desk.vocabulary import Why
from crisis.ground.api.bodies import checked
from crisis.ground.api.describing import operation
from crisis.ground.api.origin import api_origin, created
from crisis.ground.api.paging import paged
from crisis.ground.api.views import NamedEndpoint
from crisis.shelter.access import KINDS, coordinated

ENTRANCE = ("not_authenticated", "authentication_failed", "permission_denied", "not_there")
CHILDREN_ALONE = (
    "Of children without an adult a person answers for it, from their own session: a key gets `not_allowed`."
)
LIST = (*ENTRANCE, "cursor_malformed")


class Desk(NamedEndpoint):
    scopes = {"GET": "desk:read", "POST": "desk:write"}

    def origin(self):
        return api_origin(self.request, door=Door.DESK, actor=self.request.user)

    def case(self, slug: str, public_id: UUID) -> Case:
        crisis = desk_crisis(self.request, slug)
        case = Case.objects.select_related("crisis", "taken_by").filter(crisis=crisis, public_id=public_id)
        return _there(case.first())


def people_only(request) -> None:
    """Raises NotAllowed for a machine key: some things a person answers for, from their own session."""
    if isinstance(request.auth, ApiKey):
        raise NotAllowed


class Cases(Desk):
    @operation(
        "list_cases",
        about="Open cases, oldest first",
        answer=CaseSerializer,
        pages=True,
        tag="desk",
        refuses=LIST,
    )
    def get(self, request, slug, **_path):
        cases = desk_crisis(request, slug).cases.filter(closed_at__isnull=True).select_related("taken_by")
        return paged(
            self, cases, ordering=("opened_at", "id"), show=lambda rows: CaseSerializer(rows, many=True).data
        )


class TakeCase(Desk):
    @operation(
        "take_case", about="I have it", answer=CaseSerializer, tag="desk", explained=CHILDREN_ALONE,
        refuses=(*ENTRANCE, "not_allowed", "too_late"),
    )  # fmt: skip
    def post(self, request, slug, case, **_path):
        row = self.case(slug, case)
        _if_children_alone(request, row)
        take_case(case=row, origin=self.origin(), at=crisis_now(row.crisis))
        return Response(CaseSerializer(row).data)


class HandOverCase(Desk):
    @operation(
        "hand_over_case", about="Give a case to a colleague, or back", body=HandOverBody, answer=CaseSerializer,
        tag="desk", refuses=(*ENTRANCE, "not_allowed", "too_late"),
    )  # fmt: skip
    def post(self, request, slug, case, **_path):
        row = self.case(slug, case)
        _if_children_alone(request, row)
        to = checked(HandOverBody, request)["to"]
        colleague = _colleague(row.crisis, to) if to else None
        hand_over_case(case=row, to=colleague, origin=self.origin(), at=crisis_now(row.crisis))
        return Response(CaseSerializer(row).data)


class CloseCase(Desk):
    @operation(
        "close_case", about="Done", body=CloseCaseBody, answer=CaseSerializer, tag="desk",
        explained=CHILDREN_ALONE, refuses=(*ENTRANCE, "not_allowed", "too_late"),
    )  # fmt: skip
    def post(self, request, slug, case, **_path):
        row = self.case(slug, case)
        _if_children_alone(request, row)
        said = checked(CloseCaseBody, request)
        close_case(case=row, **said, origin=self.origin(), at=crisis_now(row.crisis))
        return Response(CaseSerializer(row).data)


def _if_children_alone(request, case: Case) -> None:
    if case.why == Why.UNACCOMPANIED:
        people_only(request)


class Notes(Desk):
    @operation(
        "list_notes", about="Notes on an offer or need, newest first", answer=NoteSerializer, pages=True,
        tag="desk", refuses=LIST,
    )  # fmt: skip
    def get(self, request, slug, subject, **_path):
        notes = notes_on(desk_crisis(request, slug), subject)
        return paged(
            self, notes, ordering=("-at", "-id"), show=lambda rows: NoteSerializer(rows, many=True).data
        )

    @operation(
        "write_note", about="Note something for the next shift", body=NoteBody, answer=NoteSerializer, status=201,
        tag="desk", key=True, refuses=ENTRANCE,
    )  # fmt: skip
    def post(self, request, slug, subject, **_path):
        crisis = desk_crisis(request, slug)
        _there(_known(crisis, subject))
        told = checked(NoteBody, request) | {"origin": self.origin(), "at": crisis_now(crisis)}
        return created(
            request, told["origin"], model=CaseNote, shape=NoteSerializer, crisis_id=crisis.pk,
            act=lambda: note_case(crisis=crisis, subject=subject, **told),
        )  # fmt: skip


class Team(Desk):
    @operation("list_team", about="Who works on this crisis", answer=ColleagueSerializer, pages=True, tag="desk",
               refuses=LIST)  # fmt: skip
    def get(self, request, slug, **_path):
        team = team_of(desk_crisis(request, slug))
        return paged(
            self, team, ordering=("created_at", "id"),
            show=lambda rows: ColleagueSerializer(rows, many=True).data,
        )  # fmt: skip


class Reveal(Desk):
    """For people only: a key sees no address."""

    kind = ""

    def revealed(self, request, slug: str, public_id: UUID) -> Response:
        crisis = desk_crisis(request, slug)
        people_only(request)
        posted = coordinated(request.user, self.kind, public_id)
        if posted.crisis_id != crisis.pk:
            raise NotThere
        asked = checked(RevealBody, request)
        shown = reveal_exact(
            posted=posted, what=tuple(asked["what"]), reason=asked["reason"], origin=self.origin(),
            at=crisis_now(crisis),
        )  # fmt: skip
        return Response(RevealedSerializer(_plain(shown, posted.place)).data)


class RevealOffer(Reveal):
    kind = "offer"

    @operation(
        "reveal_offer", about="The exact address or contact of an offer, logged", body=RevealBody, tag="desk",
        answer=RevealedSerializer, refuses=(*ENTRANCE, "not_allowed"),
    )  # fmt: skip
    def post(self, request, slug, subject, **_path):
        return self.revealed(request, slug, subject)


class RevealNeed(Reveal):
    kind = "need"

    @operation(
        "reveal_need", about="The exact place or contact of a need, logged", body=RevealBody, tag="desk",
        answer=RevealedSerializer, refuses=(*ENTRANCE, "not_allowed"),
    )  # fmt: skip
    def post(self, request, slug, subject, **_path):
        return self.revealed(request, slug, subject)


def _plain(shown: Revealed, place) -> dict:
    lat, lon = shown.point or (None, None)
    contacts = [{"value": value, "verified": verified} for value, verified in shown.contacts]
    parts = {"address": "", "typed": "", "entry": shown.entry, "meeting_point": shown.meeting_point}
    if shown.point:
        parts |= {"address": place.label, "typed": place.typed}
    return parts | {"lat": lat, "lon": lon, "contacts": contacts}


def _colleague(crisis: Crisis, public_id: UUID):
    return _there(team_of(crisis).filter(person__public_id=public_id).first()).person


def _known(crisis: Crisis, subject: UUID):
    rows = (model.objects.filter(crisis=crisis, public_id=subject).first() for model in KINDS.values())
    return next((row for row in rows if row), None)


def _there(row):
    if row is None:
        raise NotThere
    return row
