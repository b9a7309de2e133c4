"""What shelter hears: a host who answers for the first time has doors the public may now count."""

from django.db import transaction

from accounts.journal.announce import listen
from accounts.people.actions import ContactVerified
from crisis.activation.clock import crisis_now
from crisis.shelter.ledger import lock_offer
from crisis.shelter.models import Offer
from crisis.shelter.public_copy import publish
from crisis.shelter.vocabulary import OfferState


@listen(ContactVerified)
def publish_the_verified_hosts_doors(event) -> None:
    doors = Offer.objects.filter(owner_id=event.person, state=OfferState.OPEN)
    for pk in doors.values_list("pk", flat=True):
        with transaction.atomic():
            lock_offer(pk)
            offer = Offer.objects.select_related("crisis").get(pk=pk)
            publish(offer, at=crisis_now(offer.crisis))
