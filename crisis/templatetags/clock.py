"""What time it is in a crisis, for pages that say how fresh they are."""

from datetime import datetime

from django import template

from crisis.activation.clock import crisis_now
from crisis.activation.models import Crisis
from crisis.shelter.public_copy import public_delay

register = template.Library()


@register.simple_tag
def now_in(crisis: Crisis, late: bool) -> datetime:
    """To the minute: two answers of one minute are the same bytes, for caches and for whoever compares.

    `late`: of what the public learns of doors, as late as it does.
    """
    at = crisis_now(crisis) - public_delay(crisis) if late else crisis_now(crisis)
    return at.replace(second=0, microsecond=0)
