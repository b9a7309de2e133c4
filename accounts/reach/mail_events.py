"""What the mail provider says afterwards of a message: delivered, bounced, rejected, complained of."""

from uuid import UUID

from anymail.signals import EventType, RejectReason, tracking
from django.dispatch import receiver
from django.utils import timezone

from accounts.people.contact import Contact
from accounts.people.vocabulary import ContactKind
from accounts.reach.carriers.outcomes import Undeliverable
from accounts.reach.choices import no_news_by_mail
from accounts.reach.models import Message
from accounts.reach.reachable import unreachable
from accounts.reach.receipts import delivered
from accounts.reach.receipts import undeliverable as never_arrived
from accounts.reach.stops import stop


@receiver(tracking)
def keep_mail_event(event, **_provider) -> None:
    """Twice, or in the wrong order: the same in the end. What is said of nobody we wrote to changes nothing."""
    message = _number(event.metadata.get("letter", "")) or _known_by(event.message_id)
    contact = Contact(ContactKind.EMAIL, (event.recipient or "").lower())
    now = timezone.now()
    if event.event_type == EventType.DELIVERED and message:
        delivered(message, at=now)
    elif event.event_type == EventType.COMPLAINED or event.reject_reason == RejectReason.SPAM:
        stop(contact, at=now)
    elif EventType.UNSUBSCRIBED in (event.event_type, event.reject_reason):
        no_news_by_mail(contact.value, at=now)
    elif event.event_type in (EventType.BOUNCED, EventType.REJECTED):
        if message:
            never_arrived(message, Undeliverable(event.reject_reason or event.event_type), at=now)
        if _for_good(event):
            unreachable(contact, at=now)


def _for_good(event) -> bool:
    """What may pass (a full mailbox, a block, a time-out) is no reason never to write again."""
    if event.event_type == EventType.BOUNCED:
        return event.reject_reason not in (RejectReason.BLOCKED, RejectReason.TIMED_OUT)
    return event.reject_reason in (RejectReason.INVALID, RejectReason.BOUNCED)


def _known_by(ref: str | None) -> UUID | None:
    """Some name only their own number of it."""
    mine = Message.objects.filter(provider_ref=ref[:80], contact__kind=ContactKind.EMAIL) if ref else None
    return mine.values_list("public_id", flat=True).first() if mine else None


def _number(text: str) -> UUID | None:
    try:
        return UUID(text)
    except (ValueError, TypeError, AttributeError):
        return None
