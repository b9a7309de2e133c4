"""Suspending whoever posted here, from their post; and whom this crisis has suspended."""

from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from accounts.errors import NotThere
from accounts.origin import Origin
from accounts.people.models import Suspension
from accounts.people.suspending import suspend_person
from crisis.activation.models import Crisis
from crisis.checkin.asks.models import Ask
from crisis.checkin.models import CheckIn
from crisis.search.models import Note, Search
from crisis.shelter.models import Need, Offer

Post = Offer | Need | Search | Note | CheckIn | Ask
KINDS = {
    "offer": Offer,
    "need": Need,
    "search": Search,
    "search_note": Note,
    "check_in": CheckIn,
    "ask": Ask,
}
KIND_OF = {model: kind for kind, model in KINDS.items()}


def post_here(crisis: Crisis, kind: str, public_id: UUID) -> Post:
    """What somebody posted in this crisis. Raises NotThere."""
    found = KINDS[kind].objects.filter(public_id=public_id).first() if kind in KINDS else None
    if found is None or found.crisis_id != crisis.pk:
        raise NotThere
    return found


def suspend_owner(*, posted: Post, reason: str, origin: Origin, at: datetime) -> Suspension:
    """Suspend the person behind a post of this crisis. Raises NotAllowed, Colleague, Invalid, TooLate."""
    return suspend_person(
        person=posted.owner,
        crisis_id=posted.crisis_id,
        subject_kind=KIND_OF[type(posted)],
        subject=posted.public_id,
        reason=reason,
        origin=origin,
        at=at,
    )


def suspensions_of(crisis: Crisis) -> QuerySet[Suspension]:
    return Suspension.objects.filter(crisis_id=crisis.pk).select_related("person", "by", "lifted_by")


def suspension_here(crisis: Crisis, public_id: UUID) -> Suspension:
    """Raises NotThere for one of another crisis."""
    found = suspensions_of(crisis).filter(public_id=public_id).first()
    if found is None:
        raise NotThere
    return found


def standing_suspension(person) -> Suspension | None:
    return Suspension.objects.filter(person=person, lifted_at__isnull=True).select_related("by").first()
