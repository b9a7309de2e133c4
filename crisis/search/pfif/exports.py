"""What another site asks for, as dicts of PFIF fields in the order of the format. Reads the ledger and nothing else."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime

from django.db.models import QuerySet

from crisis.activation.models import Crisis
from crisis.activation.vocabulary import Phase, Profile
from crisis.ground.moments import stamp
from crisis.search.pfif.fields import FIELDS, GRAVE, NEEDED
from crisis.search.pfif.models import Entry
from crisis.search.pfif.vocabulary import EntryKind

MOST = 200
EXERCISE = "EXERCISE, nobody is missing."  # whoever keeps a copy has nothing else to tell it by
NOTES = (EntryKind.NOTE, EntryKind.LINK)

Fields = dict[str, str]


def persons(
    crisis: Crisis, *, since: datetime | None = None, skip: int = 0, most: int = MOST, sensitive: bool = False
) -> list[tuple[Fields, list[Fields]]]:
    """Each person with its notes. `since`: what changed then or later, oldest first; else the newest first.

    A placeholder has ids and dates only, and no notes.
    """
    rows = Entry.objects.filter(crisis=crisis, kind=EntryKind.PERSON)
    return _with_notes(crisis, list(_page(rows, crisis, since, skip, most)), sensitive)


def _with_notes(crisis: Crisis, found: list[Entry], sensitive: bool) -> list[tuple[Fields, list[Fields]]]:
    beside = defaultdict(list)
    about = [entry.record_id for entry in found]
    rows = Entry.objects.filter(
        crisis=crisis, kind__in=NOTES, person_record_id__in=about, gone_at__isnull=True
    )
    for note in rows.order_by("source_date", "pk"):
        beside[note.person_record_id].append(_fields(crisis, note, sensitive))
    return [(_fields(crisis, entry, sensitive), _notes_of(crisis, entry, beside)) for entry in found]


def every_person(crisis: Crisis, *, sensitive: bool = False) -> Iterator[tuple[Fields, list[Fields]]]:
    """All of them, the one that was public first first; what changes meanwhile is neither left out nor there twice."""
    rows, last = Entry.objects.filter(crisis=crisis, kind=EntryKind.PERSON).order_by("pk"), 0
    while page := list(rows.filter(pk__gt=last)[:MOST]):
        yield from _with_notes(crisis, page, sensitive)
        last = page[-1].pk


def notes(
    crisis: Crisis, *, person: str = "", since: datetime | None = None, skip: int = 0, most: int = MOST,
    sensitive: bool = False,
) -> list[Fields]:  # fmt: skip
    """As persons(); `person`: of this person record alone."""
    rows = Entry.objects.filter(crisis=crisis, kind__in=NOTES)
    rows = rows.filter(person_record_id=person) if person else rows
    return [_fields(crisis, entry, sensitive) for entry in _page(rows, crisis, since, skip, most)]


def _page(
    rows: QuerySet[Entry], crisis: Crisis, since: datetime | None, skip: int, most: int
) -> QuerySet[Entry]:
    # All of it changed when it was archived.
    if since and not (_is_over(crisis) and since <= crisis.archived_at):
        rows = rows.filter(entered_at__gte=since)
    order = ("entered_at", "pk") if since else ("-entered_at", "-pk")
    return rows.order_by(*order)[skip : skip + min(most, MOST)]


def _is_over(crisis: Crisis) -> bool:
    return crisis.phase == Phase.ARCHIVED and crisis.archived_at is not None


def _notes_of(crisis: Crisis, entry: Entry, beside: dict) -> list[Fields]:
    return [] if _gone(crisis, entry) else beside[entry.record_id]


def _gone(crisis: Crisis, entry: Entry) -> datetime | None:
    """Since when; in a crisis that shows no searches, or is over, everything is."""
    if crisis.profile == Profile.HUNTED or crisis.phase in (Phase.DRAFT, Phase.ARCHIVED):
        return entry.gone_at or crisis.archived_at or entry.entered_at
    return entry.gone_at


def _fields(crisis: Crisis, entry: Entry, sensitive: bool) -> Fields:
    kind = "person" if entry.kind == EntryKind.PERSON else "note"
    gone = _gone(crisis, entry)
    said = _placeholder(entry, kind, gone) if gone else _said(crisis, entry, sensitive)
    return {name: said.get(name, "") for name in FIELDS[kind] if said.get(name) or name in NEEDED[kind]}


def _said(crisis: Crisis, entry: Entry, sensitive: bool) -> Fields:
    said = entry.fields | (entry.kept if sensitive else {})
    if said.get("status") == GRAVE:  # nothing here writes it; nothing here may ever say it
        del said["status"]
    words = "description" if entry.kind == EntryKind.PERSON else "text"
    if marked := in_exercises(crisis, said.get(words, "")):
        said[words] = marked
    dates = {"entry_date": stamp(entry.entered_at)}
    return {"source_date": stamp(entry.source_date)} | said | dates


def in_exercises(crisis: Crisis, words: str) -> str:
    return f"{EXERCISE} {words}".strip() if crisis.is_drill else words


def _placeholder(entry: Entry, kind: str, gone: datetime) -> Fields:
    """Of a note too: PFIF knows no expiry for it, so that it is there with nothing in it."""
    when = stamp(gone)
    own = {"note_record_id": entry.record_id} if kind == "note" else {"expiry_date": when}
    return own | {"person_record_id": entry.person_record_id, "entry_date": when, "source_date": when}
