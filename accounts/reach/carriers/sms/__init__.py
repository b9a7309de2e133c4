"""SMS, through the operator's provider: a Twilio-compatible API or a gateway of their own."""

from collections.abc import Callable

import phonenumbers
from django.conf import settings
from phonenumbers import PhoneNumberType

from accounts.reach.carriers.outcomes import Carried, Undeliverable
from accounts.reach.carriers.sms import gateway, twilio
from accounts.reach.carriers.sms.segments import for_sms, segments
from accounts.reach.models import Message

PAID_BY_THE_SENDER = (PhoneNumberType.PREMIUM_RATE, PhoneNumberType.SHARED_COST)
_senders: list[Callable[[Message], str]] = []


def sends_from(choose: Callable[[Message], str]) -> Callable[[Message], str]:
    """Register `function(message) -> the number of ours it leaves from, or ""`; the first that knows decides."""
    _senders.append(choose)
    return choose


def may_be_texted(number: str) -> bool:
    """In SMS_COUNTRIES, and not one whose owner earns by each text. `number`: E.164."""
    read = phonenumbers.parse(number)
    of_its_range = phonenumbers.region_code_for_number(read)
    country = of_its_range or phonenumbers.region_code_for_country_code(read.country_code)
    allowed = not settings.SMS_COUNTRIES or country in settings.SMS_COUNTRIES
    return allowed and phonenumbers.number_type(read) not in PAID_BY_THE_SENDER


def is_set() -> bool:
    return bool(settings.TWILIO_ACCOUNT_SID or settings.SMS_GATEWAY_URL)


def cost(message: Message) -> int:
    """Segments it is paid in; 0 where no provider is set."""
    return segments(for_sms(message.text)) if is_set() else 0


def send(message: Message) -> Carried:
    """Raises NotNow, Undeliverable; the latter for a number in a country, or of a kind, that nobody here writes to."""
    if not may_be_texted(message.contact.value):
        raise Undeliverable("country")
    provider = twilio if settings.TWILIO_ACCOUNT_SID else gateway
    sender = next(filter(None, (choose(message) for choose in _senders)), "")
    ref = provider.send(message, for_sms(message.text), sender)
    return Carried(ref=ref, segments=cost(message))
