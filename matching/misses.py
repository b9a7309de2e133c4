"""The nearest doors of a need that no machine would ask, for a person who may know better."""

from dataclasses import dataclass
from datetime import datetime
from heapq import nsmallest

from crisis.closures.queries import areas_of
from crisis.ground.grid import neighbourhood
from crisis.shelter.models import Need, Offer
from crisis.shelter.vocabulary import ALIVE_OFFERS
from matching.actions.proposing import OVERRULABLE
from matching.doors import door_of, nearest_first, with_verification
from matching.engine.places import metres_between, refusals
from matching.engine.values import Known, Refusal
from matching.gather import MOST_ASKED, NEAR_RINGS, party_of
from matching.hosts import with_hosts
from matching.phrases import distance
from matching.why_words import refused_because


@dataclass(frozen=True)
class NearDoor:
    """`refusals`: what keeps it shut; `may_ask`: nothing of it that a person may not overrule."""

    offer: Offer
    metres: int
    refusals: tuple[Refusal, ...]
    known: Known

    @property
    def away(self) -> str:
        return distance(self.metres)

    @property
    def why(self) -> str:
        return refused_because(self.refusals)

    @property
    def checked(self) -> bool:
        return self.known == Known.VOUCHED

    @property
    def may_ask(self) -> bool:
        return set(self.refusals) <= OVERRULABLE


def near_misses(need: Need, *, at: datetime, limit: int) -> list[NearDoor]:
    """The doors nearest to the need that do not fit, of those within some 5 km; paused and full ones too."""
    party = party_of(need)
    near = Offer.objects.filter(
        crisis=need.crisis, state__in=ALIVE_OFFERS, cell__in=neighbourhood(need.cell, NEAR_RINGS)
    )
    offers = {
        offer.pk: offer for offer in with_verification(near.order_by(*nearest_first(party)))[:MOST_ASKED]
    }
    closed = areas_of(need.crisis_id)
    doors = with_hosts([door_of(offer) for offer in offers.values()], at=at)
    judged = [(door, refusals(door, party, at=at, closed=closed)) for door in doors]
    shut = [(metres_between(door, party), door.id, door, why) for door, why in judged if why]
    return [
        NearDoor(offers[pk], round(metres), why, door.known)
        for metres, pk, door, why in nsmallest(limit, shut, key=lambda one: one[:2])
    ]
