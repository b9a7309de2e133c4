"""Moderation's doors: what a moderator read may be seen, what they hold is gone from every surface at once."""

from contextlib import suppress
from datetime import datetime

from django.db import transaction
from django.db.models import DateTimeField, F, Q, Value
from django.db.models.functions import Greatest
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from accounts.errors import Invalid, TooLate
from accounts.journal.announce import announce
from accounts.origin import Origin
from crisis.activation.access import COORDINATE, LIAISE, require
from crisis.search import events
from crisis.search.actions.posting import search_event
from crisis.search.models import UNREAD, Note, Search
from crisis.search.public_copy import settle
from crisis.search.queries import hiding_claims
from crisis.search.vocabulary import NoteKind, NoteStatus, ShownTo


def let_through(*, search: Search, read_at: str, origin: Origin, at: datetime) -> None:
    """show_search() of what was read: `read_at` is its `edited_at` (ISO) as the moderator saw it. Raises TooLate."""
    if _moment(read_at) != search.edited_at:
        raise TooLate(_("The family changed it a moment ago: read it again."))
    show_search(search=search, origin=origin, at=at)


def show_search(*, search: Search, origin: Origin, at: datetime) -> None:
    """Let through the wording in hand, and no later one.

    Raises TooLate when it was edited since, or is shown; NotAllowed where only a coordinator may decide.
    """
    with transaction.atomic():
        _judge_claims(search, origin, at)
        waiting = Search.objects.filter(UNREAD | Q(held_at__isnull=False), pk=search.pk)
        read = Greatest(Value(at, output_field=DateTimeField()), F("edited_at"))  # not every clock is right
        if not waiting.filter(edited_at=search.edited_at).update(held_at=None, let_through_at=read):
            raise TooLate
        settle(search, at=at)
        announce(search_event(events.SearchShown, search, at), origin=origin)


def restore_search(*, search: Search, origin: Origin, at: datetime) -> None:
    """End the hold and let through nothing new: what was edited meanwhile waits to be read.

    Raises TooLate when it is not held; NotAllowed where only a coordinator may decide.
    """
    with transaction.atomic():
        _judge_claims(search, origin, at)
        if not Search.objects.filter(pk=search.pk, held_at__isnull=False).update(held_at=None):
            raise TooLate
        settle(search, at=at)
        announce(search_event(events.SearchShown, search, at), origin=origin)


def hide_search(*, search: Search, origin: Origin, at: datetime) -> None:
    """Page, photo, look-ups, API: the search looks as if it had never been. Raises TooLate when held already."""
    with transaction.atomic():
        if not Search.objects.filter(pk=search.pk, held_at__isnull=True).update(held_at=at):
            raise TooLate
        settle(search, at=at)
        announce(search_event(events.SearchHidden, search, at), origin=origin)


def show_note(*, note: Note, shown_to: str, origin: Origin, at: datetime) -> None:
    """To the family, or to everyone. Raises Invalid for anything else, and for a claim or a list's row to everyone.

    Raises NotAllowed for what was handed to the liaisons, unless one of them decides.
    Raises TooLate when it is shown to them already: a second press must not write to everybody again.
    """
    allowed = {ShownTo.FAMILY, ShownTo.EVERYONE}
    if note.status == NoteStatus.IS_NOTE_AUTHOR or note.kind == NoteKind.HOSPITAL_LIST:
        allowed.discard(ShownTo.EVERYONE)  # who is safe, or ill, decides alone who hears of it
    if shown_to not in allowed:
        raise Invalid({"shown_to": sorted(allowed)})
    if note.handed_at:
        require(origin.actor, LIAISE, note.search.crisis_id)
    with transaction.atomic():
        new = ~Q(shown_to=shown_to) | Q(held_at__isnull=False) | Q(read_at__isnull=True)
        rows = Note.objects.filter(new, pk=note.pk, handed_at=note.handed_at)
        if not rows.update(shown_to=shown_to, read_at=at, held_at=None):
            raise TooLate
        note.refresh_from_db()
        settle(note.search, at=at)
        announce(note_event(events.NoteShown, note, at, shown_to=str(shown_to)), origin=origin)


def hide_note(*, note: Note, origin: Origin, at: datetime) -> None:
    """Raises TooLate when held already."""
    with transaction.atomic():
        shown = Note.objects.filter(Q(held_at__isnull=True) | Q(read_at__isnull=True), pk=note.pk)
        if not shown.update(held_at=at, read_at=at):
            raise TooLate
        note.refresh_from_db()
        settle(note.search, at=at)
        announce(note_event(events.NoteHidden, note, at, shown_to=str(note.shown_to)), origin=origin)


def restore_note(*, note: Note, origin: Origin, at: datetime) -> None:
    """Moderation's "show": to those who could read it before, a claim to the family at most.

    Raises TooLate for what nobody has let through yet.
    """
    if note.shown_to == ShownTo.NOBODY:
        raise TooLate
    private = note.status == NoteStatus.IS_NOTE_AUTHOR or note.kind == NoteKind.HOSPITAL_LIST
    show_note(note=note, shown_to=ShownTo.FAMILY if private else note.shown_to, origin=origin, at=at)


def _moment(said: str) -> datetime | None:
    """None for what is no moment; the API says it in another time zone than we keep it in."""
    with suppress(ValueError):
        return parse_datetime(said)


def _judge_claims(search: Search, origin: Origin, at: datetime) -> None:
    """Whoever says "this is me" is brought back into the public by a coordinator alone, who heard of them."""
    claims = hiding_claims(search)
    if claims.exists():
        require(origin.actor, COORDINATE, search.crisis_id)
        claims.update(read_at=at)


def note_event(kind, note: Note, at: datetime, **extra):
    about = {"subject": note.public_id, "note": note.pk, "of": str(note.search.public_id)}
    return search_event(kind, note.search, at, **about | extra)
