"""Whoever is looked for ends a search for them, behind the link sent to their own phone or mailbox."""

from datetime import datetime
from uuid import UUID

from accounts.errors import NotThere
from accounts.origin import Origin
from accounts.people.actions import mark_verified
from crisis.activation.models import Crisis
from crisis.checkin.actions.telling import holder_of_named, named_by_token, read_by
from crisis.search.sought import close_as_sought, searches_for


def close_search_for_me(*, crisis: Crisis, token: str, search: UUID, origin: Origin, at: datetime) -> None:
    """`token`: named_token()'s. Their contact counts as answered. Raises NotThere, TooLate."""
    mine = searches_for(crisis, named_by_token(crisis, token))
    row = next((each for each in mine if each.public_id == search), None)
    if row is None:
        raise NotThere
    point = holder_of_named(crisis, token)
    close_as_sought(search=row, person=point.person, origin=origin, at=at)
    mark_verified(contact=point, by=read_by(crisis), origin=origin, at=at, crisis_id=crisis.pk)
