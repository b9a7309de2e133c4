"""Twenty thousand doors, written straight to the tables: only for tests and timings of reading."""

import random
from datetime import timedelta

from django.db import connection

from accounts.people.models import Person
from crisis.activation.models import Crisis
from crisis.ground import grid
from crisis.shelter import open_doors
from crisis.shelter.models import Offer, OfferPlace, PublicOffer
from tests import cast


def crowd(crisis: Crisis, doors: int, *, seed: int = 13) -> None:
    """Open doors scattered around the crisis's centre, thick in the middle."""
    dice = random.Random(seed)
    owner, at = Person.objects.create_user(pseudonym="Crowd"), cast.now()
    points = [(dice.gauss(crisis.lat, 0.03), dice.gauss(crisis.lon, 0.05)) for _ in range(doors)]
    offers = Offer.objects.bulk_create(
        [_offer(crisis, owner, number, point, at) for number, point in enumerate(points)], batch_size=500
    )
    rows = list(zip(offers, points, strict=True))
    OfferPlace.objects.bulk_create([_place(offer, point) for offer, point in rows], batch_size=500)
    PublicOffer.objects.bulk_create([_public(offer, at) for offer in offers], batch_size=500)
    open_doors.follow(open_now=[offer for offer in offers if offer.places_left], shut=[])
    # PostgreSQL keeps the plan its foreign keys were first checked with, made when these tables were nearly empty:
    # twenty thousand times through the whole table is longer than a statement may take.
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _offer(crisis, owner, number, point, at) -> Offer:
    return Offer(
        crisis=crisis,
        owner=owner,
        reference=f"C{number:08}",
        cell=grid.cell(*point),
        places=2,
        places_left=number % 3,
        until=at + timedelta(hours=9),
        confirmed_at=at,
        posted_at=at - timedelta(minutes=number % 300),
        door="drill",
    )


def _place(offer, point) -> OfferPlace:
    lat, lon = point
    cell = grid.cell(lat, lon, grid.FINE)
    return OfferPlace(offer=offer, lat=lat, lon=lon, label="", exactness="pin", source="test", fine_cell=cell)


def _public(offer, at) -> PublicOffer:
    return PublicOffer(
        offer=offer,
        crisis=offer.crisis,
        host=offer.pk,
        cell=offer.cell,
        places=offer.places_left,
        step_free=False,
        children=True,
        pets=False,
        women_only=False,
        until=offer.until,
        visible_from=at,
    )
