"""Taking away what is held about a person: posts are withdrawn, then every word they gave is wiped."""

from datetime import datetime

from django.db import transaction

from accounts.links.models import ManageLink
from accounts.origin import Origin
from accounts.people.models import Person
from crisis.activation.clock import crisis_time
from crisis.ground import grid
from crisis.shelter.actions.needs import withdraw_need
from crisis.shelter.actions.offers import withdraw_offer
from crisis.shelter.models import Need, NeedPlace, Offer, OfferPlace
from crisis.shelter.vocabulary import ALIVE_NEEDS, ALIVE_OFFERS

BLANK = {"first_name": "", "note": "", "languages": []}


def erase_posts(*, person: Person, origin: Origin, at: datetime) -> None:
    """Withdraw what lives, wipe what was said, revoke every link. `at` is real time, told to each crisis's clock."""
    with transaction.atomic():
        for offer in Offer.objects.filter(owner=person).select_related("crisis"):
            if offer.state in ALIVE_OFFERS:
                withdraw_offer(offer=offer, origin=origin, at=crisis_time(offer.crisis, at))
            _blur(OfferPlace, offer.cell, offer=offer, entry="", meeting_point="")
        for need in Need.objects.filter(owner=person).select_related("crisis"):
            if need.state in ALIVE_NEEDS:
                withdraw_need(need=need, origin=origin, at=crisis_time(need.crisis, at))
            _blur(NeedPlace, need.cell, need=need)
        Offer.objects.filter(owner=person).update(**BLANK)
        Need.objects.filter(owner=person).update(**BLANK)
        ManageLink.objects.filter(person=person, revoked_at__isnull=True).update(revoked_at=at)


def _blur(model, cell: str, *, entry=None, meeting_point=None, **of) -> None:
    """Leave the district, forget the door."""
    lat, lon = grid.centre(cell)
    words = {} if entry is None else {"entry": entry, "meeting_point": meeting_point}
    model.objects.filter(**of).update(
        lat=lat,
        lon=lon,
        label="",
        typed="",
        exactness="district",
        radius_m=1_000,
        source="",
        fine_cell=grid.cell(lat, lon, grid.FINE),
        **words,
    )
