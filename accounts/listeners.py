"""What accounts hears from allauth: an e-mail address confirmed at sign-in is verified for posting."""

from allauth.account.signals import email_confirmed
from django.dispatch import receiver

from accounts.people.vocabulary import ContactKind
from accounts.sign_in.adapter import keep_verified_contact


@receiver(email_confirmed)
def keep_confirmed_email(email_address, **kwargs) -> None:
    keep_verified_contact(email_address.user, ContactKind.EMAIL, email_address.email.lower())
