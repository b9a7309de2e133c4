"""Where a record comes from, when it is another site's."""

from django import template
from django.utils.dateparse import parse_datetime

from crisis.search.models import PublicSearch
from crisis.search.pfif.queries import came, clone_of, notes_that_came
from crisis.search.rules import masked

register = template.Library()


@register.inclusion_tag("search/parts/source.html")
def source(sought: PublicSearch) -> dict:
    """For everybody: as the public copy has it, and no newer."""
    said = sought.source
    return said and {"name": said["name"], "url": said["url"], "when": parse_datetime(said["date"])}


@register.inclusion_tag("desk/parts/source.html")
def source_at_the_desk(search) -> dict:
    """For a moderator: every word that is passed on."""
    clone = clone_of(search)
    if clone is None:
        return {}
    name = masked(clone.fields.get("source_name", "")) or clone.feed.domain
    notes = [(record, came(record)) for record in notes_that_came(search)]
    return {"clone": clone, "name": name, "came": came(clone), "notes": notes}
