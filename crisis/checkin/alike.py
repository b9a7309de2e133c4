"""Check-ins among those who may be the one somebody is about to look for: as a look-up shows them, and no others."""

from collections.abc import Sequence

from accounts.errors import Invalid
from accounts.people.contact import read_contact
from crisis.activation.models import Crisis
from crisis.checkin.queries import Found, by_contact, by_name
from crisis.search.looking import Wanted
from crisis.search.similar import also


@also
def check_ins_alike(crisis: Crisis, wanted: Wanted, contacts: Sequence[str]) -> list[Found]:
    """By each contact the family gave of them first, then by name."""
    found = [each for contact in contacts for each in _known(crisis, wanted, contact)]
    found += by_name(crisis, wanted.name, seen=wanted.seen)
    return list({each.public_id: each for each in reversed(found)}.values())[::-1]


def _known(crisis: Crisis, wanted: Wanted, contact: str) -> list[Found]:
    try:
        return by_contact(crisis, wanted.name, read_contact(contact), seen=wanted.seen)
    except Invalid:
        return []  # the rules of the form say so
