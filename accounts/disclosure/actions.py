from datetime import datetime
from uuid import UUID

from django.db import connection

from accounts.disclosure.models import Disclosed, Disclosure
from accounts.people.models import Person


def record_disclosure(
    *,
    about: Person | None,
    what: Disclosed,
    to: Person | None,
    to_role: str,
    subject: UUID,
    crisis_id: int | None,
    at: datetime,
    reason: str = "",
) -> Disclosure:
    """Log that `to` (in the role `to_role`: guest, host, coordinator) was shown `what` about `about`.

    Raises RuntimeError outside the transaction that releases it: no release without its row.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("a disclosure is logged in the transaction that releases it")
    return Disclosure.objects.create(
        about=about,
        what=what,
        to=to,
        to_role=to_role,
        subject=subject,
        crisis_id=crisis_id,
        at=at,
        reason=reason[:200],
    )
