"""The kinds that exist so far: the doors of #PorteOuverte."""

from crisis.moderation.subjects import Kind, register
from crisis.shelter.actions.offers import hide_offer, show_offer
from crisis.shelter.actions.official import hide_shelter, show_shelter
from crisis.shelter.models import Offer, OfficialShelter

register(
    Kind(
        name="offer",
        find=lambda crisis, public_id: Offer.objects.filter(crisis=crisis, public_id=public_id).first(),
        hide=lambda row, **by: hide_offer(offer=row, **by),
        show=lambda row, **by: show_offer(offer=row, **by),
        is_public=False,
    )
)
register(
    Kind(
        name="shelter",
        find=lambda crisis, public_id: OfficialShelter.objects.filter(
            crisis=crisis, public_id=public_id
        ).first(),
        hide=lambda row, **by: hide_shelter(shelter=row, **by),
        show=lambda row, **by: show_shelter(shelter=row, **by),
    )
)
