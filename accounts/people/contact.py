"""What a typed contact is: an e-mail address or a phone number in E.164; and which spellings are one mailbox."""

import hmac
import re
import unicodedata
from dataclasses import dataclass
from typing import Protocol

import phonenumbers
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.encoding import punycode
from django.utils.translation import gettext_lazy as _

from accounts.errors import Invalid
from accounts.people.vocabulary import ContactKind

REGION = "FR"
# (names of one host, the first for all of them; what it reads in a name, and as what), as each says in its help pages;
# of Google https://support.google.com/mail/answer/7436150.
_ONE_HOST = (
    ("gmail.com googlemail.com", {".": ""}),
    ("proton.me protonmail.com protonmail.ch pm.me", {".": "", "-": "", "_": ""}),
    ("yandex.ru ya.ru yandex.com yandex.by yandex.kz yandex.ua yandex.com.tr", {".": "-"}),
    ("icloud.com me.com mac.com", {}),
)
_HOSTS = {
    each: (hosts.split()[0], str.maketrans(signs)) for hosts, signs in _ONE_HOST for each in hosts.split()
}
_QUOTED = re.compile(r"\\(.)")


class Reached(Protocol):
    """A Contact, or a row that holds one."""

    kind: str
    value: str


@dataclass(frozen=True)
class Contact:
    kind: ContactKind
    value: str  # lower-case e-mail, or E.164


def read_contact(text: str, *, field: str = "contact") -> Contact:
    """What somebody typed as "e-mail or phone". Raises Invalid with what to type instead."""
    text = text.strip()
    return _email(text, field) if "@" in text else _phone(text, field)


def _email(text: str, field: str) -> Contact:
    try:
        validate_email(text)
    except ValidationError:
        raise Invalid(
            {field: [_("This e-mail address is not complete, for example amira@example.org.")]}
        ) from None
    return Contact(ContactKind.EMAIL, text.lower())


def _phone(text: str, field: str) -> Contact:
    try:
        number = phonenumbers.parse(text, REGION)
    except phonenumbers.NumberParseException:
        number = None
    if number is None or not phonenumbers.is_possible_number(number):
        raise Invalid({field: [_("Type a phone number such as 06 12 34 56 78, or an e-mail address.")]})
    return Contact(ContactKind.PHONE, phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def mailbox_of(contact: Reached) -> str:
    """One spelling for all that reach one mailbox or phone: what is counted or stopped goes by it.

    Without it a "+tag" ends every budget and every "never again": one mailbox has as many spellings as somebody likes.
    What we send, whose it is and look-ups go by the address as typed, so that digests kept of it mean what they meant.
    Of names with a "+" what stands before it (RFC 5233: servers deliver both to one), at every host; a quoted name
    plain (RFC 5321, 4.1.2); a host in IDNA; and what the great hosts read past (_ONE_HOST). A spelling of its own:
    mailbox_of() of what it gives changes nothing.
    """
    if contact.kind != ContactKind.EMAIL:
        return contact.value
    name, _at, host = contact.value.rpartition("@")
    name, host = _plain(name), _ascii(host)
    name = name.partition("+")[0] or name
    if host in _HOSTS:
        host, signs = _HOSTS[host]
        name = name.translate(signs) or name
    return f"{name}@{host}"


def other_spelling(contact: Reached) -> str:
    """mailbox_of() where the contact is spelt otherwise, else ""."""
    known = mailbox_of(contact)
    return "" if known == contact.value else known


def one_mailbox(contact: Reached) -> Contact:
    """The contact by which its mailbox is known, whatever spelling was typed (mailbox_of)."""
    return Contact(ContactKind(contact.kind), mailbox_of(contact))


def counted_as(contact: Reached) -> str:
    """The key under which what goes to this contact, or is tried with it, is counted (mailbox_of)."""
    return f"{contact.kind}:{mailbox_of(contact)}"


def _plain(name: str) -> str:
    if len(name) > 1 and name.startswith('"') and name.endswith('"'):
        name = _QUOTED.sub(r"\1", name[1:-1])
    return unicodedata.normalize("NFKC", name).casefold()


def _ascii(host: str) -> str:
    try:
        return punycode(host).lower()
    except UnicodeError:
        return host.lower()


def digest(contact: Reached) -> str:
    """A keyed hash to compare contacts by, as typed, where the contact itself must not be kept. Useless without our
    key."""
    said = f"contact:{contact.kind}:{contact.value}".encode()
    return hmac.digest(settings.SECRET_KEY.encode(), said, "sha256").hex()


def digests(contact: Reached) -> set[str]:
    """digest() of its mailbox; and as typed, for so it was kept before all spellings were known as one."""
    return {digest(one_mailbox(contact)), digest(contact)}


def shown(kind: str, value: str) -> str:
    """A contact as its own owner recognises it, without giving it to whoever looks over the shoulder."""
    if kind == ContactKind.EMAIL:
        name, _at, domain = value.partition("@")
        return f"{name[:1]}…@{domain}"
    return f"{value[:3]}…{value[-2:]}"
