"""How our own records are called abroad: the site's domain, a slash, the kind and the public id."""

import re
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings

_OURS = re.compile(r"person\.([0-9a-f-]{36})")


def domain() -> str:
    """What our record ids begin with: the host of PUBLIC_URL."""
    return (urlsplit(settings.PUBLIC_URL).hostname or "localhost").lower()


def site() -> str:
    return f"Porte Ouverte ({domain()})"


def person_id(public_id: UUID) -> str:
    return f"{domain()}/person.{public_id}"


def note_id(public_id: UUID | str) -> str:
    return f"{domain()}/note.{public_id}"


def link_id(one: UUID, other: UUID) -> str:
    """Of the note on `one` that says `other` is the same person."""
    return f"{domain()}/link.{one}.{other}"


def of_ours(record_id: str) -> UUID | None:
    """The search a person record id of ours names; None for any other."""
    found = _OURS.fullmatch(record_id.removeprefix(f"{domain()}/"))
    try:
        return UUID(found[1]) if found else None
    except ValueError:
        return None
