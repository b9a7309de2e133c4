"""Which account an address signs in to, and what ends when its owner is the first to answer there."""

from allauth.account.models import EmailAddress
from django.utils import timezone

from accounts.people.contact import Contact
from accounts.people.models import Person
from accounts.people.vocabulary import ContactKind
from accounts.push.devices import forget_devices


def account_at(*, contact: Contact, pseudonym: str, language: str) -> Person:
    """The account that a code sent to `contact` signs in to; made where there is none, for its owner alone.

    Where nobody ever typed such a code, whatever else opened the account ends: whoever made it only knew the address.
    """
    person = _holder(contact)
    if person is None:
        return _new_account(contact, pseudonym, language)
    if not is_proved(person, contact):
        begin_anew(person, contact)
    if not person.pseudonym:
        Person.objects.filter(pk=person.pk).update(pseudonym=pseudonym)
    return person


def is_proved(person: Person, contact: Contact) -> bool:
    """Was a code typed that was sent there?"""
    if contact.kind == ContactKind.EMAIL:
        return EmailAddress.objects.filter(user=person, email=contact.value, verified=True).exists()
    return person.phone == contact.value and person.phone_verified


def begin_anew(person: Person, contact: Contact) -> None:
    """Only who answers at `contact` gets in from now on: sessions, links, keys, devices, other addresses end."""
    EmailAddress.objects.filter(user=person).exclude(email=contact.value).delete()
    if contact.kind == ContactKind.EMAIL:
        person.phone, person.phone_verified = None, False
    else:
        person.email = None
    person.set_unusable_password()  # each is another, and sessions are known by it
    person.save(update_fields=["password", "email", "phone", "phone_verified"])
    person.sign_in_links.all().delete()
    person.api_keys.filter(revoked_at__isnull=True).update(revoked_at=timezone.now())
    forget_devices(person)


def _holder(contact: Contact) -> Person | None:
    if contact.kind != ContactKind.EMAIL:
        return Person.objects.filter(phone=contact.value).first()
    proved = EmailAddress.objects.filter(email=contact.value, verified=True).select_related("user").first()
    return proved.user if proved else Person.objects.filter(email=contact.value).first()


def _new_account(contact: Contact, pseudonym: str, language: str) -> Person:
    column = {"email": "email", "phone": "phone"}[contact.kind]
    person = Person.objects.create_user(pseudonym=pseudonym, language=language, **{column: contact.value})
    if person.email:  # allauth verifies it at the first sign-in by code
        EmailAddress.objects.create(user=person, email=person.email, primary=True)
    return person
