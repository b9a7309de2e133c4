"""The only file that knows rows and engine values both; offers' half is `doors`, the search for one need `nearest`."""

from collections.abc import Iterable
from datetime import datetime
from math import cos, radians

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from accounts.people.blocking import blocked_among, blocked_with
from crisis.closures.queries import areas_of
from crisis.ground.grid import centre, metres, neighbourhood
from crisis.shelter.models import Need, Offer
from crisis.shelter.queries import waiting_needs
from crisis.shelter.vocabulary import ALIVE_OFFERS
from matching.doors import door_now, door_of, nearest_first, with_verification
from matching.engine.places import REACH_METRES, Candidate, Door, Party, rank, refusals
from matching.engine.why import WhyNot, why_not
from matching.hosts import with_hosts
from matching.models import Match
from matching.vocabulary import EndReason, MatchState

METRES_PER_DEGREE = 111_320
# Metres: what may be told of a distance before the guest sets out. It is off by as much from one cell to the next:
# a finer figure would be contradicted by the exact one.
COARSE_STEP, COARSE_LEAST = 500, 300
WAITING_AT_ONCE, MOST_WAITING = 10, 200  # needs read for a door that opens: it has few places
SPARE = 3  # so many more than it has places, should somebody be faster
NEAR_RINGS, MOST_ASKED = 8, 400  # a good 5 km around; doors looked at to say why none fits
TRIED = (MatchState.DECLINED, MatchState.LAPSED, MatchState.WITHDRAWN, MatchState.NO_SHOW, MatchState.ENDED)


def parties(needs: QuerySet[Need]) -> list[tuple[Need, Party]]:
    """Needs with their engine values, in three queries where nobody ever cut contact, else a few more."""
    rows = list(needs.select_related("place"))
    whole = {need.pk: need.part_of_id or need.pk for need in rows}  # what a group tried, its parts have tried
    tried: dict[int, set[int]] = {pk: set() for pair in whole.items() for pk in pair}
    past = tried_and_over().filter(need__in=tried)
    for need, offer in past.values_list("need_id", "offer_id"):
        tried[need].add(offer)
    apart = blocked_among(need.owner_id for need in rows)
    return [
        (need, _party(need, tried[need.pk] | tried[whole[need.pk]], apart.get(need.owner_id, ())))
        for need in rows
    ]


def tried_and_over() -> QuerySet[Match]:
    """Matches that came to nothing between the two; what an area cut short may be tried again once it is open.

    Silence is no refusal: once its host says that the door is open, it may be asked again.
    """
    awake = Q(close_reason=EndReason.LAPSED_HOST, offer__confirmed_at__gt=F("closed_at"))
    return Match.objects.filter(~awake, state__in=TRIED).exclude(close_reason=EndReason.CLOSED_AREA)


def _party(need: Need, tried: Iterable[int], apart: Iterable[int]) -> Party:
    return Party(
        id=need.pk,
        lat=need.place.lat,
        lon=need.place.lon,
        adults=need.adults,
        children=need.children,
        step_free=need.step_free,
        pets=need.pets,
        women_group=need.women_group,
        women_only=need.women_only,
        languages=tuple(need.languages),
        waiting_since=need.posted_at,
        owner_id=need.owner_id,
        blocked_owner_ids=frozenset(apart),
        refused_door_ids=frozenset(tried),
    )


def party_of(need: Need) -> Party:
    return parties(Need.objects.filter(pk=need.pk))[0][1]


def coarse_metres(offer: Offer, need: Need) -> int:
    """From the centre of the door's cell to the centre of the need's: the same for every door of the cell."""
    told = metres(centre(offer.cell), centre(need.cell))
    return max(COARSE_LEAST, round(told / COARSE_STEP) * COARSE_STEP)


def refusals_of(offer: Offer, need: Need, *, at: datetime) -> tuple[str, ...]:
    """Every hard constraint that keeps this pair apart."""
    (door,) = with_hosts([door_now(offer)], at=at)
    return refusals(door, party_of(need), at=at, closed=areas_of(need.crisis_id))


def waiting_for(offer: Offer, *, at: datetime, limit: int = 20) -> list[tuple[Need, Candidate]]:
    """Waiting needs this door could take, best first: each minute waited outweighs 50 m of way."""
    tried = tried_and_over().filter(offer=offer, need=OuterRef("pk"))
    fitting = waiting_needs(offer.crisis).filter(_taken_by(offer), ~Exists(tried))
    if apart := blocked_with(offer.owner_id):
        fitting = fitting.exclude(owner__in=apart)
    if not fitting.exists():  # most doors open where nobody waits for them: one question, and no row
        return []
    (door,), closed = with_hosts([door_now(offer)], at=at), areas_of(offer.crisis_id)
    found: list[tuple[Need, Candidate]] = []
    enough = min(limit, door.places_left + SPARE)
    near = fitting.filter(**_box(door))
    for start in range(0, MOST_WAITING, WAITING_AT_ONCE):
        waiting = parties(near[start : start + WAITING_AT_ONCE])
        ranked = (
            (need, next(iter(rank([door], party, at=at, closed=closed)), None)) for need, party in waiting
        )
        found += [(need, candidate) for need, candidate in ranked if candidate]
        if len(found) >= enough or len(waiting) < WAITING_AT_ONCE:
            break
    return sorted(found, key=lambda each: (-each[1].score, each[0].pk))[:enough]


def _taken_by(offer: Offer) -> Q:
    """Needs that no hard constraint of this door's columns forbids."""
    fits = Q(adults__gt=0, adults__lte=offer.places_left - F("children"))
    if not offer.step_free:
        fits &= Q(step_free=False)
    if not offer.children:
        fits &= Q(children=0)
    if not offer.pets:
        fits &= Q(pets=False)
    return fits & (Q(women_group=True) if offer.women_only else Q(women_only=False))


def _box(door: Door) -> dict[str, tuple[float, float]]:
    """A square around the door that holds everything within the engine's reach."""
    north = 1.02 * REACH_METRES / METRES_PER_DEGREE
    east = north / max(0.01, cos(radians(door.lat)))
    return {
        "place__lat__range": (door.lat - north, door.lat + north),
        "place__lon__range": (door.lon - east, door.lon + east),
    }


def why_nothing_fits(need: Need, *, at: datetime) -> WhyNot:
    """For the coordinator: how many doors are near, paused and full ones too, and what keeps them shut."""
    party = party_of(need)
    near = Offer.objects.filter(
        crisis=need.crisis, state__in=ALIVE_OFFERS, cell__in=neighbourhood(need.cell, NEAR_RINGS)
    )
    doors = [door_of(offer) for offer in with_verification(near.order_by(*nearest_first(party))[:MOST_ASKED])]
    return why_not(with_hosts(doors, at=at), party, at=at, closed=areas_of(need.crisis_id))
