"""Where nobody is there: a carrier said so for good. Nothing but a code goes there, until it is typed."""

from datetime import datetime

from accounts.people.contact import Contact
from accounts.people.models import ContactPoint
from accounts.reach.models import Message
from accounts.reach.queueing import others_of
from accounts.reach.vocabulary import MessageState, NewsKind, Way


def unreachable(contact: Contact | ContactPoint, *, at: datetime) -> None:
    """Of everybody who gave it; what waits to leave goes to another contact of theirs that answers. `at`: real time."""
    points = ContactPoint.objects.filter(kind=contact.kind, value=contact.value)
    if points.filter(unreachable_at__isnull=True).update(unreachable_at=at):
        waiting = Message.objects.filter(state=MessageState.QUEUED, contact__in=points, way=Way.CONTACT)
        for message in waiting.exclude(kind=NewsKind.CODE).select_related("contact"):
            _send_elsewhere(message)


def _send_elsewhere(message: Message) -> None:
    person = message.contact.person_id
    other = next(iter(others_of([person]).get(person, ())), None)
    gone = {"state": MessageState.UNDELIVERABLE, "text": ""}
    waiting = Message.objects.filter(pk=message.pk, state=MessageState.QUEUED)
    waiting.update(**({"contact": other} if other else gone))


def reachable(contact: ContactPoint) -> None:
    """Somebody typed the code that was sent there."""
    there = ContactPoint.objects.filter(kind=contact.kind, value=contact.value)
    there.filter(unreachable_at__isnull=False).update(unreachable_at=None)
