"""What other sites may read: written whenever a public copy is, read by exports, and by nothing else.

What was here once and no longer may be stays as a placeholder, ids and dates only: others learn that it went.
By `entered_at` they ask for what is new: it is the moment of writing, never an `at` from when a long import began.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef

from crisis.activation.clock import crisis_now
from crisis.activation.models import Crisis
from crisis.search.linking.queries import linked
from crisis.search.models import PublicSearch, Search
from crisis.search.pfif import ids
from crisis.search.pfif.models import Clone, Entry, NoteRecord
from crisis.search.pfif.telling import Told, link_told, note_told, person_told, public_photo
from crisis.search.pfif.vocabulary import EntryKind
from crisis.search.public_copy import after_publishing, reads_first, settle
from crisis.search.vocabulary import SearchState

BATCH = 1000


@after_publishing
def follow(search: Search, *, at: datetime) -> None:
    """Bring the entries of this search in line with its public copy; and the links of those it is linked with."""
    standing = _standing(search)
    was = any(entry.kind == EntryKind.PERSON and not entry.gone_at for entry in standing.values())
    copy = _copy(search)
    if not was and not copy:
        return  # never told to anybody, and still not to be
    others = linked(search)
    _bring_in_line(search, copy, others, standing, at)
    if was != bool(copy):
        for other in others:
            follow_links(other, at=at)


def follow_links(search: Search, *, at: datetime) -> None:
    """Which searches are for the same person changed, or which of them may be seen."""
    if copy := _copy(search):
        with transaction.atomic():
            _bring_in_line(search, copy, linked(search), _standing(search), at)


def enter_what_is_missing(*, crisis: Crisis, at: datetime) -> int:
    """What was public before there was a ledger, brought in line whole; how many. Harmless twice."""
    entered = Entry.objects.filter(search=OuterRef("search"), kind=EntryKind.PERSON)
    missing = Search.objects.filter(
        public_copy__in=PublicSearch.objects.filter(~Exists(entered), crisis=crisis)
    )
    searches = list(missing.select_related("crisis")[:BATCH])
    for search in searches:
        with transaction.atomic():
            settle(search, at=at)
    return len(searches)


def remember_placeholder(*, crisis: Crisis, record_id: str, expiry: datetime) -> bool:
    """A record that had run out before it reached us. False when its id stands here already."""
    about = {"kind": EntryKind.PERSON, "person_record_id": record_id, "entered_at": crisis_now(crisis)}
    _entry, new = Entry.objects.get_or_create(
        crisis=crisis, record_id=record_id, defaults=about | {"source_date": expiry, "gone_at": expiry}
    )
    return new


def record_id_of(search: Search) -> str:
    clone = Clone.objects.filter(search=search).first()
    return clone.record_id if clone else ids.person_id(search.public_id)


def _copy(search: Search) -> PublicSearch | None:
    return PublicSearch.objects.filter(search=search).select_related("crisis", "search").first()


def _standing(search: Search) -> dict[str, Entry]:
    return {entry.record_id: entry for entry in Entry.objects.filter(search=search)}


def _bring_in_line(
    search: Search, copy: PublicSearch | None, others: list[Search], standing: dict[str, Entry], at: datetime
) -> None:
    wanted = _wanted(search, copy, others) if copy else {}
    for record_id, told in wanted.items():
        _enter(search, record_id, told, standing.get(record_id), at)
    ended = min(at, search.expires_at) if search.state == SearchState.EXPIRED else at
    for record_id, entry in standing.items():
        if record_id not in wanted and not entry.gone_at:
            _go(entry, ended, crisis_now(search.crisis))


def _wanted(search: Search, copy: PublicSearch, others: list[Search]) -> dict[str, Told]:
    """Record id → what it should say."""
    clone = Clone.objects.filter(search=search).first()
    person = clone.record_id if clone else ids.person_id(search.public_id)
    told = {person: _person(search, copy, clone, person)}
    foreign = _foreign(copy)
    for note in copy.notes:
        record = foreign.get(note["id"])
        told[record.record_id if record else ids.note_id(note["id"])] = note_told(note, person, record)
    public = PublicSearch.objects.filter(search__in=others) if others else ()
    shown = {each.search_id for each in public}
    for other in others:
        if other.pk in shown:
            name = ids.link_id(search.public_id, other.public_id)
            told[name] = link_told(name, person, record_id_of(other))
    return told


def _foreign(copy: PublicSearch) -> dict[str, NoteRecord]:
    """Its notes that other sites wrote, by the note's id."""
    shown = [note["id"] for note in copy.notes]
    records = NoteRecord.objects.filter(note__public_id__in=shown).select_related("note") if shown else ()
    return {str(record.note.public_id): record for record in records}


def _person(search: Search, copy: PublicSearch, clone: Clone | None, record_id: str) -> Told:
    """A clone whose new wording nobody has read yet goes on saying what was read."""
    told = person_told(copy, clone)
    if not (clone and search.unread and reads_first(search)):
        return told
    before = Entry.objects.filter(search=search, record_id=record_id, gone_at__isnull=True).first()
    if before is None:
        return told
    fields = {name: words for name, words in before.fields.items() if name != "photo_url"}
    if photo := public_photo(copy):
        fields["photo_url"] = photo
    return Told(kind=told.kind, fields=fields, kept=before.kept, source_date=before.source_date)


def _enter(search: Search, record_id: str, told: Told, entry: Entry | None, at: datetime) -> None:
    person = told.fields.get("person_record_id", record_id)
    entry = entry or Entry.objects.filter(crisis=search.crisis_id, record_id=record_id).first()
    says = {"fields": told.fields, "kept": told.kept, "gone_at": None}
    if entry is None:
        about = {"kind": told.kind, "search": search, "person_record_id": person}
        first = {"entered_at": crisis_now(search.crisis), "source_date": told.source_date or at}
        key = {"crisis_id": search.crisis_id, "record_id": record_id}
        Entry.objects.get_or_create(**key, defaults=about | first | says)
    elif any(getattr(entry, name) != value for name, value in says.items()):
        dates = {"entered_at": crisis_now(search.crisis), "source_date": _newer(told, entry, at)}
        Entry.objects.filter(pk=entry.pk).update(search=search, **says, **dates)


def _newer(told: Told, entry: Entry, at: datetime) -> datetime:
    """Of another site's record its own date; of ours the moment it changed, or who holds a copy keeps that."""
    foreign = not entry.record_id.startswith(f"{ids.domain()}/")
    return told.source_date if foreign and told.source_date else at


def _go(entry: Entry, ended: datetime, now: datetime) -> None:
    nothing = {"fields": {}, "kept": {}}
    Entry.objects.filter(pk=entry.pk).update(gone_at=ended, source_date=ended, entered_at=now, **nothing)
