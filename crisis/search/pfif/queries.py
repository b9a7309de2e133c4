"""Reads for pages: where a record comes from, and what a coordinator wants to know of the feeds."""

from collections import Counter

from django.utils.translation import gettext_lazy as _

from crisis.activation.models import Crisis
from crisis.search.models import Search
from crisis.search.pfif.feeds import host_of
from crisis.search.pfif.models import Clone, Feed, NoteRecord
from crisis.search.pfif.vocabulary import PhotoState

MOST = 500

# What a moderator reads of a record, in these words; the rest is dates, ids, and what the page says anyway.
LABELS = {
    "full_name": _("Full name"),
    "alternate_names": _("Other names"),
    "date_of_birth": _("Day or year of birth"),
    "description": _("Description"),
    "text": _("What it says"),
    "last_known_location": _("Last known place"),
    "author_name": _("Who wrote it there"),
    "author_email": _("Their e-mail address"),
    "author_phone": _("Their phone number"),
    "home_street": _("Home, street"),
    "home_neighborhood": _("Home, part of town"),
    "home_city": _("Home, town"),
    "home_state": _("Home, region"),
    "home_postal_code": _("Home, postcode"),
    "home_country": _("Home, country"),
    "source_name": _("Name of their site"),
    "source_url": _("Their page"),
    "photo_url": _("Photo there"),
    "profile_urls": _("Other pages about the person"),
}


def clone_of(search: Search | int) -> Clone | None:
    """What another site says of it; None for a search of ours, and once it ran out."""
    return Clone.objects.filter(search=search, gone_at__isnull=True).select_related("feed").first()


def came(record: Clone | NoteRecord) -> list[tuple[str, str]]:
    """(label, words), for a moderator: every free word that is passed on."""
    return [(label, record.fields[name]) for name, label in LABELS.items() if name in record.fields]


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
