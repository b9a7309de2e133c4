"""How much waits for the liaisons: a number for a liaison, None for everybody else, for whom there is no such room."""

from django import template

from accounts.permissions import can
from crisis.activation.access import LIAISE
from crisis.activation.models import Crisis
from crisis.search.liaison.queries import alive_since, waiting

register = template.Library()


@register.simple_tag
def liaison_waits(person, crisis: Crisis) -> int | None:
    if not can(person, LIAISE, crisis.pk):
        return None
    return waiting(crisis).count() + len(alive_since(crisis))
