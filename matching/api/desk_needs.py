"""A coordinator and one need: why it waits, who has it, two groups out of one; and a host they have spoken with."""

from uuid import UUID

from rest_framework.response import Response

from accounts.errors import NotThere, TooLate
from accounts.origin import Door
from crisis.activation.api.access import desk_crisis
from crisis.activation.clock import crisis_now
from crisis.activation.models import Crisis
from crisis.desk.actions import check_host, take_waiting
from crisis.desk.api.serializers import CaseSerializer
from crisis.ground.api.bodies import checked
from crisis.ground.api.describing import operation
from crisis.ground.api.origin import api_origin, created
from crisis.ground.api.views import NamedEndpoint
from crisis.shelter.access import coordinated
from crisis.shelter.actions.dividing import divide_need
from crisis.shelter.api.serializers import DeskNeedSerializer, DeskOfferSerializer
from crisis.shelter.models import Need, Offer
from matching.api.bodies import CheckBody, DivideBody
from matching.api.own import ENTRANCE
from matching.api.serializers import WhySerializer
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
        refuses=(*ENTRANCE, "too_late"),
    )  # fmt: skip
    def post(self, request, slug, need, **_path):
        crisis, posted = self.posted(slug, "need", need)
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
        refuses=ENTRANCE,
    )  # fmt: skip
    def post(self, request, slug, offer, **_path):
        crisis, posted = self.posted(slug, "offer", offer)
        check_host(offer=posted, **checked(CheckBody, request), **self.by(crisis))
        posted.refresh_from_db()
        return Response(DeskOfferSerializer(posted).data)


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
