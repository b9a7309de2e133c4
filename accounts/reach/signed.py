"""Links in an e-mail to what its receiver chose: whoever holds them read that mailbox. They open nothing else."""

from django.conf import settings
from django.core import signing
from django.urls import reverse

from accounts.errors import NotThere
from accounts.people.models import ContactPoint

_SALT = "accounts.reach.news"


def news_token(contact: ContactPoint) -> str:
    return signing.dumps(contact.pk, salt=_SALT)


def contact_of_token(token: str) -> ContactPoint:
    """Raises NotThere for a wrong one, or one of a contact that was erased."""
    try:
        known = ContactPoint.objects.select_related("person").filter(pk=signing.loads(token, salt=_SALT))
    except (signing.BadSignature, ValueError):
        raise NotThere from None
    if contact := known.first():
        return contact
    raise NotThere


def news_link(contact: ContactPoint) -> str:
    """To the page where they choose what we send, in the language in use."""
    return settings.PUBLIC_URL + reverse("news_by_mail", kwargs={"token": news_token(contact)})


def one_click_link(contact: ContactPoint) -> str:
    return settings.PUBLIC_URL + reverse("news_off", kwargs={"token": news_token(contact)})
