"""A public copy → the PFIF fields others read. What the public doesn't see is not in here; a clone keeps its own."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from crisis.activation.actions import absolute
from crisis.ground.moments import stamp
from crisis.search.models import PublicSearch
from crisis.search.pfif import ids
from crisis.search.pfif.fields import FREE, GRAVE, SENSITIVE
from crisis.search.pfif.models import Clone, NoteRecord
from crisis.search.pfif.vocabulary import EntryKind
from crisis.search.rules import masked

SOMEBODY = "Anonymous"  # PFIF needs a name; who wrote is nobody's business


@dataclass(frozen=True, kw_only=True)
class Told:
    """What an Entry should hold. `source_date`: None for now."""

    kind: EntryKind
    fields: dict
    kept: dict
    source_date: datetime | None


def person_told(copy: PublicSearch, clone: Clone | None) -> Told:
    if clone:
        return _clones(EntryKind.PERSON, clone, photo=public_photo(copy))
    search = copy.search
    fields = {
        "person_record_id": ids.person_id(copy.public_id),
        "expiry_date": stamp(search.expires_at),
        "source_name": ids.site(),
        "source_url": _address("search_page", slug=copy.crisis.slug, search=copy.public_id),
        "full_name": copy.full_name,
        "given_name": copy.given_name,
        "family_name": copy.family_name,
        "alternate_names": copy.other_names,
        "description": _description(copy, search.language),
        "sex": copy.sex,
        "age": _age(copy),
        "photo_url": public_photo(copy),
    }
    told = {name: words for name, words in fields.items() if words}
    return Told(kind=EntryKind.PERSON, fields=told, kept={}, source_date=None)


def note_told(note: dict, person: str, record: NoteRecord | None) -> Told:
    """`note`: as the public copy has it."""
    if record:
        return _clones(EntryKind.NOTE, record, photo="")
    fields = {
        "note_record_id": ids.note_id(note["id"]),
        "person_record_id": person,
        "author_name": SOMEBODY,
        "status": note["status"],
        "last_known_location": note["place"],
        "text": note["text"],
    }
    told = {name: words for name, words in fields.items() if words}
    posted = parse_datetime(note["posted_at"])
    return Told(kind=EntryKind.NOTE, fields=told, kept={}, source_date=posted)


def link_told(record_id: str, person: str, other: str) -> Told:
    with translation.override("en"):
        words = _("A coordinator compared the two records: they are about the same person.")
    fields = {
        "note_record_id": record_id,
        "person_record_id": person,
        "linked_person_record_id": other,
        "author_name": ids.site(),
        "text": words,
    }
    return Told(kind=EntryKind.LINK, fields=fields, kept={}, source_date=None)


def _clones(kind: EntryKind, clone: Clone | NoteRecord, *, photo: str) -> Told:
    """As it came. The sensitive fields, and free words as they were written, are for who may read those."""
    came = {name: words for name, words in clone.fields.items() if (name, words) != ("status", GRAVE)}
    open_to_all = {
        name: masked(words) if name in FREE else words
        for name, words in came.items()
        if name not in SENSITIVE and name != "photo_url"
    }
    if photo:
        open_to_all["photo_url"] = photo
    kept = {name: words for name, words in came.items() if open_to_all.get(name) != words}
    return Told(kind=kind, fields=open_to_all, kept=kept, source_date=clone.source_date)


def public_photo(copy: PublicSearch) -> str:
    """The first that may be shown as it is: a blurred one is touched by whoever wants to see it, here."""
    key = next((photo["key"] for photo in copy.photos if not photo["sensitive"]), "")
    about = {"slug": copy.crisis.slug, "search": copy.public_id, "key": key}
    return _address("search_photo", **about) if key else ""


def _address(name: str, **about) -> str:
    """The same whoever caused it to be written down."""
    with translation.override(settings.LANGUAGE_CODE):
        return absolute(reverse(name, kwargs=about))


def _description(copy: PublicSearch, language: str) -> str:
    """PFIF has no field for when and where somebody was last seen."""
    with translation.override(language or "fr"):
        seen = {"when": stamp(copy.last_seen_at) or "", "where": copy.last_seen_words}
        if all(seen.values()):
            line = _("Last seen: %(when)s, %(where)s") % seen
        elif any(seen.values()):
            line = _("Last seen: %(said)s") % {"said": seen["when"] or seen["where"]}
        else:
            line = ""
    return "\n".join(words for words in (copy.description, line) if words)


def _age(copy: PublicSearch) -> str:
    ages = {age for age in (copy.age_min, copy.age_max) if age is not None}
    return "-".join(str(age) for age in sorted(ages))
