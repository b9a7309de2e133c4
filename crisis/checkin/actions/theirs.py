"""Whoever another spoke for says it themselves, or ends it, behind the link sent to their own phone or mailbox."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from accounts.errors import NotThere, TooLate
from accounts.journal.announce import announce
from accounts.origin import Origin
from accounts.people.actions import mark_verified
from accounts.people.models import ContactPoint
from crisis.activation.models import Crisis
from crisis.checkin import events
from crisis.checkin.actions.changing import forget
from crisis.checkin.actions.checking_in import CheckedIn, check_in
from crisis.checkin.actions.telling import holder_of_named, named_by_token, read_by
from crisis.checkin.drafts import CheckInDraft
from crisis.checkin.findable import publish
from crisis.checkin.models import CheckIn
from crisis.checkin.queries import word_about
from crisis.checkin.vocabulary import Audience, Life


def answer_for_myself(
    *, crisis: Crisis, token: str, check_in_id: UUID, status: str, origin: Origin, at: datetime
) -> CheckedIn:
    """In its place their own word, which those who know their contact may find, and that they may change.

    `token`: named_token()'s: their contact counts as answered. Raises NotThere, TooLate, Invalid, CrisisClosed.
    """
    row, point = _mine(crisis, token, check_in_id)
    draft = CheckInDraft(
        status=status,
        given_name=row.given_name,
        family_name=row.family_name,
        audience=Audience.CONTACTS,
        contact=point.value,
        language=row.language,
    )
    with transaction.atomic():
        _end(row, origin, at)
        done = check_in(crisis=crisis, draft=draft, origin=origin, at=at)
        mine = CheckIn.objects.get(public_id=done.subject)
        given = ContactPoint.objects.get(person=mine.owner_id, kind=point.kind, value=point.value)
        mark_verified(contact=given, by=read_by(crisis), origin=origin, at=at, crisis_id=crisis.pk)
        publish([mine])
    return done


def end_word_of_me(*, crisis: Crisis, token: str, check_in_id: UUID, origin: Origin, at: datetime) -> None:
    """It is wrong, or not for others to say: nobody finds it any more. Raises NotThere, TooLate."""
    row, _point = _mine(crisis, token, check_in_id)
    with transaction.atomic():
        _end(row, origin, at)


def _mine(crisis: Crisis, token: str, check_in_id: UUID) -> tuple[CheckIn, ContactPoint]:
    row = word_about(crisis, named_by_token(crisis, token), check_in_id)
    if row is None:
        raise NotThere
    return row, holder_of_named(crisis, token)


def _end(row: CheckIn, origin: Origin, at: datetime) -> None:
    """Whoever said it reads that the person ended it, and not what they say themselves."""
    mine = CheckIn.objects.filter(pk=row.pk, life=Life.ACTIVE)
    if not mine.update(life=Life.ANSWERED, closed_at=at):
        raise TooLate
    row.refresh_from_db()
    forget([row.pk])
    publish([row])
    happened = events.CheckInWithdrawn(crisis_id=row.crisis_id, subject=row.public_id, at=at, check_in=row.pk)
    announce(happened, origin=origin)
