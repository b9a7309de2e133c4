"""Betters coarse points later, where the operator named outside geocoders; never for a drill."""

from datetime import datetime

from django.conf import settings
from django.db import transaction

from accounts.journal.announce import announce
from accounts.origin import SYSTEM
from crisis.gazetteer.places import Place
from crisis.gazetteer.queries import improve
from crisis.ground import grid
from crisis.shelter import events
from crisis.shelter.models import Need, NeedPlace, Offer, OfferPlace
from crisis.shelter.open_doors import forget
from crisis.shelter.public_copy import publish
from crisis.shelter.vocabulary import NeedState, OfferState

COARSE = ("street", "site", "district", "town")
MOST = 20  # doors a run, and as many needs


def improve_points(*, at: datetime) -> int:
    """Ask the outside geocoders once for each coarse point of what is still open; how many were bettered.

    Outside any transaction, for an answer may take seconds. A point moved by its owner in between stays theirs.
    """
    if not settings.GEOCODERS:
        return 0
    return sum(_improve(place, posted, at) for place, posted in [*_doors(), *_waiting()])


def _doors():
    coarse = _coarse(OfferPlace).filter(offer__state=OfferState.OPEN, offer__crisis__is_drill=False)
    return [(place, place.offer) for place in coarse.select_related("offer__crisis")[:MOST]]


def _waiting():
    coarse = _coarse(NeedPlace).filter(need__state=NeedState.WAITING, need__crisis__is_drill=False)
    return [(place, place.need) for place in coarse.select_related("need__crisis")[:MOST]]


def _coarse(model):
    return model.objects.filter(asked_outside_at__isnull=True, exactness__in=COARSE).exclude(typed="")


def _improve(place: OfferPlace | NeedPlace, posted: Offer | Need, at: datetime) -> bool:
    better = improve(place.typed, near=(posted.crisis.lat, posted.crisis.lon))
    as_it_was = type(place).objects.filter(
        pk=place.pk, typed=place.typed, lat=place.lat, lon=place.lon, asked_outside_at__isnull=True
    )
    if better is None:
        as_it_was.update(asked_outside_at=at)
        return False
    with transaction.atomic():
        if not as_it_was.update(asked_outside_at=at, **_columns(better)):
            return False
        posted.cell = grid.cell(better.lat, better.lon)
        type(posted).objects.filter(pk=posted.pk).update(cell=posted.cell)
        _announce(posted, at)
    return True


def _columns(better: Place) -> dict:
    return {
        "lat": better.lat,
        "lon": better.lon,
        "label": better.label[:200],
        "exactness": better.exactness,
        "radius_m": better.radius_m,
        "source": better.source,
        "fine_cell": grid.cell(better.lat, better.lon, grid.FINE),
    }


def _announce(posted: Offer | Need, at: datetime) -> None:
    about = {"crisis_id": posted.crisis_id, "subject": posted.public_id, "cell": posted.cell, "at": at}
    if isinstance(posted, Offer):
        posted.refresh_from_db()
        forget([posted])  # it has moved
        publish(posted, at=at)
        announce(events.OfferEdited(offer=posted.pk, **about), origin=SYSTEM)
    else:
        announce(events.NeedEdited(need=posted.pk, **about), origin=SYSTEM)
