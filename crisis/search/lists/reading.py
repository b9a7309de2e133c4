"""A coordinator reads what a list says of somebody: with a reason, logged row by row, and not too often."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.disclosure.actions import record_disclosure
from accounts.disclosure.models import Disclosed, Disclosure
from accounts.errors import Invalid, TooMany
from accounts.locks import stand_in_line
from accounts.origin import Origin
from accounts.people.models import Person
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
        stand_in_line(Person, [origin.actor_id])  # two looks at once must not both be the last allowed
        if _lately(crisis, origin, at).count() + len(persons) > MOST_AN_HOUR:
            raise TooMany(retry_after=3600)
        _log(crisis, persons, reason.strip(), origin, at)


def log_shown(
    *, crisis: Crisis, persons: Sequence[ListedPerson], reason: str, origin: Origin, at: datetime
) -> None:
    """For a page or an answer that shows these rows for a reason of its own, such as a lead: once an hour for each.

    Whoever calls it has checked that `origin.actor` coordinates the crisis.
    """
    with transaction.atomic():
        _log(crisis, _unseen(crisis, persons, origin, at), reason, origin, at)


def log_compared(*, crisis: Crisis, persons: Sequence[ListedPerson], origin: Origin, at: datetime) -> bool:
    """For a report on a file that tells which of its rows some list has. False: too many, and it must tell none.

    Whoever calls it has checked that `origin.actor` coordinates the crisis.
    """
    with transaction.atomic():
        stand_in_line(Person, [origin.actor_id])
        unseen = _unseen(crisis, persons, origin, at)
        if unseen and _lately(crisis, origin, at).count() + len(unseen) > MOST_AN_HOUR:
            return False
        _log(crisis, unseen, _("Giving a list"), origin, at)
    return True


def _unseen(
    crisis: Crisis, persons: Sequence[ListedPerson], origin: Origin, at: datetime
) -> list[ListedPerson]:
    seen = set(_lately(crisis, origin, at).values_list("subject", flat=True)) if persons else set()
    return [person for person in persons if person.public_id not in seen]


def _lately(crisis: Crisis, origin: Origin, at: datetime) -> QuerySet[Disclosure]:
    """Of this crisis alone: an exercise's clock is its own."""
    read = Disclosure.objects.filter(to=origin.actor, to_role=READER, crisis_id=crisis.pk)
    return read.filter(at__gt=at - timedelta(hours=1))


def _log(crisis: Crisis, persons: Sequence[ListedPerson], reason: str, origin: Origin, at: datetime) -> None:
    for person in persons:
        record_disclosure(
            about=None, what=Disclosed.LISTED, to=origin.actor, to_role=READER, subject=person.public_id,
            crisis_id=crisis.pk, at=at, reason=reason,
        )  # fmt: skip
