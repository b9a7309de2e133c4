"""What events have settled needs no coordinator any more."""

from accounts.journal.announce import listen
from accounts.origin import SYSTEM
from crisis.activation.models import Crisis
from crisis.desk.actions import settle_cases
from crisis.desk.vocabulary import Why
from crisis.shelter.events import NeedClosed
from crisis.shelter.vocabulary import NeedState

BY_OWNER = (NeedState.WITHDRAWN, NeedState.FOUND_ELSEWHERE)


@listen(NeedClosed)
def close_what_its_owner_settled(event) -> None:
    """Only the wait is over. A child alone, or somebody who called us, is for a person to ask, not for a button."""
    if event.state in BY_OWNER:
        settle_cases(
            crisis=Crisis.objects.get(pk=event.crisis_id),
            subject=event.subject,
            whys=(Why.LONG_WAIT,),
            origin=SYSTEM,
            at=event.at,
        )
