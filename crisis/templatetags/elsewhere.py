"""Where a record comes from, when it is another site's."""

from django import template

from crisis.search.pfif.queries import came, clone_of, notes_that_came
from crisis.search.rules import masked

register = template.Library()


@register.inclusion_tag("search/parts/source.html")
def source(search: int) -> dict:
    """For everybody. `search`: the primary key of the Search."""
    clone = clone_of(search)
    url = clone.fields.get("source_url", "") if clone else ""
    return {"clone": clone, "name": _name(clone) if clone else "", "url": url}


@register.inclusion_tag("desk/parts/source.html")
def source_at_the_desk(search) -> dict:
    """For a moderator: every word that is passed on."""
    clone = clone_of(search)
    if clone is None:
        return {}
    notes = [(record, came(record)) for record in notes_that_came(search)]
    return {"clone": clone, "name": _name(clone), "came": came(clone), "notes": notes}


def _name(clone) -> str:
    return masked(clone.fields.get("source_name", "")) or clone.feed.domain
