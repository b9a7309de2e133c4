"""Which rows of accounts are old. The journal's are in its own room."""

from datetime import datetime

from django.contrib.sessions.models import Session
from django.db.models import QuerySet

from accounts.idempotency.models import ClaimedKey
from accounts.links.models import SignInLink
from accounts.people.models import ContactPoint, VerificationCode
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


@forgets(EXPIRED)
def codes(before: datetime) -> QuerySet[VerificationCode]:
    return VerificationCode.objects.filter(expires_at__lt=before)


@forgets(EXPIRED)
def sign_in_links(before: datetime) -> QuerySet[SignInLink]:
    return SignInLink.objects.filter(expires_at__lt=before)


@forgets(EXPIRED)
def sessions(before: datetime) -> QuerySet[Session]:
    return Session.objects.filter(expire_date__lt=before)
