"""Offers' rows as the engine's doors."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from math import cos, radians

from django.db.models import Exists, F, OuterRef, QuerySet

from accounts.people.models import ContactPoint
from crisis.shelter.models import Offer
from crisis.shelter.vocabulary import OfferState
from matching.engine.values import Door, Party


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


def doors_in_order(offers: QuerySet[Offer], *, limit: int) -> list[Door]:
    """The first of these offers, straight from their columns: rows are many, models slow."""
    return doors_from(in_columns(offers)[:limit])


def in_columns(offers: QuerySet[Offer]) -> QuerySet:
    """These offers ready for `doors_from`."""
    return with_verification(offers).select_related(None).values_list(*_COLUMNS)


def doors_from(rows: QuerySet) -> list[Door]:
    return [_door(*row) for row in rows]


def door_now(offer: Offer) -> Door:
    """The offer as the database has it now, whatever the row in hand says. Raises Offer.DoesNotExist."""
    return _now(*_rows_now([offer.pk]).get())


def doors_now(pks: Iterable[int]) -> dict[int, Door]:
    """`door_now` of each of these ids."""
    return {row[0]: _now(*row) for row in _rows_now(pks)}


def _rows_now(pks: Iterable[int]) -> QuerySet:
    shown = with_verification(Offer.objects.filter(pk__in=pks)).select_related(None)
    return shown.values_list(*_COLUMNS, *_STANDING)


def _now(*row) -> Door:
    *told, state, held_at, suspended_at = row
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
        guests=offer.places - offer.places_left,
    )


def nearest_first(party: Party) -> tuple:
    """Columns to order offers by: flat-earth distance, good enough to choose whom to look at."""
    off_lat, off_lon = F("place__lat") - party.lat, (F("place__lon") - party.lon) * cos(radians(party.lat))
    return off_lat * off_lat + off_lon * off_lon, "pk"
