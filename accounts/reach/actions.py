"""reach(): the one way a message leaves. Queued in the caller's transaction, carried by a task."""

from collections.abc import Iterable

from django.utils import timezone

from accounts.people.models import ContactPoint
from accounts.reach.letters import Letter
from accounts.reach.models import Message
from accounts.reach.queueing import queue
from accounts.reach.stops import stopped_each


def reach(contact: ContactPoint, **said) -> Message | None:
    """Queue a message, or keep it on screen when `drill`. None when the contact was never verified, or wants no more.

    `said`: the rest of a Letter, `text` and `drill` at least. Raises TypeError unless `drill` is exactly True or False:
    a forgotten flag must not reach a real phone.
    """
    return next(iter(reach_each([Letter(contact=contact, **said)])), None)


def reach_each(letters: Iterable[Letter]) -> list[Message]:
    """`reach` for each of these, in a few statements; their messages, one for each way. Raises TypeError."""
    letters = list(letters)
    if not all(isinstance(each.drill, bool) for each in letters):
        raise TypeError("drill is True or False, never anything else")
    allowed = [each for each in letters if each.contact.verified_at or each.verifying or each.invited]
    stopped = stopped_each([(each.contact, each.drill) for each in allowed])
    wanted = [each for each, no in zip(allowed, stopped, strict=True) if each.verifying or not no]
    return queue(wanted, at=timezone.now())
