"""Who may read of the gravest news: liaisons, and for everybody else there is none."""

from accounts.people.models import Person
from accounts.permissions import can
from crisis.activation.access import LIAISE
from crisis.search.liaison.models import Matter
from crisis.search.liaison.queries import standing
from crisis.search.models import Search


def matter_of(person: Person, search: Search) -> Matter | None:
    """What liaisons know of the person this search is for; None for who is none, by as many statements each time."""
    return standing(search) if can(person, LIAISE, search.crisis_id) else None
