"""What coordinators and moderators do with a search: read it, decide about what strangers wrote, close, reveal."""

from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from functools import partial

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.disclosure.models import Disclosed
from accounts.errors import Invalid, TooLate
from accounts.idempotency.once import Done
from accounts.origin import Origin
from crisis.activation.access import COORDINATE, MODERATE, require
from crisis.checkin.asks.models import Ask
from crisis.checkin.models import CheckIn
from crisis.desk.actions import note_case
from crisis.desk.revealing import Revealed, reveal_exact
from crisis.moderation.actions import decide
from crisis.moderation.vocabulary import Act
from crisis.search import rules
from crisis.search.actions import showing
from crisis.search.actions.checking import check_note, uncheck_note
from crisis.search.actions.closing import close_search, reopen_search
from crisis.search.actions.life import freeze_notes, unfreeze_notes
from crisis.search.actions.notes import add_note
from crisis.search.actions.showing import hide_note, show_note
from crisis.search.drafts import NoteDraft
from crisis.search.liaison.hearing import hear_of_death
from crisis.search.liaison.vocabulary import Via
from crisis.search.models import Note, Search
from crisis.search.vocabulary import AuthorKind, NoteKind, NoteStatus, SearchState, ShownTo

CHECKS = {"checked": check_note, "unchecked": uncheck_note}
SHOWN = (ShownTo.FAMILY, ShownTo.EVERYONE)

MOVES = {SearchState.OPEN: reopen_search, "freeze": freeze_notes, "unfreeze": unfreeze_notes}


def review_search(
    *, search: Search, let_through: bool, read_at: str, reason: str, origin: Origin, at: datetime
) -> None:
    """Let through what was read, or hold it. `read_at`: the wording's `edited_at` (ISO) as the moderator saw it.

    Raises TooLate when it was edited since, Invalid without a reason, NotAllowed.
    """
    act = Act.RESTORE if let_through else Act.HOLD
    read = partial(showing.let_through, search=search, read_at=read_at) if let_through else None
    _decide("search", search.crisis, search.public_id, act, reason, origin, at, doing=read)


def review_note(
    *, note: Note, to: str, reason: str, origin: Origin, at: datetime, sure: bool = False
) -> None:
    """`to`: family, everyone or hold; or checked, unchecked, a coordinator's. Raises Invalid, NotAllowed, TooLate.

    A claim ("this is me") is for a coordinator, who has spoken with whoever made it, and never for everyone; nor is
    what stands on a hospital's list. `sure`: they have; or, of a note with words of a death, that it tells of none.
    """
    crisis = note.search.crisis
    require(origin.actor, COORDINATE if note.kind == NoteKind.HOSPITAL_LIST else MODERATE, crisis.pk)
    if to in CHECKS:
        return _check(note, CHECKS[to], reason, origin, at)
    if note.status == NoteStatus.IS_NOTE_AUTHOR:
        return _review_claim(note, to, sure, origin, at)
    if to in SHOWN and rules.tells_of_a_death(note.text) and not sure:
        raise Invalid(
            {"sure": [_("It may tell of a death: nobody learns of one from here. Tick that it does not.")]}
        )
    if to == ShownTo.FAMILY:
        return show_note(note=note, shown_to=to, origin=origin, at=at)
    acts = {ShownTo.EVERYONE.value: Act.RESTORE, "hold": Act.HOLD}
    if to not in acts:
        raise Invalid({"to": [_("Choose what to do.")]})
    show = partial(show_note, note=note, shown_to=to) if to == ShownTo.EVERYONE else None
    return _decide("search_note", crisis, note.public_id, acts[to], reason, origin, at, doing=show)


def tell_of_search(*, search: Search, draft: NoteDraft, origin: Origin, at: datetime) -> Done:
    """What a coordinator heard or asks, in their own name; a list's row is the list's. Raises as add_note()."""
    require(origin.actor, COORDINATE, search.crisis_id)
    listed = draft.kind == NoteKind.HOSPITAL_LIST
    speaks = AuthorKind.OFFICIAL_LIST if listed else AuthorKind.VOLUNTEER
    return add_note(search=search, draft=replace(draft, author_kind=speaks), origin=origin, at=at)


def hand_to_liaison(
    *, search: Search, words: str, via: Via, source: str = "", record: str = "", origin: Origin, at: datetime
) -> None:
    """Somebody says that this person died: from now on that is for liaisons alone. Raises NotAllowed, Invalid."""
    require(origin.actor, MODERATE, search.crisis_id)
    about = {"crisis": search.crisis, "search": search, "name": search.full_name}
    hear_of_death(**about, words=words, via=via, source=source, record=record, origin=origin, at=at)


def hand_note_to_liaison(*, note: Note, origin: Origin, at: datetime) -> None:
    """hand_to_liaison() of what a note says, which nobody else reads from now on. Raises NotAllowed."""
    with transaction.atomic():
        said = {"words": note.text, "via": Via.NOTE, "record": f"note {note.public_id}"}
        hand_to_liaison(search=note.search, **said, origin=origin, at=at)
        Note.objects.filter(pk=note.pk, handed_at=None).update(handed_at=at, handed_by=origin.actor)
        with suppress(TooLate), transaction.atomic():  # held already
            review_note(note=note, to="hold", reason=_("Held."), origin=origin, at=at)


def move_search(*, search: Search, to: str, reason: str, origin: Origin, at: datetime) -> None:
    """Found, closed or open again for the family, or its notes frozen; the reason is kept as a note.

    `to`: found, closed, open, freeze or unfreeze. Raises Invalid, TooLate.
    """
    require(origin.actor, COORDINATE, search.crisis_id)
    with transaction.atomic():
        if to in MOVES:
            MOVES[to](search=search, origin=origin, at=at)
        else:
            close_search(search=search, to=to, origin=origin, at=at)
        note_case(crisis=search.crisis, subject=search.public_id, text=reason, origin=origin, at=at)


def reveal_contact(
    *, posted: Search | Note | CheckIn | Ask, reason: str, origin: Origin, at: datetime
) -> Revealed:
    """How to reach who posted it: once, logged for them. Raises NotAllowed, Invalid, TooMany."""
    return reveal_exact(posted=posted, what=(Disclosed.CONTACT,), reason=reason, origin=origin, at=at)


def _check(note: Note, act, reason: str, origin: Origin, at: datetime) -> None:
    """How it was checked is kept for the next shift."""
    with transaction.atomic():
        act(note=note, origin=origin, at=at)
        subject = note.search.public_id
        note_case(crisis=note.search.crisis, subject=subject, text=reason, origin=origin, at=at)


def _review_claim(note: Note, to: str, sure: bool, origin: Origin, at: datetime) -> None:
    require(origin.actor, COORDINATE, note.search.crisis_id)
    if to == "hold":
        return hide_note(note=note, origin=origin, at=at)
    if not sure:
        raise Invalid({"sure": [_("Speak with them first, then tick that you have.")]})
    return show_note(note=note, shown_to=to, origin=origin, at=at)


def _decide(kind: str, crisis, subject, act: Act, reason: str, origin: Origin, at: datetime, doing) -> None:
    about = {"crisis": crisis, "subject_kind": kind, "subject": subject, "act": act, "reason": reason}
    decide(origin=origin, at=at, doing=doing, **about)
