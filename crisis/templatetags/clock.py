"""What time it is in a crisis, for pages that say how fresh they are."""

from datetime import datetime

from django import template

from crisis.activation.clock import crisis_now
from crisis.activation.models import Crisis

register = template.Library()


@register.simple_tag
def now_in(crisis: Crisis) -> datetime:
    """To the minute: two answers of one minute are the same bytes, for caches and for whoever compares."""
    return crisis_now(crisis).replace(second=0, microsecond=0)
