"""The only file that knows rows and engine values both."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from math import cos, radians

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from accounts.people.models import ContactPoint
from crisis.ground.grid import centre, metres, neighbourhood
from crisis.shelter.models import Need, Offer
from crisis.shelter.queries import open_offers, waiting_needs
from crisis.shelter.vocabulary import ALIVE_OFFERS, OfferState
from matching.engine.places import (
    FARTHEST_METRES,
    NEEDED_SECONDS,
    Candidate,
    Door,
    Party,
    WhyNot,
    rank,
    refusals,
    search,
    why_not,
)
from matching.models import Match
from matching.vocabulary import MatchState

METRES_PER_DEGREE = 111_320
COARSE_STEP, COARSE_LEAST = 100, 300  # metres: what may be told of a distance before the guest sets out
NEAREST = 60  # doors of one ring that are judged
WAITING_AT_ONCE, MOST_WAITING = 10, 200  # needs read for a door that opens: it has few places
SPARE = 3  # so many more than it has places, should somebody be faster
NEAR_RINGS, MOST_ASKED = 8, 400  # a good 5 km around; doors looked at to say why none fits
TRIED = (MatchState.DECLINED, MatchState.LAPSED, MatchState.WITHDRAWN, MatchState.NO_SHOW, MatchState.ENDED)


def with_verification(offers: QuerySet[Offer]) -> QuerySet[Offer]:
    """Offers ready for `door_of`: place, owner and whether the owner's contact is verified, in one query."""
    answered = ContactPoint.objects.filter(person=OuterRef("owner"), verified_at__isnull=False)
    return offers.select_related("place", "owner").annotate(verified=Exists(answered))


_COLUMNS = (
    "pk",
    "place__lat",
    "place__lon",
    "places_left",
    "step_free",
    "children",
    "pets",
    "women_only",
    "languages",
    "until",
    "confirmed_at",
    "verified",
    "owner_id",
)
_STANDING = ("state", "held_at", "owner__suspended_at")


def _doors(offers: QuerySet[Offer], *, limit: int) -> list[Door]:
    """The first of these offers, straight from their columns: rows are many, models slow."""
    shown = with_verification(offers).select_related(None)
    return [_door(*row) for row in shown.values_list(*_COLUMNS)[:limit]]


def door_now(offer: Offer) -> Door:
    """The offer as the database has it now, whatever the row in hand says. Raises Offer.DoesNotExist."""
    shown = with_verification(Offer.objects.filter(pk=offer.pk)).select_related(None)
    *told, state, held_at, suspended_at = shown.values_list(*_COLUMNS, *_STANDING).get()
    return replace(_door(*told), open=_takes_guests(state, held_at, suspended_at))


def _takes_guests(state: str, held_at: datetime | None, suspended_at: datetime | None) -> bool:
    return state == OfferState.OPEN and not held_at and not suspended_at


def _door(pk, lat, lon, places_left, step_free, children, pets, women_only, languages, *rest) -> Door:
    until, confirmed_at, verified, owner_id = rest
    return Door(
        id=pk,
        lat=lat,
        lon=lon,
        places_left=places_left,
        step_free=step_free,
        children=children,
        pets=pets,
        women_only=women_only,
        languages=tuple(languages),
        open_until=until,
        confirmed_at=confirmed_at,
        verified=verified,
        open=True,
        owner_id=owner_id,
    )


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
        open=_takes_guests(offer.state, offer.held_at, offer.owner.suspended_at),
        owner_id=offer.owner_id,
    )


def parties(needs: QuerySet[Need]) -> list[tuple[Need, Party]]:
    """Needs with their engine values, in two queries."""
    rows = list(needs.select_related("place"))
    tried: dict[int, set[int]] = {need.pk: set() for need in rows}
    past = Match.objects.filter(need__in=tried, state__in=TRIED)
    for need, offer in past.values_list("need_id", "offer_id"):
        tried[need].add(offer)
    return [(need, _party(need, tried[need.pk])) for need in rows]


