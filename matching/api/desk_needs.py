"""A coordinator and one need: why it waits, who has it, two groups out of one; and a host they have spoken with."""

from uuid import UUID

from rest_framework.response import Response

from accounts.errors import NotThere, TooLate
from accounts.origin import Door
from crisis.activation.api.access import desk_crisis
from crisis.activation.clock import crisis_now
from crisis.activation.models import Crisis
from crisis.desk.actions import check_host, close_need_by_desk, move_offer_by_desk, take_waiting
from crisis.desk.api.serializers import CaseSerializer, SecondYesSerializer
from crisis.desk.api.views import CHILDREN_ALONE, people_only
from crisis.desk.queries import second_yes_awaited
from crisis.ground.api.bodies import checked
from crisis.ground.api.describing import operation
from crisis.ground.api.origin import api_origin, created
from crisis.ground.api.views import NamedEndpoint
from crisis.shelter.access import coordinated
from crisis.shelter.actions.dividing import divide_need
from crisis.shelter.api.serializers import DeskNeedSerializer, DeskOfferSerializer
from crisis.shelter.models import Need, Offer
from matching.actions.by_hand import ask_second, say_second_yes, take_back_asking
from matching.api.bodies import (
    CheckBody,
    CloseNeedBody,
    DivideBody,
    DoorReadBody,
    MoveOfferBody,
    SecondYesBody,
)
from matching.api.desk_serializers import DeskMatchSerializer, WhySerializer
from matching.api.own import ENTRANCE
from matching.why import Why, why_it_waits
from matching.why_words import REFUSALS, in_words


class _DeskPost(NamedEndpoint):
    scopes = {"GET": "desk:read", "POST": "desk:write"}

    def posted(self, slug: str, kind: str, public_id: UUID) -> tuple[Crisis, Offer | Need]:
        crisis = desk_crisis(self.request, slug)
        posted = coordinated(self.request.user, kind, public_id)
        if posted.crisis_id != crisis.pk:
            raise NotThere
        return crisis, posted

    def by(self, crisis: Crisis) -> dict:
        origin = api_origin(self.request, door=Door.DESK, actor=self.request.user)
        return {"origin": origin, "at": crisis_now(crisis)}


class WhyItWaits(_DeskPost):
    @operation(
        "why_need_waits", about="Why a need waits, and what would open a door", answer=WhySerializer, tag="desk",
        refuses=(*ENTRANCE, "too_late"),
    )  # fmt: skip
    def get(self, request, slug, need, **_path):
        crisis, posted = self.posted(slug, "need", need)
        why = why_it_waits(posted, at=crisis_now(crisis))
        if why is None:
            raise TooLate
        return Response(WhySerializer(_plain(why)).data)


class TakeNeed(_DeskPost):
    @operation(
        "take_need", about="I have this need: it becomes a case of mine", answer=CaseSerializer, tag="desk",
        explained=CHILDREN_ALONE, refuses=(*ENTRANCE, "not_allowed", "too_late"),
    )  # fmt: skip
    def post(self, request, slug, need, **_path):
        crisis, posted = self.posted(slug, "need", need)
        if posted.unaccompanied:
            people_only(request)
        return Response(CaseSerializer(take_waiting(need=posted, **self.by(crisis))).data)


class DivideNeed(_DeskPost):
    @operation(
        "divide_need", about="Make two groups of one that may be split; the group that leaves", body=DivideBody,
        answer=DeskNeedSerializer, status=201, tag="desk",
        key=True, refuses=(*ENTRANCE, "too_late", "must_stay_together", "crisis_closed"),
    )  # fmt: skip
    def post(self, request, slug, need, **_path):
        crisis, posted = self.posted(slug, "need", need)
        size, by = checked(DivideBody, request), self.by(crisis)
        return created(
            request, by["origin"], model=Need, shape=DeskNeedSerializer, crisis_id=crisis.pk,
            act=lambda: divide_need(need=posted, **size, **by),
        )  # fmt: skip


class CheckHost(_DeskPost):
    @operation(
        "check_host", about="I have spoken with this host", body=CheckBody, answer=DeskOfferSerializer, tag="desk",
        explained="For people only: a key gets `not_allowed`.", refuses=(*ENTRANCE, "not_allowed", "too_late"),
    )  # fmt: skip
    def post(self, request, slug, offer, **_path):
        people_only(request)
        crisis, posted = self.posted(slug, "offer", offer)
        check_host(offer=posted, **checked(CheckBody, request), **self.by(crisis))
        posted.refresh_from_db()
        return Response(DeskOfferSerializer(posted).data)


TWO = (
    "Children without an adult go to a door by two: whoever has them asks for a second yes, a second coordinator says "
    "it, and only then the host is asked. For people only: a key gets `not_allowed`. Unanswered, it lapses in an hour."
)
CARE = (
    *ENTRANCE,
    "not_allowed",
    "does_not_fit",
    "too_late",
    "take_over_first",
    "host_not_checked",
    "crisis_closed",
)


