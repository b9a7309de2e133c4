"""Why a need waits, for a coordinator: the same facts for page and API."""

from dataclasses import dataclass
from datetime import datetime

from crisis.shelter.models import Need, Offer
from crisis.shelter.vocabulary import NeedState
from matching.dividing import division_of
from matching.engine.dividing import Part
from matching.engine.values import Candidate
from matching.engine.why import WhyNot
from matching.gather import party_of, why_nothing_fits
from matching.misses import NearDoor, near_misses
from matching.phrases import phrase
from matching.weighing import best_few
from matching.why_words import relaxed_sentences, why_sentences

DOORS_SHOWN = 5


@dataclass(frozen=True)
class Why:
    """`doors`: the best that fit now, `misses` the nearest that do not, `division`: which door for which part."""

    told: WhyNot
    doors: list[tuple[Offer, Candidate]]
    misses: list[NearDoor]
    division: list[tuple[Part, Offer]]

    @property
    def sentences(self) -> list[str]:
        return why_sentences(self.told)

    @property
    def relaxed(self) -> list[str]:
        return relaxed_sentences(self.told)

    @property
    def doors_in_words(self) -> list[tuple[Offer, list[str]]]:
        return [(offer, _in_words(candidate)) for offer, candidate in self.doors]


def why_it_waits(need: Need, *, at: datetime) -> Why | None:
    """None for a need that does not wait. No door for children without an adult: a person looks for those."""
    if need.state != NeedState.WAITING:
        return None
    party = party_of(need)
    found = best_few(need, party, at=at, limit=DOORS_SHOWN)
    division = None if found else division_of(need, party, at=at)
    parted = list(zip(division.parts, division.doors, strict=True)) if division else []
    offers = Offer.objects.in_bulk([each.door.id for each in (*found, *(each for _part, each in parted))])
    return Why(
        told=why_nothing_fits(need, at=at),
        doors=[(offers[each.door.id], each) for each in found],
        misses=near_misses(need, at=at, limit=DOORS_SHOWN - len(found)),
        division=[(part, offers[each.door.id]) for part, each in parted],
    )


def _in_words(candidate: Candidate) -> list[str]:
    said = (phrase(reason.code, reason.values) for reason in candidate.reasons)
    return [sentence for sentence in said if sentence]
