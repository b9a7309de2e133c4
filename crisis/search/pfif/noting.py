"""A note of another site becomes one of ours, waits to be read as any stranger's does, and changes with its source."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from accounts.journal.announce import announce
from accounts.origin import Origin
from crisis.activation.models import Crisis
from crisis.search import events
from crisis.search.actions.showing import note_event
from crisis.search.liaison.hearing import hear_of_death
from crisis.search.liaison.vocabulary import Via
from crisis.search.models import Note, Search
from crisis.search.pfif import ids
from crisis.search.pfif.checking import Checked, domain_of
from crisis.search.pfif.cloning import Became
from crisis.search.pfif.feeds import feed_of
from crisis.search.pfif.fields import ALIVE, SELF
from crisis.search.pfif.models import Clone, NoteRecord
from crisis.search.pfif.vocabulary import Outcome
from crisis.search.public_copy import reads_first, settle
from crisis.search.queries import public_searches
from crisis.search.vocabulary import AuthorKind, NoteKind, SearchState, ShownTo

_FROZEN = _("No notes are taken on this record any more.")
_ELSEWHERE = _("We have this note on another record.")
_NEWER = _("What we have is newer.")
# Said whatever becomes of it: who sends it learns nothing more.
_TO_A_PERSON = _("It is kept for people who speak with families. It is shown to nobody, and never sent on.")


def search_told_of(crisis: Crisis, person_id: str) -> Search | None:
    """An open record of another site, or one of ours that everybody may see; None for any other."""
    if domain_of(person_id) == ids.domain():
        copies = public_searches(crisis).filter(public_id=ids.of_ours(person_id))
        copy = copies.select_related("search__crisis").first()
        return copy.search if copy else None
    clones = Clone.objects.filter(crisis=crisis, record_id=person_id, search__state=SearchState.OPEN)
    clone = clones.select_related("search__crisis").first()
    return clone.search if clone else None


def take_note(*, search: Search, found: Checked, origin: Origin, at: datetime) -> Became:
    """Inside a transaction, the search locked. The newer source_date wins."""
    rows = NoteRecord.objects.filter(crisis=search.crisis_id, record_id=found.record_id)
    record = rows.select_related("note").first()
    if record and record.note.search_id != search.pk:
        return Outcome.REFUSED, str(_ELSEWHERE)
    if record and found.source_date <= record.source_date:
        return Outcome.KNOWN, str(_NEWER) if found.source_date < record.source_date else ""
    if found.grave or (record and record.note.handed_at):
        return _hear(search, record, found, origin, at)
    if search.notes_frozen_at:
        return Outcome.REFUSED, str(_FROZEN)
    _keep(search, record, found, origin, at)
    return Outcome.TAKEN, found.remark


def _hear(search: Search, record: NoteRecord | None, found: Checked, origin: Origin, at: datetime) -> Became:
    """Kept nowhere else. What the same note said before is taken back."""
    said = {"via": Via.SITE, "source": found.domain, "record": f"pfif:{found.record_id}"}
    said |= {"name": search.full_name, "words": found.fields.get("text", "")}
    new = hear_of_death(crisis=search.crisis, search=search, origin=origin, at=at, **said)
    if record:
        Note.objects.filter(pk=record.note_id).update(held_at=at, read_at=at, text="", place="")
        NoteRecord.objects.filter(pk=record.pk).update(source_date=found.source_date, fields={})
        settle(search, at=at)
    return (Outcome.TAKEN if new else Outcome.KNOWN), str(_TO_A_PERSON)


def _keep(search: Search, record: NoteRecord | None, found: Checked, origin: Origin, at: datetime) -> None:
    feed = feed_of(search.crisis, found.domain, at=at)
    row = _row(found, at) | _gate(search, found, at)
    if record:
        note = record.note
        Note.objects.filter(pk=note.pk).update(**row)
        note.refresh_from_db()
    else:
        own = {"author": feed.person, "door": origin.door, "author_kind": AuthorKind.OTHER_SYSTEM}
        note = Note.objects.create(search=search, **own, **row)
    about = {
        "feed": feed,
        "note": note,
        "source_date": found.source_date,
        "fields": found.fields,
        "taken_at": at,
    }
    NoteRecord.objects.update_or_create(crisis=search.crisis, record_id=found.record_id, defaults=about)
    settle(search, at=at)
    announce(note_event(events.NoteAdded, note, at), origin=origin)
    if note.shown_to:
        announce(note_event(events.NoteShown, note, at, shown_to=str(note.shown_to)), origin=origin)


def _row(found: Checked, at: datetime) -> dict:
    """Whoever says there "this is me" has proved nothing to us: here it is word of somebody alive."""
    status = found.fields.get("status", "")
    met = status == ALIVE and found.fields.get("author_made_contact") == "true"
    return {
        "status": ALIVE if status == SELF else status,
        "kind": NoteKind.SEEN_ALIVE if met else NoteKind.INFORMATION,
        "text": found.fields.get("text", "")[:500],
        "place": " ".join(found.fields.get("last_known_location", "").split())[:120],
        "posted_at": min(found.source_date, at),
    }


def _gate(search: Search, found: Checked, at: datetime) -> dict:
    """In an open crisis a site's word of its own record is shown with the record; anything else is read first."""
    own = Clone.objects.filter(search=search, feed__domain=found.domain).exists()
    if own and not reads_first(search) and not found.tells_of_a_death():
        return {"shown_to": ShownTo.EVERYONE, "read_at": at, "held_at": None}
    return {"shown_to": ShownTo.NOBODY, "read_at": None, "held_at": None}
