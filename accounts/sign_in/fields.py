"""A phone number as it is typed in every form of allauth's."""

from allauth.account import fields
from django.core.exceptions import ValidationError

from accounts.errors import Invalid
from accounts.people.contact import Contact, read_contact


def read_typed(text: str) -> Contact:
    """Read as contacts are everywhere: "06 12…" is a number. Raises ValidationError with what to type instead."""
    try:
        return read_contact(text, field="typed")
    except Invalid as wrong:
        raise ValidationError(wrong.errors["typed"]) from None


class PhoneField(fields.PhoneField):
    def to_python(self, value):
        typed = super().to_python(value)
        return read_typed(typed).value if typed else typed  # an e-mail address is refused by its validator
