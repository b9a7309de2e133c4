"""What providers say afterwards of a message that left. Twice, late or in the wrong order: the same in the end."""

from datetime import datetime
from uuid import UUID

from accounts.reach.carriers.outcomes import Undeliverable
from accounts.reach.models import Message
from accounts.reach.reachable import unreachable
from accounts.reach.stops import stop
from accounts.reach.vocabulary import MessageState

_LEFT = (MessageState.QUEUED, MessageState.SENT)
_NOT_ARRIVED = (*_LEFT, MessageState.FAILED, MessageState.UNDELIVERABLE)


def delivered(message: UUID, *, at: datetime) -> None:
    """It is on their phone: no later receipt says otherwise."""
    tried = Message.objects.filter(public_id=message, drill=False, attempts__gt=0, state__in=_NOT_ARRIVED)
    tried.update(state=MessageState.DELIVERED, delivered_at=at, error="", text="")


def undeliverable(message: UUID, refused: Undeliverable, *, at: datetime) -> None:
    """As when the provider refuses it at once."""
    tried = Message.objects.filter(public_id=message, drill=False, attempts__gt=0, state__in=_LEFT)
    state = MessageState.FAILED if refused.stopped else MessageState.UNDELIVERABLE
    error = "refused" if refused.stopped else refused.code or "refused"
    if not tried.update(state=state, error=error, text=""):
        return
    told = Message.objects.select_related("contact").get(public_id=message)
    if refused.stopped:
        stop(told.contact, at=at)
    if refused.no_such_contact:
        unreachable(told.contact, at=at)
