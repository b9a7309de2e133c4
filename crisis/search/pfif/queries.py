"""Reads for pages: where a record comes from, and what a coordinator wants to know of the feeds."""

from collections import Counter

from crisis.activation.models import Crisis
from crisis.search.models import Search
from crisis.search.pfif.feeds import host_of
from crisis.search.pfif.fields import SENSITIVE
from crisis.search.pfif.models import Clone, Feed, NoteRecord
from crisis.search.pfif.vocabulary import PhotoState

MOST = 500


def clone_of(search: Search | int) -> Clone | None:
    """What another site says of it; None for a search of ours, and once it ran out."""
    return Clone.objects.filter(search=search, gone_at__isnull=True).select_related("feed").first()


def came(record: Clone | NoteRecord) -> list[tuple[str, str]]:
    """(PFIF's name, words), for a moderator: all that is passed on but what is sensitive, in the order it came."""
    shown = record.fields.items()
    return [
        (name, words) for name, words in shown if name not in SENSITIVE and not name.endswith("_record_id")
    ]


def notes_that_came(search: Search) -> list[NoteRecord]:
    return list(NoteRecord.objects.filter(note__search=search).order_by("source_date", "pk"))


def feeds_of(crisis: Crisis) -> list[Feed]:
    """Each with `records`: how many it has here; `unlisted`: [(host, photos not fetched)], most first."""
    feeds = list(Feed.objects.filter(crisis=crisis).order_by("domain"))
    for feed in feeds:
        clones = Clone.objects.filter(feed=feed, gone_at__isnull=True)
        feed.records = clones.count()
        waiting = clones.filter(photo_state=PhotoState.UNLISTED).values_list("fields", flat=True)[:MOST]
        hosts = Counter(host_of(fields.get("photo_url", "")) for fields in waiting)
        feed.unlisted = [(host, n) for host, n in hosts.most_common(10) if host]
    return feeds
