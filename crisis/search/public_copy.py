"""The one place that writes what the public sees of a search. Called by every search door, and by hide and show."""

from datetime import datetime

from django.db.models import F

from accounts.people.models import ContactPoint, Person
from crisis.activation.vocabulary import Profile
from crisis.gazetteer.districts import district_of
from crisis.ground.moments import stamp
from crisis.search.models import Note, Photo, PublicSearch, PublicSearchKey, Search, SearchKey
from crisis.search.name_index import Kind, write
from crisis.search.rules import masked, never_public, photo_never_public
from crisis.search.vocabulary import SearchState, ShownTo
from matching.engine.names import Words, fold, words_of

PUBLIC = Kind(PublicSearchKey, "copy")
SEARCHES = Kind(SearchKey, "search")


def publish(search: Search, *, at: datetime) -> None:
    """Bring the public copy in line with `search`: written when it may be seen, deleted when it may not.

    Where a moderator reads first, an edit waits to be read: until then the copy keeps the wording that was.
    """
    if not may_be_public(search):
        PublicSearch.objects.filter(search=search).delete()
        return
    written = {"notes": _notes(search)}
    if search.crisis.profile == Profile.OPEN or not search.unread:
        written |= _wording(search)
    _write(search, written, at)
    # A photo replaced, taken away or found to be a child's waits for nobody.
    stale = PublicSearch.objects.filter(search=search).exclude(photo_key=_photo_key(search))
    stale.update(photo_key="")


def settle(search: Search, *, at: datetime) -> None:
    """publish() of the row as it stands now, nobody else changing it meanwhile. Inside a transaction."""
    lock(search)
    search.refresh_from_db()
    publish(search, at=at)


def lock(search: Search) -> None:
    """Until the transaction ends nobody else changes this search, or who is on it. SQLite has no FOR UPDATE."""
    Search.objects.filter(pk=search.pk).update(state=F("state"))


def may_be_public(search: Search) -> bool:
    """Only once its author has answered; in a guarded crisis, once a moderator has read it; else never."""
    if search.state != SearchState.OPEN or search.held_at or never_public(search.age_min, search.age_max):
        return False
    if search.crisis.profile == Profile.HUNTED:
        return False
    if search.crisis.profile != Profile.OPEN and not search.let_through_at:
        return False
    if Person.objects.filter(pk=search.owner_id, suspended_at__isnull=False).exists():
        return False
    return ContactPoint.objects.filter(person=search.owner_id, verified_at__isnull=False).exists()


def names_of(sought) -> tuple[str, ...]:
    """The folded words of everything a person is called; of a search, or of its public copy."""
    return fold(f"{sought.given_name} {sought.family_name} {sought.other_names}")


def words_sought(sought) -> Words:
    """The same, for the index."""
    return words_of(f"{sought.given_name} {sought.family_name} {sought.other_names}")


def _write(search: Search, written: dict, at: datetime) -> None:
    """`as_of` moves only when something shown did."""
    copy = PublicSearch.objects.filter(search=search).first()
    if copy is None and search.unread and search.crisis.profile != Profile.OPEN:
        return  # closed and reopened, with words nobody has read
    if copy is None:
        fixed = {"public_id": search.public_id, "reference": search.reference, "posted_at": search.posted_at}
        copy = PublicSearch(search=search, crisis=search.crisis, **fixed)
    elif all(getattr(copy, name) == value for name, value in written.items()):
        return
    for name, value in (written | {"as_of": at}).items():
        setattr(copy, name, value)
    copy.save()
    PublicSearchKey.objects.filter(copy=copy).delete()
    write(PUBLIC, [(copy.pk, copy.crisis_id, words_sought(copy))])


def _wording(search: Search) -> dict:
    return {
        "given_name": masked(search.given_name)[:60],
        "family_name": masked(search.family_name)[:60],
        "other_names": masked(search.other_names)[:120],
        "age_min": search.age_min,
        "age_max": search.age_max,
        "sex": search.sex,
        "description": masked(search.description),
        "last_seen_at": search.last_seen_at,
        "last_seen_words": district_of(search.cell)[:120] if search.cell else "",
        "photo_key": _photo_key(search),
    }


def _photo_key(search: Search) -> str:
    """Empty where there is none, or none the public may see."""
    if photo_never_public(search.age_min, search.age_max):
        return ""
    return Photo.objects.filter(search=search).values_list("key", flat=True).first() or ""


def _notes(search: Search) -> list[dict]:
    shown = Note.objects.filter(search=search, shown_to=ShownTo.EVERYONE, held_at__isnull=True)
    return [
        {
            "id": str(note.public_id),
            "status": note.status,
            "text": masked(note.text),
            "place": masked(note.place),
            "seen_at": stamp(note.seen_at),
            "posted_at": stamp(note.posted_at),
        }
        for note in shown.order_by("posted_at", "pk")
    ]
