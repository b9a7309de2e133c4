"""What accounts hears from allauth: a code was right, and an e-mail address confirmed is verified for posting."""

from allauth.account.signals import authentication_step_completed, email_confirmed
from django.dispatch import receiver

from accounts.people.contact import Contact
from accounts.people.vocabulary import ContactKind
from accounts.sign_in.adapter import keep_verified_contact, right_code_to_sign_in


@receiver(authentication_step_completed)
def count_right_code(request, user, method, email=None, phone=None, **kwargs) -> None:
    kind, value = (ContactKind.EMAIL, email.lower()) if email else (ContactKind.PHONE, phone)
    right_code_to_sign_in(request, user, Contact(kind, value))


@receiver(email_confirmed)
def keep_confirmed_email(email_address, **kwargs) -> None:
    keep_verified_contact(email_address.user, ContactKind.EMAIL, email_address.email.lower())
