"""SMS, through the operator's provider: a Twilio-compatible API or a gateway of their own."""

from collections.abc import Callable

from django.conf import settings

from accounts.reach.carriers.outcomes import Carried
from accounts.reach.carriers.sms import gateway, twilio
from accounts.reach.carriers.sms.segments import for_sms, segments
from accounts.reach.models import Message

_senders: list[Callable[[Message], str]] = []


def sends_from(choose: Callable[[Message], str]) -> Callable[[Message], str]:
    """Register `function(message) -> the number of ours it leaves from, or ""`; the first that knows decides."""
    _senders.append(choose)
    return choose


def is_set() -> bool:
    return bool(settings.TWILIO_ACCOUNT_SID or settings.SMS_GATEWAY_URL)


def cost(message: Message) -> int:
    """Segments it is paid in; 0 where no provider is set."""
    return segments(for_sms(message.text)) if is_set() else 0


def send(message: Message) -> Carried:
    provider = twilio if settings.TWILIO_ACCOUNT_SID else gateway
    sender = next(filter(None, (choose(message) for choose in _senders)), "")
    ref = provider.send(message, for_sms(message.text), sender)
    return Carried(ref=ref, segments=cost(message))
