"""The one place that writes what the public sees of a door. Called by every shelter door, and by hide and show."""

from datetime import datetime, timedelta

from django.conf import settings

from accounts.people.models import ContactPoint, Person
from crisis.activation.models import Crisis
from crisis.activation.vocabulary import Profile
from crisis.shelter.models import Offer, PublicOffer
from crisis.shelter.vocabulary import OfferState


def public_delay(crisis: Crisis) -> timedelta:
    """How long after the fact the public learns of a door: at once in an open crisis, later in the others."""
    if crisis.profile == Profile.OPEN:
        return timedelta(0)
    return timedelta(seconds=settings.PUBLIC_DELAY_SECONDS)


def publish(offer: Offer, *, at: datetime) -> None:
    """Bring the public copy in line with `offer`: written when it may be seen, deleted when it may not.

    Only doors whose host has answered once: invented ones beside a lonely real one would bring it to light.
    """
    hidden = offer.state != OfferState.OPEN or offer.held_at or offer.places_left == 0
    hidden = hidden or Person.objects.filter(pk=offer.owner_id, suspended_at__isnull=False).exists()
    if hidden or not ContactPoint.objects.filter(person=offer.owner_id, verified_at__isnull=False).exists():
        PublicOffer.objects.filter(offer=offer).delete()
        return
    copy = {
        "crisis_id": offer.crisis_id,
        "cell": offer.cell,
        "places": offer.places_left,
        "step_free": offer.step_free,
        "children": offer.children,
        "pets": offer.pets,
        "women_only": offer.women_only,
        "until": offer.until,
    }
    first_seen = {"visible_from": at + public_delay(offer.crisis)}
    PublicOffer.objects.bulk_create(
        [PublicOffer(offer=offer, **copy, **first_seen)],
        update_conflicts=True,
        unique_fields=["offer"],
        update_fields=list(copy),  # not visible_from: what was shown stays shown
    )
