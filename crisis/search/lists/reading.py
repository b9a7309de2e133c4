"""A coordinator reads what a list says of somebody: with a reason, logged row by row, and not too often."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.disclosure.actions import record_disclosure
from accounts.disclosure.models import Disclosed, Disclosure
from accounts.errors import Invalid, TooMany
from accounts.origin import Origin
from crisis.activation.access import COORDINATE, require
from crisis.activation.models import Crisis
from crisis.search.lists.models import ListedPerson

READER = "list reader"
SHORTEST_REASON = 5
MOST_AN_HOUR = 300  # rows


def read_listed(
    *, crisis: Crisis, persons: Sequence[ListedPerson], reason: str, origin: Origin, at: datetime
) -> None:
    """Log that `origin.actor` is shown these rows. Raises NotAllowed, Invalid without a reason, TooMany."""
    require(origin.actor, COORDINATE, crisis.pk)
    if len(reason.strip()) < SHORTEST_REASON:
        raise Invalid({"reason": [_("Say why you need to see it: it is kept with your name.")]})
    with transaction.atomic():
        if _lately(origin, at).count() + len(persons) > MOST_AN_HOUR:
            raise TooMany(retry_after=3600)
        _log(crisis, persons, reason.strip(), origin, at)


def log_shown(
    *, crisis: Crisis, persons: Sequence[ListedPerson], reason: str, origin: Origin, at: datetime
) -> None:
    """For a page or an answer that shows these rows for a reason of its own, such as a lead: once an hour for each.

    Whoever calls it has checked that `origin.actor` coordinates the crisis.
    """
    with transaction.atomic():
        seen = set(_lately(origin, at).values_list("subject", flat=True)) if persons else set()
        _log(crisis, [person for person in persons if person.public_id not in seen], reason, origin, at)


def _lately(origin: Origin, at: datetime) -> QuerySet[Disclosure]:
    return Disclosure.objects.filter(to=origin.actor, to_role=READER, at__gt=at - timedelta(hours=1))


def _log(crisis: Crisis, persons: Sequence[ListedPerson], reason: str, origin: Origin, at: datetime) -> None:
    for person in persons:
        record_disclosure(
            about=None, what=Disclosed.LISTED, to=origin.actor, to_role=READER, subject=person.public_id,
            crisis_id=crisis.pk, at=at, reason=reason,
        )  # fmt: skip
