"""What time it is in a crisis, for pages that say how fresh they are."""

from datetime import datetime

from django import template

from crisis.activation.clock import crisis_now
from crisis.activation.models import Crisis

register = template.Library()


@register.simple_tag
def now_in(crisis: Crisis) -> datetime:
    return crisis_now(crisis)
