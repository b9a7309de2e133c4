"""The family's answers, under the question they answer."""

from django.db.models import Q

from crisis.search.models import Note
from crisis.search.rules import masked
from crisis.search.vocabulary import AuthorKind, NoteKind, SearchState, ShownTo


def answers_to(asked: Note) -> list[Note]:
    """What whoever asked may read: let through, to the family or to everyone. Oldest first, without numbers."""
    said = Note.objects.filter(answers=asked, author_kind=AuthorKind.FAMILY, held_at=None)
    shown = said.exclude(shown_to=ShownTo.NOBODY).exclude(search__state=SearchState.WITHDRAWN)
    return _without_numbers(shown)


def threaded(notes: list[Note], *, family: bool) -> list[Note]:
    """Each question among `notes` with its `replies`, which stand nowhere else. `family`: also what they answered and
    nobody has read yet, or a moderator held.
    """
    asked = {note.pk: note for note in notes if note.kind == NoteKind.QUESTION}
    for question in asked.values():
        question.replies = []
    for note in reversed(notes):  # oldest first
        if note.answers_id in asked:
            asked[note.answers_id].replies.append(note)
    for note in _waiting(asked) if family and asked else ():
        note.waits = not note.held_at
        asked[note.answers_id].replies.append(note)
    return [note for note in notes if note.answers_id not in asked]


def _waiting(asked: dict[int, Note]) -> list[Note]:
    theirs = Note.objects.filter(answers__in=asked, author_kind=AuthorKind.FAMILY)
    return _without_numbers(theirs.filter(Q(shown_to=ShownTo.NOBODY) | Q(held_at__isnull=False)))


def _without_numbers(rows) -> list[Note]:
    notes = list(rows.order_by("posted_at", "pk"))
    for note in notes:
        note.text = masked(note.text)
    return notes
