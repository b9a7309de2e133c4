"""Why somebody was found, in the reader's language."""

from collections.abc import Iterable

from django import template

from crisis.search.why_words import Reason, reasons

register = template.Library()


@register.filter
def in_words(found: Iterable[Reason]) -> list[str]:
    return reasons(found)
