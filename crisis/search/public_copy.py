"""The one place that writes what the public sees of a search. Called by every search door, and by hide and show."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db.models import DateTimeField, F, Value
from django.db.models.functions import Coalesce, Greatest

from accounts.people.models import ContactPoint, Person
from crisis.activation.models import Crisis
from crisis.activation.vocabulary import Profile
from crisis.gazetteer.districts import district_of
from crisis.ground.moments import stamp
from crisis.search.models import Note, PublicSearch, PublicSearchKey, Search, SearchKey
from crisis.search.name_index import Kind, write
from crisis.search.pfif.feeds import host_of
from crisis.search.pfif.models import Clone
from crisis.search.photos.models import Photo
from crisis.search.rules import masked, never_public, photo_never_public, tells_of_a_death
from crisis.search.vocabulary import NoteKind, SearchState, ShownTo
from matching.engine.names import Words, fold, words_of

PUBLIC = Kind(PublicSearchKey, "copy")
SEARCHES = Kind(SearchKey, "search")


Follower = Callable[..., None]
_followers: list[Follower] = []


def after_publishing(follower: Follower) -> Follower:
    """Register `follower(search, *, at)`: what else depends on what the public sees, in the same transaction."""
    _followers.append(follower)
    return follower


def publish(search: Search, *, at: datetime) -> None:
    """Bring the public copy in line with `search`: written when it may be seen, deleted when it may not.

    Where a moderator reads first, an edit waits to be read: until then the copy keeps the wording that was. Photos
    wait in every crisis.
    """
    _bring_in_line(search, at)
    for follower in _followers:
        follower(search, at=at)


def _bring_in_line(search: Search, at: datetime) -> None:
    if not may_be_public(search):
        PublicSearch.objects.filter(search=search).delete()
        return
    written = {"notes": _notes(search), "notes_frozen": search.notes_frozen_at is not None}
    if not (search.unread and reads_first(search)):
        written |= _wording(search)
    if not search.unread:  # photos in an open crisis, too: nobody unsees a picture
        written["photos"] = _photos(search)
    _write(search, written, at)
    _take_away_photos(search)


def settle(search: Search, *, at: datetime) -> None:
    """publish() of the row as it stands now, nobody else changing it meanwhile. Inside a transaction."""
    lock(search)
    search.refresh_from_db()
    publish(search, at=at)


def lock(search: Search) -> None:
    """Until the transaction ends nobody else changes this search, or who is on it. SQLite has no FOR UPDATE."""
    Search.objects.filter(pk=search.pk).update(state=F("state"))


def edited(at: datetime) -> Greatest:
    """For `update(edited_at=…)`, whenever words or photos change: later than what was there, and than what was read.

    `at` was taken before the photo was cleaned, or the file begun; a moderator may have read the search since. And no
    two wordings have the same moment: by it a moderator says which one was read.
    """
    tick = timedelta(microseconds=1)
    after_last = F("edited_at") + tick
    return Greatest(
        Value(at, output_field=DateTimeField()), after_last, Coalesce(F("let_through_at") + tick, after_last)
    )


def may_be_public(search: Search) -> bool:
    """Only once its author has answered; once a moderator has read what reads_first(); else never.

    For a clone its feed answers, which a coordinator let in. In an open crisis what is public stays so, as it was,
    while new words wait.
    """
    if search.state != SearchState.OPEN or search.held_at or never_public(search.age_min, search.age_max):
        return False
    if search.crisis.profile == Profile.HUNTED:
        return False
    if reads_first(search) and not search.let_through_at and not _is_open_to_all(search):
        return False
    if Person.objects.filter(pk=search.owner_id, suspended_at__isnull=False).exists():
        return False
    answered = ContactPoint.objects.filter(person=search.owner_id, verified_at__isnull=False).exists()
    return answered or Clone.objects.filter(search=search, gone_at__isnull=True).exists()


def reads_first(search: Search) -> bool:
    """Does a moderator read it before anybody else?"""
    return words_wait(search.crisis, search) or Clone.objects.filter(search=search, reads_first=True).exists()


def words_wait(crisis: Crisis, sought) -> bool:
    """Of a search, or of a draft of one: in an open crisis those that may tell of a death wait for a moderator."""
    if crisis.profile != Profile.OPEN:
        return True
    said = (
        sought.given_name,
        sought.family_name,
        sought.other_names,
        sought.description,
        sought.proof_question,
    )
    return tells_of_a_death("\n".join(said))


def _is_open_to_all(search: Search) -> bool:
    """Public already, in a crisis where nobody had to read it."""
    return search.crisis.profile == Profile.OPEN and PublicSearch.objects.filter(search=search).exists()


def names_of(sought) -> tuple[str, ...]:
    """The folded words of everything a person is called; of a search, or of its public copy."""
    return fold(f"{sought.given_name} {sought.family_name} {sought.other_names}")


def words_sought(sought) -> Words:
    """The same, for the index."""
    return words_of(f"{sought.given_name} {sought.family_name} {sought.other_names}")


def _write(search: Search, written: dict, at: datetime) -> None:
    """`as_of` moves only when something shown did."""
    copy = PublicSearch.objects.filter(search=search).first()
    if copy is None and "given_name" not in written:
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
        "proof_question": masked(search.proof_question),
        "last_seen_at": search.last_seen_at,
        "last_seen_words": district_of(search.cell)[:120] if search.cell else "",
        "source": _source(search),
    }


def _source(search: Search) -> dict:
    clone = Clone.objects.filter(search=search, gone_at__isnull=True).select_related("feed").first()
    if clone is None:
        return {}
    domain, said = clone.feed.domain, masked(clone.fields.get("source_name", ""))
    name = f"{said} ({domain})" if said and domain not in said.lower() else said or domain
    url = clone.fields.get("source_url", "")
    host = host_of(url).partition(":")[0]
    theirs = host == domain or host.endswith(f".{domain}")  # a link elsewhere would be ours to answer for
    return {"name": name, "url": url if theirs else "", "date": stamp(clone.source_date)}


def _photos(search: Search) -> list[dict]:
    """Those the public may see, in their order."""
    if photo_never_public(search.age_min, search.age_max):
        return []
    rows = Photo.objects.filter(search=search, held_at__isnull=True)
    shown = rows.values_list("key", "sensitive", "width", "height")
    return [
        {"key": key, "sensitive": bool(mark), "width": width, "height": height}
        for key, mark, width, height in shown
    ]


def _take_away_photos(search: Search) -> None:
    """What was taken away, held, blurred or found to be a child's waits for nobody; nor does another order."""
    copy = PublicSearch.objects.filter(search=search).first()
    blurred = {photo["key"]: photo["sensitive"] for photo in copy.photos} if copy else {}
    left = [
        photo | {"sensitive": photo["sensitive"] or blurred[photo["key"]]}
        for photo in _photos(search)
        if photo["key"] in blurred
    ]
    if copy and copy.photos != left:
        PublicSearch.objects.filter(pk=copy.pk).update(photos=left)


def _notes(search: Search) -> list[dict]:
    shown = Note.objects.filter(search=search, shown_to=ShownTo.EVERYONE, held_at__isnull=True)
    notes = list(shown.exclude(kind=NoteKind.HOSPITAL_LIST).order_by("posted_at", "pk"))
    ids = {note.pk: str(note.public_id) for note in notes}
    return [_note(note, answers=ids.get(note.answers_id, "")) for note in notes]


def _note(note: Note, *, answers: str) -> dict:
    """`answers`: the question, where that is public, too."""
    return {
        "id": str(note.public_id),
        "kind": note.kind,
        "status": note.status,
        "author_kind": note.author_kind,
        "verification": note.verification,
        "text": masked(note.text),
        "place": masked(note.place),
        "district": district_of(note.cell) if note.cell else "",
        "answers": answers,
        "seen_at": stamp(note.seen_at),
        "posted_at": stamp(note.posted_at),
    }
