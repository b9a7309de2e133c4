"""What coordinators and moderators do with a search: read it, decide about what strangers wrote, close, reveal."""

from datetime import datetime
from functools import partial

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.disclosure.models import Disclosed
from accounts.errors import Invalid
from accounts.origin import Origin
from crisis.activation.access import COORDINATE, MODERATE, require
from crisis.checkin.models import CheckIn
from crisis.desk.actions import note_case
from crisis.desk.revealing import Revealed, reveal_exact
from crisis.moderation.actions import decide
from crisis.moderation.vocabulary import Act
from crisis.search import rules
from crisis.search.actions import showing
from crisis.search.actions.closing import close_search, reopen_search
from crisis.search.actions.showing import hide_note, show_note
from crisis.search.models import Note, Search
from crisis.search.vocabulary import NoteStatus, SearchState, ShownTo


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
    """`to`: family, everyone or hold. Raises Invalid, NotAllowed, TooLate.

    A claim ("this is me") is for a coordinator, who has spoken with whoever made it, and never for everyone.
    `sure`: they have; or, of a note with words of a death in it, that it tells of none.
    """
    crisis = note.search.crisis
    require(origin.actor, MODERATE, crisis.pk)
    if note.status == NoteStatus.IS_NOTE_AUTHOR:
        return _review_claim(note, to, sure, origin, at)
    if to == ShownTo.FAMILY:
        return show_note(note=note, shown_to=to, origin=origin, at=at)
    acts = {ShownTo.EVERYONE.value: Act.RESTORE, "hold": Act.HOLD}
    if to not in acts:
        raise Invalid({"to": [_("Choose what to do.")]})
    if to == ShownTo.EVERYONE and rules.tells_of_a_death(note.text) and not sure:
        raise Invalid(
            {"sure": [_("It may tell of a death: nobody's death is ever public. Tick that it does not.")]}
        )
    show = partial(show_note, note=note, shown_to=to) if to == ShownTo.EVERYONE else None
    return _decide("search_note", crisis, note.public_id, acts[to], reason, origin, at, doing=show)


def move_search(*, search: Search, to: str, reason: str, origin: Origin, at: datetime) -> None:
    """Found, closed or open again, for the family; the reason is kept as a note. Raises Invalid, TooLate."""
    require(origin.actor, COORDINATE, search.crisis_id)
    with transaction.atomic():
        if to == SearchState.OPEN:
            reopen_search(search=search, origin=origin, at=at)
        else:
            close_search(search=search, to=to, origin=origin, at=at)
        note_case(crisis=search.crisis, subject=search.public_id, text=reason, origin=origin, at=at)


def reveal_contact(*, posted: Search | Note | CheckIn, reason: str, origin: Origin, at: datetime) -> Revealed:
    """How to reach who posted it: once, logged for them. Raises NotAllowed, Invalid, TooMany."""
    return reveal_exact(posted=posted, what=(Disclosed.CONTACT,), reason=reason, origin=origin, at=at)


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
