"""What a typed contact is: an e-mail address or a phone number in E.164."""

import hmac
from dataclasses import dataclass

import phonenumbers
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from accounts.errors import Invalid
from accounts.people.vocabulary import ContactKind

REGION = "FR"


@dataclass(frozen=True)
class Contact:
    kind: ContactKind
    value: str  # lower-case e-mail, or E.164


def read_contact(text: str, *, field: str = "contact", region: str = REGION) -> Contact:
    """What somebody typed as "e-mail or phone". Raises Invalid with what to type instead."""
    text = text.strip()
    if "@" in text:
        return _email(text, field)
    return _phone(text, field, region)


def _email(text: str, field: str) -> Contact:
    try:
        validate_email(text)
    except ValidationError:
        raise Invalid(
            {field: [_("This e-mail address is not complete, for example amira@example.org.")]}
        ) from None
    return Contact(ContactKind.EMAIL, text.lower())


def _phone(text: str, field: str, region: str) -> Contact:
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        number = None
    if number is None or not phonenumbers.is_possible_number(number):
        raise Invalid({field: [_("Type a phone number such as 06 12 34 56 78, or an e-mail address.")]})
    return Contact(ContactKind.PHONE, phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def digest(contact: Contact) -> str:
    """A keyed hash to compare contacts by, where the contact itself must not be kept. Useless without our key."""
    said = f"contact:{contact.kind}:{contact.value}".encode()
    return hmac.digest(settings.SECRET_KEY.encode(), said, "sha256").hex()


def shown(kind: str, value: str) -> str:
    """A contact as its own owner recognises it, without giving it to whoever looks over the shoulder."""
    if kind == ContactKind.EMAIL:
        name, _at, domain = value.partition("@")
        return f"{name[:1]}…@{domain}"
    return f"{value[:3]}…{value[-2:]}"
