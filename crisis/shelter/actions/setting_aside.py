"""Doors in a closed area are set aside, and come back by themselves when the last area over them opens."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from accounts.journal.announce import announce_all
from accounts.origin import SYSTEM
from crisis.activation.models import Crisis
from crisis.closures.queries import active_closures, areas_of
from crisis.shelter.events import OfferBroughtBack, OfferSetAside
from crisis.shelter.models import Offer
from crisis.shelter.public_copy import publish_all
from crisis.shelter.vocabulary import ALIVE_OFFERS
from matching.engine.closed import ClosedAreas

PORTION = 100  # doors in one transaction


def follow_closures(*, crisis: Crisis, at: datetime, portions: int | None = None) -> int:
    """Bring every living door in line with what is closed now; how many changed. Bears to run twice.

    Each portion is a transaction of its own, so never call it inside one (RuntimeError).
    `portions`: no more than so many.
    """
    areas = areas_of(crisis.pk)
    moved = _inside(crisis, areas) + _outside(crisis, areas)
    starts = range(0, len(moved), PORTION)[:portions]
    return sum(_settle(moved[start : start + PORTION], areas, at) for start in starts)


def _outside(crisis: Crisis, areas: ClosedAreas) -> list[int]:
    """Doors set aside that no area holds any more."""
    aside = Offer.objects.filter(crisis=crisis, set_aside_at__isnull=False)
    return [pk for pk, lat, lon in _points(aside) if not areas.holds(lat, lon)]


def _inside(crisis: Crisis, areas: ClosedAreas) -> list[int]:
    """Doors in an area that are not set aside."""
    if not areas:
        return []
    standing = Offer.objects.filter(crisis=crisis, state__in=ALIVE_OFFERS, set_aside_at__isnull=True)
    near = standing.filter(cell__in=_cells(crisis))
    return [pk for pk, lat, lon in _points(near) if areas.holds(lat, lon)]


def _points(offers: QuerySet[Offer]):
    return offers.order_by("pk").values_list("pk", "place__lat", "place__lon")


def _cells(crisis: Crisis) -> set[str]:
    return {cell for cells in active_closures(crisis).values_list("cells", flat=True) for cell in cells}


def _settle(pks: list[int], areas: ClosedAreas, at: datetime) -> int:
    """Judged once more with the rows locked, in one order: their hosts may have moved or closed them."""
    with transaction.atomic(durable=True):
        locked = Offer.objects.select_for_update(no_key=True, of=("self",)).filter(pk__in=pks)
        offers = list(locked.select_related("place", "crisis").order_by("pk"))
        inside = [offer for offer in offers if areas.holds(offer.place.lat, offer.place.lon)]
        aside = [offer for offer in inside if not offer.set_aside_at and offer.state in ALIVE_OFFERS]
        back = [offer for offer in offers if offer.set_aside_at and offer not in inside]
        _mark(aside, at, at)
        _mark(back, None, at)
        happened = [_event(OfferSetAside, offer, at) for offer in aside]
        happened += [_event(OfferBroughtBack, offer, at) for offer in back]
        announce_all(happened, origin=SYSTEM)
    return len(happened)


def _mark(offers: list[Offer], since: datetime | None, at: datetime) -> None:
    """Whoever was asked "still open?" before need not answer while nobody may come."""
    for offer in offers:
        offer.set_aside_at, offer.asked_at = since, None
    rows = Offer.objects.filter(pk__in=[offer.pk for offer in offers])
    rows.update(set_aside_at=since, asked_at=None)
    publish_all(offers, at=at)


def _event(kind, offer: Offer, at: datetime):
    return kind(crisis_id=offer.crisis_id, subject=offer.public_id, cell=offer.cell, at=at, offer=offer.pk)