class AskSecond(_DeskPost):
    scopes = {}

    @operation(
        "ask_second_coordinator", about="The door I want for children alone; a second coordinator decides",
        explained=TWO, body=SecondYesBody, answer=SecondYesSerializer, tag="desk", refuses=CARE,
    )  # fmt: skip
    def put(self, request, slug, need, **_path):
        crisis, posted = self.posted(slug, "need", need)
        said = checked(SecondYesBody, request)
        offer = coordinated(request.user, "offer", said["offer"])
        asked = ask_second(offer=offer, need=posted, reason=said["reason"], **self.by(crisis))
        return Response(SecondYesSerializer(asked).data)

    @operation(
        "read_second_yes", about="What waits for a second coordinator's yes", explained=TWO,
        answer=SecondYesSerializer, tag="desk", refuses=(*ENTRANCE, "not_allowed"),
    )  # fmt: skip
    def get(self, request, slug, need, **_path):
        crisis, posted = self.posted(slug, "need", need)
        asked = second_yes_awaited([posted.public_id], crisis_now(crisis)).get(posted.public_id)
        if asked is None:
            raise NotThere
        return Response(SecondYesSerializer(asked).data)

    @operation(
        "take_back_second_yes", about="I no longer want that door for them", status=204, tag="desk",
        refuses=(*ENTRANCE, "not_allowed", "too_late"),
    )  # fmt: skip
    def delete(self, request, slug, need, **_path):
        crisis, posted = self.posted(slug, "need", need)
        take_back_asking(need=posted, **self.by(crisis))
        return Response(status=204)


class SaySecond(_DeskPost):
    scopes = {}

    @operation(
        "say_second_yes", about="I decide this too: ask the host", explained=TWO, body=DoorReadBody,
        answer=DeskMatchSerializer, tag="desk", refuses=(*CARE, "no_room", "two_decide"),
    )  # fmt: skip
    def post(self, request, slug, need, **_path):
        crisis, posted = self.posted(slug, "need", need)
        door = str(checked(DoorReadBody, request)["offer"])
        made = say_second_yes(need=posted, door=door, **self.by(crisis))
        return Response(DeskMatchSerializer(made).data)


class CloseNeed(_DeskPost):
    @operation(
        "close_need", about="They found a place elsewhere, or no longer ask", body=CloseNeedBody,
        answer=DeskNeedSerializer, tag="desk", refuses=(*ENTRANCE, "not_allowed", "too_late"),
    )  # fmt: skip
    def post(self, request, slug, need, **_path):
        crisis, posted = self.posted(slug, "need", need)
        if posted.unaccompanied:
            people_only(request)
        close_need_by_desk(need=posted, to=checked(CloseNeedBody, request)["state"], **self.by(crisis))
        posted.refresh_from_db()
        return Response(DeskNeedSerializer(posted).data)


class _MoveOffer(_DeskPost):
    pause = False

    def moved(self, request, slug: str, offer: UUID) -> Response:
        crisis, posted = self.posted(slug, "offer", offer)
        said = checked(MoveOfferBody, request)
        move_offer_by_desk(offer=posted, pause=self.pause, **said, **self.by(crisis))
        posted.refresh_from_db()
        return Response(DeskOfferSerializer(posted).data)


class PauseOffer(_MoveOffer):
    pause = True

    @operation(
        "pause_offer_for", about="Pause a door for its host", body=MoveOfferBody, answer=DeskOfferSerializer,
        tag="desk", refuses=(*ENTRANCE, "too_late"),
    )  # fmt: skip
    def post(self, request, slug, offer, **_path):
        return self.moved(request, slug, offer)


class WithdrawOffer(_MoveOffer):
    @operation(
        "withdraw_offer_for", about="Withdraw a door for its host", body=MoveOfferBody, answer=DeskOfferSerializer,
        tag="desk", refuses=(*ENTRANCE, "too_late"),
    )  # fmt: skip
    def post(self, request, slug, offer, **_path):
        return self.moved(request, slug, offer)


def _plain(why: Why) -> dict:
    told = why.told
    return {
        "nearby": told.nearby,
        "acceptable": told.acceptable,
        "full": told.full,
        "paused": told.paused,
        "refusals": [
            {"code": code, "doors": doors, "alone": told.alone[code], "in_words": REFUSALS[code]}
            for code, doors in told.refusals.most_common()
        ],
        "relaxations": [
            {"wish": each.wish, "doors": each.doors, "within": each.within, "in_words": in_words(each)}
            for each in told.relaxations
        ],
        "doors": [
            {"offer": offer.public_id, "metres": found.metres, "reasons": [_reason(r) for r in found.reasons]}
            for offer, found in why.doors
        ],
        "misses": why.misses,
        "division": [
            {"adults": part.adults, "children": part.children, "offer": offer.public_id}
            for part, offer in why.division
        ],
    }


def _reason(reason) -> dict:
    return {"code": reason.code, "values": reason.values, "felt": reason.felt}
