"""The only file that knows rows and engine values both."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from accounts.people.models import ContactPoint
from crisis.activation.models import Crisis
from crisis.shelter.models import Need, Offer
from crisis.shelter.queries import open_offers, waiting_needs
from crisis.shelter.vocabulary import OfferState
from matching.engine.places import Candidate, Door, Party, rank, refusals, search, why_not
from matching.models import Match
from matching.vocabulary import MatchState

TRIED = (MatchState.DECLINED, MatchState.LAPSED, MatchState.WITHDRAWN, MatchState.NO_SHOW, MatchState.ENDED)


def with_verification(offers: QuerySet[Offer]) -> QuerySet[Offer]:
    """Offers ready for `door_of`: place, owner and whether the owner's contact is verified, in one query."""
    answered = ContactPoint.objects.filter(person=OuterRef("owner"), verified_at__isnull=False)
    return offers.select_related("place", "owner").annotate(verified=Exists(answered))


def door_of(offer: Offer) -> Door:
    """An offer from `with_verification()` as the engine sees it."""
    return Door(
        id=offer.pk,
        lat=offer.place.lat,
        lon=offer.place.lon,
        places_left=offer.places_left,
        step_free=offer.step_free,
        children=offer.children,
        pets=offer.pets,
        women_only=offer.women_only,
        languages=tuple(offer.languages),
        open_until=offer.until,
        confirmed_at=offer.confirmed_at,
        verified=offer.verified,
        open=offer.state == OfferState.OPEN and not offer.held_at and not offer.owner.suspended_at,
        owner_id=offer.owner_id,
    )


def parties(needs: QuerySet[Need]) -> list[tuple[Need, Party]]:
    """Needs with their engine values, in two queries."""
    tried = Prefetch(
        "matches", Match.objects.filter(state__in=TRIED).only("offer_id", "need_id"), to_attr="tried"
    )
    return [(need, _party(need)) for need in needs.select_related("place", "crisis").prefetch_related(tried)]


def _party(need: Need) -> Party:
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
        refused_door_ids=frozenset(match.offer_id for match in need.tried),
    )


def party_of(need: Need) -> Party:
    return parties(Need.objects.filter(pk=need.pk))[0][1]


def best_doors(need: Need, party: Party, *, at: datetime, limit: int = 5) -> list[Candidate]:
    """The best open doors for one need, by widening neighbourhoods."""

    def doors_in(cells: set[str]) -> Iterable[Door]:
        near = open_offers(need.crisis).filter(cell__in=cells)
        return [door_of(offer) for offer in with_verification(near)]

    return search(party, doors_in, at=at, enough=limit)


def candidate_for(offer: Offer, need: Need, *, at: datetime) -> Candidate | None:
    """The pair as the engine ranks it, or None when a hard constraint forbids it."""
    door = door_of(with_verification(Offer.objects.filter(pk=offer.pk)).get())
    return next(iter(rank([door], party_of(need), at=at)), None)


def refusals_of(offer: Offer, need: Need, *, at: datetime) -> tuple[str, ...]:
    """Every hard constraint that keeps this pair apart."""
    door = door_of(with_verification(Offer.objects.filter(pk=offer.pk)).get())
    return refusals(door, party_of(need), at=at)


def waiting_for(offer: Offer, *, at: datetime, limit: int = 20) -> list[tuple[Need, Candidate]]:
    """Waiting needs this door could take, longest wait first."""
    row = with_verification(Offer.objects.filter(pk=offer.pk)).first()
    if row is None:
        return []
    door = door_of(row)
    waiting = parties(waiting_needs(offer.crisis).filter(adults__gt=0)[:200])
    fitting = ((need, next(iter(rank([door], party, at=at)), None)) for need, party in waiting)
    return [(need, candidate) for need, candidate in fitting if candidate][:limit]


def why_nothing_fits(need: Need, *, at: datetime):
    """For the coordinator: how many doors are near and what keeps them shut (engine.WhyNot)."""
    doors = [door_of(offer) for offer in with_verification(_doors_of(need.crisis))]
    return why_not(doors, party_of(need), at=at)


def _doors_of(crisis: Crisis) -> QuerySet[Offer]:
    return open_offers(crisis).order_by("-confirmed_at")[:2000]
