"""What shelter hears: hosts who answer for the first time, are suspended, or no longer are; areas that close."""

from functools import partial

from django.db import transaction
from django.db.models import Q

from accounts.journal.announce import listen
from accounts.origin import SYSTEM
from accounts.people.actions import ContactVerified
from accounts.people.models import Person
from accounts.people.suspending import PersonSuspended, SuspensionLifted
from crisis.activation.clock import crisis_now
from crisis.activation.models import Crisis
from crisis.closures.events import ClosureChanged, ClosureDeclared, ClosureLifted
from crisis.shelter.actions.offers import open_with_host, shut_with_host
from crisis.shelter.actions.setting_aside import follow_closures
from crisis.shelter.ledger import lock_offer
from crisis.shelter.models import Offer
from crisis.shelter.public_copy import publish
from crisis.shelter.vocabulary import ACTIVE_HOLDS, ALIVE_OFFERS, OfferState


@listen(ContactVerified)
def publish_the_verified_hosts_doors(event) -> None:
    doors = Offer.objects.filter(owner_id=event.person, state=OfferState.OPEN)
    for pk in doors.values_list("pk", flat=True):
        with transaction.atomic():
            lock_offer(pk)
            offer = Offer.objects.select_related("crisis").get(pk=pk)
            publish(offer, at=crisis_now(offer.crisis))


@listen(PersonSuspended, SuspensionLifted)
def follow_the_hosts_standing(event) -> None:
    """Whatever order the two are heard in, the doors end as the person stands now."""
    suspended = Person.objects.filter(pk=event.person, suspended_at__isnull=False).exists()
    settle = shut_with_host if suspended else open_with_host
    for offer in _concerned(event.person):
        settle(offer=offer, origin=SYSTEM, at=crisis_now(offer.crisis))


@listen(ClosureDeclared, ClosureChanged, ClosureLifted)
def follow_what_is_closed(event) -> None:
    """A portion at once, after this commit; the sweep does the rest, and all of it should this worker die.

    Whatever order they are heard in, the doors end as the areas stand now.
    """
    transaction.on_commit(partial(_follow_at_once, event.crisis_id), robust=True)


def _follow_at_once(crisis_id: int) -> None:
    crisis = Crisis.objects.get(pk=crisis_id)
    follow_closures(crisis=crisis, at=crisis_now(crisis), portions=1)


def _concerned(person: int):
    """Living doors, and closed ones from which a guest has not come back."""
    rows = Offer.objects.filter(owner_id=person).filter(
        Q(state__in=ALIVE_OFFERS) | Q(holds__state__in=ACTIVE_HOLDS)
    )
    return rows.select_related("crisis").distinct()
