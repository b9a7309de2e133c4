"""Which rows of accounts are old. The journal's are in its own room."""

from datetime import datetime

from django.contrib.sessions.models import Session
from django.db.models import Exists, OuterRef, QuerySet

from accounts.idempotency.models import ClaimedKey
from accounts.links.models import SignInLink
from accounts.people.models import ContactPoint, Person, VerificationCode
from accounts.reach.inviting import unowned
from accounts.reach.models import Message
from accounts.reach.vocabulary import MessageState
from accounts.retention import forgets

EXPIRED = "EXPIRED_RETENTION_DAYS"


@forgets("KEY_RETENTION_DAYS")
def claimed_keys(before: datetime) -> QuerySet[ClaimedKey]:
    return ClaimedKey.objects.filter(created_at__lt=before)


@forgets("MESSAGE_RETENTION_DAYS")
def messages(before: datetime) -> QuerySet[Message]:
    """Whatever became of them; what is still on its way stays."""
    return Message.objects.filter(created_at__lt=before).exclude(state=MessageState.QUEUED)


@forgets("MESSAGE_RETENTION_DAYS")
def contacts_of_nobody(before: datetime) -> QuerySet[ContactPoint]:
    """Written to because somebody asked, and opening nothing here: they go once what was written has gone, whether or
    not their holder answered behind a link.
    """
    return unowned().filter(created_at__lt=before, messages__isnull=True)


@forgets("MESSAGE_RETENTION_DAYS")
def nobodies(before: datetime) -> QuerySet[Person]:
    """Who only held such a contact: it has gone, and nothing else here is theirs."""
    found = Person.objects.filter(
        pseudonym="", email=None, phone=None, erased_at=None, date_joined__lt=before
    )
    for each in Person._meta.get_fields(include_hidden=True):
        if each.auto_created and not each.concrete:
            theirs = each.related_model._base_manager.filter(**{each.field.name: OuterRef("pk")})
            found = found.exclude(Exists(theirs))
    return found


@forgets(EXPIRED)
def codes(before: datetime) -> QuerySet[VerificationCode]:
    return VerificationCode.objects.filter(expires_at__lt=before)


@forgets(EXPIRED)
def sign_in_links(before: datetime) -> QuerySet[SignInLink]:
    return SignInLink.objects.filter(expires_at__lt=before)


@forgets(EXPIRED)
def sessions(before: datetime) -> QuerySet[Session]:
    return Session.objects.filter(expire_date__lt=before)
