"""The kinds that exist so far: the doors of #PorteOuverte, its official shelters, and a crisis as a whole."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.links.models import ManageLink
from crisis.activation.models import Crisis
from crisis.moderation.subjects import Kind, register
from crisis.shelter.actions.offers import hide_offer, show_offer
from crisis.shelter.actions.official import hide_shelter, show_shelter
from crisis.shelter.models import Hold, Offer, OfficialShelter


def find_offer(crisis: Crisis, public_id) -> Offer | None:
    return Offer.objects.filter(crisis=crisis, public_id=public_id).first()


def was_guest_there(link: ManageLink, offer: Offer) -> bool:
    """Only somebody for whom a place was kept at this door knows of it."""
    guests = Hold.objects.filter(offer=offer, need__public_id=link.subject)
    return link.subject_kind == "need" and guests.exists()


def describe_offer(offer: Offer) -> list[tuple[str, str]]:
    return [
        (_("Code"), offer.reference),
        (_("State"), offer.get_state_display()),
        (_("Places"), str(offer.places)),
        (_("Note of the host"), offer.note),
    ]


def find_shelter(crisis: Crisis, public_id) -> OfficialShelter | None:
    return OfficialShelter.objects.filter(crisis=crisis, public_id=public_id).first()


def describe_shelter(shelter: OfficialShelter) -> list[tuple[str, str]]:
    return [
        (_("Name"), shelter.name),
        (_("Address"), shelter.label),
        (_("Source"), shelter.origin_source),
        (_("State"), shelter.get_state_display()),
    ]


register(
    Kind(
        name="offer",
        label=gettext_lazy("A door"),
        find=find_offer,
        hide=lambda row, **by: hide_offer(offer=row, **by),
        show=lambda row, **by: show_offer(offer=row, **by),
        is_public=False,
        concerns=was_guest_there,
        named=lambda row: row.reference,
        describe=describe_offer,
    )
)
register(
    Kind(
        name="shelter",
        label=gettext_lazy("An official shelter"),
        find=find_shelter,
        hide=lambda row, **by: hide_shelter(shelter=row, **by),
        show=lambda row, **by: show_shelter(shelter=row, **by),
        named=lambda row: row.name,
        describe=describe_shelter,
    )
)
register(
    Kind(
        name="crisis",
        label=gettext_lazy("The crisis as a whole"),
        find=lambda crisis, public_id: crisis if crisis.public_id == public_id else None,
        describe=lambda crisis: [(_("Name"), crisis.name)],
    )
)
