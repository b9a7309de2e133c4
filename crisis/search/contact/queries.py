"""Reads."""

from collections.abc import Iterable

from crisis.search.contact.models import ContactWish
from crisis.search.models import Note
from crisis.search.rules import masked


def with_wishes(notes: Iterable[Note], *, numbers: bool = False) -> None:
    """Give each note its `contact_wish`, or None. `numbers`: those in an answer are for the desk alone."""
    rows = ContactWish.objects.filter(note__in=notes).prefetch_related("lines")
    wishes = {wish.note_id: wish for wish in rows}
    for note in notes:
        note.contact_wish = wishes.get(note.pk)
        if note.contact_wish and not numbers:
            note.contact_wish.answer = masked(note.contact_wish.answer)
