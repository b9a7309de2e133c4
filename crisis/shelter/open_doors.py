"""Keeps `OpenDoor` in line with the doors: written with the public copy, by whatever writes that one."""

from crisis.shelter.models import Offer, OfferPlace, OpenDoor
from matching.engine.spots import spot_of

SAME = ("step_free", "children", "pets", "women_only", "until")


def follow(*, open_now: list[Offer], shut: list[Offer]) -> None:
    """These may be asked now, those no longer. A door that moved is to be forgotten first."""
    if shut:
        forget(shut)
    # A place held or given back: the most frequent change by far.
    if len(open_now) == 1 and _renewed(open_now[0]):
        return
    places = {place.offer_id: place for place in OfferPlace.objects.filter(offer__in=open_now)}
    OpenDoor.objects.bulk_create(
        [_row(offer, places[offer.pk]) for offer in open_now if offer.pk in places],
        update_conflicts=True,
        unique_fields=["offer"],
        update_fields=[*SAME, "places", "spot", "lat", "lon"],
    )


def forget(offers: list[Offer]) -> None:
    OpenDoor.objects.filter(offer__in=offers).delete()


def _renewed(offer: Offer) -> bool:
    return bool(OpenDoor.objects.filter(offer=offer).update(**_told(offer)))


def _told(offer: Offer) -> dict:
    return {name: getattr(offer, name) for name in SAME} | {"places": offer.places_left}


def _row(offer: Offer, place: OfferPlace) -> OpenDoor:
    return OpenDoor(
        offer=offer,
        crisis_id=offer.crisis_id,
        host=offer.owner_id,
        lat=place.lat,
        lon=place.lon,
        spot=spot_of(place.lat, place.lon),
        **_told(offer),
    )
