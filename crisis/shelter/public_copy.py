"""The one place that writes what the public sees of a door. Called by every shelter door, and by hide and show."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import OuterRef, Subquery

from accounts.people.mailboxes import numbers_of
from accounts.people.models import ContactPoint
from crisis.activation.models import Crisis
from crisis.activation.vocabulary import Profile
from crisis.shelter import open_doors
from crisis.shelter.models import Offer, OpenDoor, PublicOffer
from crisis.shelter.vocabulary import OfferState

COPIED = ("crisis_id", "cell", "places", "step_free", "children", "pets", "women_only", "until")


def public_delay(crisis: Crisis) -> timedelta:
    """How long after the fact the public learns of a door: at once in an open crisis, later in the others."""
    if crisis.profile == Profile.OPEN:
        return timedelta(0)
    return timedelta(seconds=settings.PUBLIC_DELAY_SECONDS)


def publish(offer: Offer, *, at: datetime) -> None:
    """Bring the public copy in line with `offer`: written when it may be seen, deleted when it may not.

    Only doors whose host has answered once: invented ones beside a lonely real one would bring it to light.
    """
    publish_all([offer], at=at)


def publish_room(offer: Offer, *, at: datetime) -> None:
    """`publish` where nothing but the places left has changed: every proposal passes here."""
    copies = (PublicOffer, OpenDoor)
    room = {"places": offer.places_left}
    if not offer.places_left or not all(each.objects.filter(offer=offer).update(**room) for each in copies):
        publish(offer, at=at)


def publish_rooms(offers: list[Offer], *, at: datetime) -> None:
    """`publish_room` for each of these, whose rows are locked."""
    roomy = [offer for offer in offers if offer.places_left]
    left = Subquery(Offer.objects.filter(pk=OuterRef("offer_id")).values("places_left"))
    told = [copy.objects.filter(offer__in=roomy).update(places=left) for copy in (PublicOffer, OpenDoor)]
    whole = told == [len(roomy), len(roomy)]
    publish_all([offer for offer in offers if not (whole and offer.places_left)], at=at)


def publish_all(offers: list[Offer], *, at: datetime) -> None:
    """`publish` for each of these, in a few statements however many they are."""
    hosts = _hosts(offers)
    shown = [offer for offer in offers if offer.pk in hosts]
    hidden = [offer for offer in offers if offer.pk not in hosts]
    open_doors.follow(open_now=shown, shut=hidden)
    if hidden:
        PublicOffer.objects.filter(offer__in=hidden).delete()
    PublicOffer.objects.bulk_create(
        [_copy(offer, hosts[offer.pk], visible_from=at + public_delay(offer.crisis)) for offer in shown],
        update_conflicts=True,
        unique_fields=["offer"],
        update_fields=[*COPIED, "host"],  # not visible_from: what was shown stays shown
    )


def _hosts(offers: list[Offer]) -> dict[int, int]:
    """{offer: who answered for it}, of those that may be seen."""
    open_ones = [o for o in offers if o.state == OfferState.OPEN and o.places_left]
    open_ones = [o for o in open_ones if not o.held_at and not o.set_aside_at]
    if not open_ones:
        return {}
    answered = ContactPoint.objects.filter(
        person__in={offer.owner_id for offer in open_ones},
        verified_at__isnull=False,
        person__suspended_at__isnull=True,
    )
    numbers = numbers_of(answered.order_by("pk"))
    return {offer.pk: numbers[offer.owner_id] for offer in open_ones if offer.owner_id in numbers}


def _copy(offer: Offer, host: int, *, visible_from: datetime) -> PublicOffer:
    told = {name: getattr(offer, name) for name in COPIED} | {"places": offer.places_left}
    return PublicOffer(offer=offer, host=host, visible_from=visible_from, **told)