def _party(need: Need, tried: set[int]) -> Party:
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
        refused_door_ids=frozenset(tried),
    )


def party_of(need: Need) -> Party:
    return parties(Need.objects.filter(pk=need.pk))[0][1]


def best_doors(need: Need, party: Party, *, at: datetime, limit: int = 5) -> list[Candidate]:
    """The best open doors for one need, by widening neighbourhoods.

    Of each ring the NEAREST that suit: where doors stand so close, none farther off is better by its fit.
    """
    suited = open_offers(need.crisis).filter(_suits(party))
    asked = with_verification(suited).filter(_may_be_asked(party, at=at))

    def doors_in(cells: set[str]) -> Iterable[Door]:
        near = asked.filter(cell__in=cells).order_by(*_nearest_first(party))
        return _doors(near, limit=NEAREST)

    return search(party, doors_in, at=at, enough=limit)


def _suits(party: Party) -> Q:
    """The engine's hard constraints that a column can answer, to read fewer rows; the engine judges all of them."""
    fits = Q(places_left__gte=party.persons)
    if party.step_free:
        fits &= Q(step_free=True)
    if party.children:
        fits &= Q(children=True)
    if party.pets:
        fits &= Q(pets=True)
    if party.women_only:
        fits &= Q(women_only=True)
    return fits if party.women_group else fits & Q(women_only=False)


def _may_be_asked(party: Party, *, at: datetime) -> Q:
    """Of offers from `with_verification()`: doors whose host answers, late enough, not tried. Else a block full
    of those that can't be asked would hide the one that can.
    """
    mine_or_tried = Q(owner_id=party.owner_id) | Q(pk__in=party.refused_door_ids)
    return Q(~mine_or_tried, verified=True, until__gte=at + timedelta(seconds=NEEDED_SECONDS))


def coarse_metres(offer: Offer, need: Need) -> int:
    """From the centre of the door's cell to the centre of the need's: the same for every door of the cell."""
    told = metres(centre(offer.cell), centre(need.cell))
    return max(COARSE_LEAST, round(told / COARSE_STEP) * COARSE_STEP)


def refusals_of(offer: Offer, need: Need, *, at: datetime) -> tuple[str, ...]:
    """Every hard constraint that keeps this pair apart."""
    return refusals(door_now(offer), party_of(need), at=at)


def waiting_for(offer: Offer, *, at: datetime, limit: int = 20) -> list[tuple[Need, Candidate]]:
    """Waiting needs this door could take, longest wait first."""
    tried = Match.objects.filter(offer=offer, need=OuterRef("pk"), state__in=TRIED)
    fitting = waiting_needs(offer.crisis).filter(_taken_by(offer), ~Exists(tried))
    if not fitting.exists():  # most doors open where nobody waits for them: one question, and no row
        return []
    door = door_now(offer)
    found: list[tuple[Need, Candidate]] = []
    enough = min(limit, door.places_left + SPARE)
    near = fitting.filter(**_box(door))
    for start in range(0, MOST_WAITING, WAITING_AT_ONCE):
        waiting = parties(near[start : start + WAITING_AT_ONCE])
        ranked = ((need, next(iter(rank([door], party, at=at)), None)) for need, party in waiting)
        found += [(need, candidate) for need, candidate in ranked if candidate]
        if len(found) >= enough or len(waiting) < WAITING_AT_ONCE:
            break
    return found[:enough]


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
    north = 1.02 * FARTHEST_METRES / METRES_PER_DEGREE
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
    doors = [
        door_of(offer) for offer in with_verification(near.order_by(*_nearest_first(party))[:MOST_ASKED])
    ]
    return why_not(doors, party, at=at)


def _nearest_first(party: Party) -> tuple:
    """Columns to order offers by: flat-earth distance, good enough to choose whom to look at."""
    off_lat, off_lon = F("place__lat") - party.lat, (F("place__lon") - party.lon) * cos(radians(party.lat))
    return off_lat * off_lat + off_lon * off_lon, "pk"
