"""From a wish to be in touch to a talk: answered by its writer, judged by the family, passed on by us."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.errors import Invalid, NotThere, TooLate
from accounts.journal.announce import announce
from accounts.origin import Origin
from accounts.people.models import Person
from crisis.search import events
from crisis.search.actions.showing import note_event
from crisis.search.contact.models import ContactLine, ContactWish
from crisis.search.models import Note, PublicSearch
from crisis.search.public_copy import lock
from crisis.search.vocabulary import SearchState, ShownTo

LONGEST = 500


def keep_wish(*, note: Note, answer: str) -> ContactWish:
    """Beside a note just written: `answer` to the family's question as its writer could read it. Both may be empty."""
    copies = PublicSearch.objects.filter(search=note.search_id)
    question = copies.values_list("proof_question", flat=True).first() or ""
    return ContactWish.objects.create(note=note, question=question, answer=answer.strip()[:200])


def judge_wish(*, wish: ContactWish, agreed: bool, origin: Origin, at: datetime) -> None:
    """The family's yes or no, which may change. Nothing is passed on before a yes.

    Raises NotThere while the note is not shown to the family, TooLate when it was said already.
    """
    with transaction.atomic():
        _lock_shown(wish)
        unlike = Q(agreed=None) | Q(agreed=not agreed)
        said = {"agreed": agreed, "decided_at": at, "decided_by": origin.actor}
        if not ContactWish.objects.filter(unlike, pk=wish.pk).update(**said):
            raise TooLate
        announce(note_event(events.ContactJudged, wish.note, at, agreed=agreed), origin=origin)


def pass_on(*, wish: ContactWish, writer: Person, text: str, origin: Origin, at: datetime) -> ContactLine:
    """A short message to the other side: who wrote the note, or the family. Raises Invalid, NotThere, TooLate."""
    text = text.strip()
    if not 0 < len(text) <= LONGEST:
        raise Invalid({"text": [_("Write a message of at most %(most)s characters.") % {"most": LONGEST}]})
    with transaction.atomic():
        _lock_shown(wish)
        if not ContactWish.objects.filter(pk=wish.pk, agreed=True).exists():
            raise TooLate
        line = ContactLine.objects.create(wish=wish, writer=writer, text=text, at=at)
        by_family = writer.pk != wish.note.author_id
        announce(note_event(events.ContactPassedOn, wish.note, at, by_family=by_family), origin=origin)
    return line


def take_back_wish(*, wish: ContactWish, origin: Origin, at: datetime) -> None:
    """Who wrote the note wants it no longer: answer and messages go, for both sides. Raises TooLate."""
    with transaction.atomic():
        gone, _kinds = ContactWish.objects.filter(pk=wish.pk).delete()
        if not gone:
            raise TooLate
        announce(note_event(events.ContactTakenBack, wish.note, at), origin=origin)


def _lock_shown(wish: ContactWish) -> None:
    """Raises NotThere for what the family may not read, or read no longer."""
    lock(wish.note.search)
    notes = Note.objects.filter(pk=wish.note_id, held_at=None).exclude(shown_to=ShownTo.NOBODY)
    if not notes.exclude(search__state=SearchState.WITHDRAWN).exists():
        raise NotThere
