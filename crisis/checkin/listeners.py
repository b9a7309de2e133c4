"""What the safety check hears: an author whose own contact answered is told of as confirmed."""

from django.db import transaction

from accounts.journal.announce import listen
from accounts.people.actions import ContactVerified
from crisis.checkin.findable import publish
from crisis.checkin.models import CheckIn
from crisis.checkin.vocabulary import Life


@listen(ContactVerified)
def confirm_the_persons_check_ins(event) -> None:
    theirs = CheckIn.objects.filter(owner_id=event.person, life=Life.ACTIVE)
    with transaction.atomic():
        theirs.update(life=Life.ACTIVE)  # locks the rows: one withdrawn meanwhile must not be published again
        publish(list(theirs))
