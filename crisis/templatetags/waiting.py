"""How much waits behind each tab of the desk."""

from django import template

from crisis.activation.models import Crisis
from crisis.desk.queue import tab_counts

register = template.Library()


@register.simple_tag
def waits(crisis: Crisis) -> dict[str, int]:
    return tab_counts(crisis)
