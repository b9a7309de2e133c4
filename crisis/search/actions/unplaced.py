"""Where somebody was last seen, in words that no place was found for: for the desk to make sense of."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.journal.announce import announce
from accounts.origin import Origin
from crisis.search import events
from crisis.search.actions.showing import note_event
from crisis.search.models import Note, Search
from crisis.search.vocabulary import AuthorKind, NoteStatus


def keep_place_words(*, search: Search, words: str, origin: Origin, at: datetime) -> None:
    """As a note of the search's own author: nobody but the desk reads it before a moderator let it through."""
    with transaction.atomic():
        note = Note.objects.create(
            search=search,
            author=search.owner,
            door=origin.door,
            status=NoteStatus.INFORMATION_SOUGHT,
            author_kind=AuthorKind.FAMILY,
            text=_("Last seen here, as the family wrote it. We found no such place."),
            place=words.strip()[:120],
            posted_at=at,
        )
        announce(note_event(events.NoteAdded, note, at), origin=origin)


def place_words(search: Search) -> str:
    """What the family typed for the place, found or not; "" when they typed nothing."""
    if place := getattr(search, "last_seen", None):
        return place.typed
    kept = Note.objects.filter(search=search, author=search.owner, status=NoteStatus.INFORMATION_SOUGHT)
    newest = kept.exclude(place="").order_by("-posted_at", "-pk").first()
    return newest.place if newest else ""
