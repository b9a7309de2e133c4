"""Reads."""

from collections.abc import Iterable

from accounts.errors import NotThere
from crisis.search.contact.models import ContactWish
from crisis.search.models import Note
from crisis.search.rules import masked


def wish_of(note: Note | None) -> ContactWish:
    """Raises NotThere where its author does not want to be in touch."""
    wish = (
        ContactWish.objects.select_related("note__search__crisis").filter(note=note).first() if note else None
    )
    if wish is None:
        raise NotThere
    return wish


def with_wishes(notes: Iterable[Note], *, numbers: bool = False) -> None:
    """Give each note its `contact_wish`, or None. `numbers`: those in an answer are for the desk alone."""
    rows = ContactWish.objects.filter(note__in=notes).prefetch_related("lines")
    wishes = {wish.note_id: wish for wish in rows}
    for note in notes:
        note.contact_wish = wishes.get(note.pk)
        if note.contact_wish and not numbers:
            note.contact_wish.answer = masked(note.contact_wish.answer)
