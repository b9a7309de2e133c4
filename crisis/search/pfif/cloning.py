"""A person record of another site becomes a search, changes with it, and ends with it."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.journal.announce import announce
from accounts.origin import SYSTEM, Origin
from crisis.activation.models import Crisis
from crisis.search import events, rules
from crisis.search.actions.posting import search_event
from crisis.search.actions.wiping import wipe
from crisis.search.models import Search, SearchKey
from crisis.search.name_index import write
from crisis.search.pfif import ledger
from crisis.search.pfif.checking import Checked, shown_of
from crisis.search.pfif.feeds import feed_of, photo_state
from crisis.search.pfif.models import Clone, Entry
from crisis.search.pfif.vocabulary import Outcome, PhotoState
from crisis.search.photos.actions import remove_photo
from crisis.search.photos.models import WITHOUT_BYTES, Photo
from crisis.search.public_copy import SEARCHES, edited, lock, settle, words_sought
from crisis.search.vocabulary import SearchState

Became = tuple[Outcome, str]

_NEWER = _("What we have is newer.")
_RAN_OUT = _("It ran out: nothing but its ids and dates is kept.")


def take_person(*, crisis: Crisis, found: Checked, origin: Origin, at: datetime) -> Became:
    """Inside a transaction. The newer source_date wins; the same one again changes nothing."""
    clone = _locked(crisis, found)
    if found.ran_out(at):
        return _ran_out(crisis, clone, found, at)
    if clone and found.source_date <= clone.source_date:
        _keep_alive(clone, at)
        return Outcome.KNOWN, str(_NEWER) if found.source_date < clone.source_date else ""
    gone = Entry.objects.filter(crisis=crisis, record_id=found.record_id, gone_at__isnull=False).first()
    if clone is None and gone and gone.source_date >= found.source_date:
        return Outcome.KNOWN, str(_RAN_OUT)
    if clone is None or clone.gone_at or clone.search.wiped_at:
        _open(crisis, clone, found, origin, at)
    else:
        _renew(clone, found, origin, at)
    return Outcome.TAKEN, found.remark


def end_clone(*, clone: Clone, at: datetime) -> None:
    """It ran out, or its site took it back: it leaves every surface, and is wiped. Harmless twice.

    Nothing where its site has just said that it may be kept longer.
    """
    search = clone.search
    with transaction.atomic():
        lock(search)
        if not Clone.objects.filter(pk=clone.pk, gone_at__isnull=True, expiry_date__lte=at).exists():
            return
        still_open = Search.objects.filter(pk=search.pk, state=SearchState.OPEN)
        ended = {"state": SearchState.EXPIRED, "closed_at": at, "expires_at": clone.expiry_date or at}
        if still_open.update(**ended):
            settle(search, at=at)
            gone = search_event(events.SearchClosed, search, at, state=SearchState.EXPIRED.value)
            announce(gone, origin=SYSTEM)
        wipe(search, at=at)
        Clone.objects.filter(pk=clone.pk).update(fields={}, gone_at=at, photo_state=PhotoState.NONE)


def end_what_ran_out(*, crisis: Crisis, at: datetime) -> int:
    """Of other sites' records, to the day they said; how many."""
    due = Clone.objects.filter(crisis=crisis, gone_at__isnull=True, expiry_date__lte=at)
    clones = list(due.select_related("search__crisis")[:200])
    for clone in clones:
        end_clone(clone=clone, at=at)
    return len(clones)


def _locked(crisis: Crisis, found: Checked) -> Clone | None:
    """As it stands once nobody else changes it: no other document, no sweep, nobody who wipes."""
    rows = Clone.objects.filter(crisis=crisis, record_id=found.record_id).select_related(
        "search__crisis", "feed"
    )
    clone, locked = rows.first(), None
    while clone and clone.search_id != locked:  # a record that came back has another search
        lock(clone.search)
        locked, clone = clone.search_id, rows.first()
    return clone


def _ran_out(crisis: Crisis, clone: Clone | None, found: Checked, at: datetime) -> Became:
    if clone is None:
        new = ledger.remember_placeholder(crisis=crisis, record_id=found.record_id, expiry=found.expiry)
        return (Outcome.TAKEN if new else Outcome.KNOWN), str(_RAN_OUT)
    if clone.gone_at:
        return Outcome.KNOWN, str(_RAN_OUT)
    if found.source_date < clone.source_date:
        return Outcome.KNOWN, str(_NEWER)
    clone.expiry_date = found.expiry
    Clone.objects.filter(pk=clone.pk).update(expiry_date=found.expiry, source_date=found.source_date)
    end_clone(clone=clone, at=at)
    return Outcome.TAKEN, str(_RAN_OUT)


def _keep_alive(clone: Clone, at: datetime) -> None:
    """Without a date of its own it lives as ours do, from the last time its site sent it."""
    if not clone.expiry_date and clone.search.expires_at < at + rules.LIFETIME / 2:
        open_one = Search.objects.filter(pk=clone.search_id, state=SearchState.OPEN)
        open_one.update(expires_at=at + rules.LIFETIME, warned_at=None)


def _open(crisis: Crisis, clone: Clone | None, found: Checked, origin: Origin, at: datetime) -> None:
    """A new search; where an earlier one was wiped, for the same record."""
    feed = feed_of(crisis, found.domain, at=at)
    search = Search.objects.create(
        crisis=crisis,
        owner=feed.person,
        door=origin.door,
        language=settings.LANGUAGE_CODE,
        posted_at=at,
        edited_at=at,
        expires_at=found.expiry or at + rules.LIFETIME,
        **shown_of(found),
    )
    about = _about(found, at) | {
        "feed": feed,
        "search": search,
        "photo_state": photo_state(feed, found.fields),
    }
    Clone.objects.update_or_create(crisis=crisis, record_id=found.record_id, defaults=about)
    write(SEARCHES, [(search.pk, crisis.pk, words_sought(search))])
    settle(search, at=at)
    announce(search_event(events.SearchPosted, search, at), origin=origin)


def _renew(clone: Clone, found: Checked, origin: Origin, at: datetime) -> None:
    """As its site says now. Where a moderator reads first, the public goes on seeing what was read."""
    search = clone.search
    lives = {"edited_at": edited(at), "expires_at": found.expiry or at + rules.LIFETIME, "warned_at": None}
    Search.objects.filter(pk=search.pk).update(**lives, **shown_of(found))
    same_photo = clone.fields.get("photo_url") == found.fields.get("photo_url")
    about = _about(found, at)
    if not same_photo:
        about["photo_state"] = photo_state(clone.feed, found.fields)
    Clone.objects.filter(pk=clone.pk).update(**about)
    search.refresh_from_db()
    if search.state == SearchState.OPEN:
        SearchKey.objects.filter(search=search).delete()
        write(SEARCHES, [(search.pk, search.crisis_id, words_sought(search))])
        if not same_photo:
            drop_photos(search, at=at)
        settle(search, at=at)
        announce(search_event(events.SearchEdited, search, at), origin=origin)


def drop_photos(search: Search, *, but: Photo | None = None, at: datetime) -> None:
    """Those its site no longer names."""
    gone = WITHOUT_BYTES.filter(search=search).exclude(pk=but.pk if but else None)
    for photo in gone.select_related("search__crisis"):
        remove_photo(photo=photo, origin=SYSTEM, at=at)


def _about(found: Checked, at: datetime) -> dict:
    return {
        "source_date": found.source_date,
        "expiry_date": found.expiry,
        "fields": found.fields,
        "reads_first": found.reads_first(),
        "taken_at": at,
        "gone_at": None,
        "photo_tries": 0,
    }
