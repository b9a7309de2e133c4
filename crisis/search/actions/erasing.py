"""Taking away what is held about a person who looked for somebody, or told something."""

from datetime import datetime

from django.db import transaction

from accounts.errors import TooLate
from accounts.origin import Origin
from accounts.people.models import Person
from crisis.activation.clock import crisis_time
from crisis.search.actions.closing import close_search
from crisis.search.actions.wiping import NOTHING
from crisis.search.contact.models import ContactLine, ContactWish
from crisis.search.liaison.hearing import forget_whom_was_told
from crisis.search.models import Follower, LastSeen, Note, Search, SearchKey
from crisis.search.photos.models import Photo
from crisis.search.public_copy import settle
from crisis.search.vocabulary import Role, SearchState

AUTHORS = {"first_name": "", "relation": ""}


def erase_searches(*, person: Person, origin: Origin, at: datetime) -> None:
    """Leave a search to the relatives who remain; without any it is closed and every word and picture goes.

    `at` is real time, told to each crisis's clock.
    """
    with transaction.atomic():
        _wipe_notes(person, at)
        theirs = Search.objects.filter(followers__person=person, followers__role=Role.FAMILY)
        for search in theirs.select_related("crisis"):
            heir = _family(search).exclude(person=person).first()
            if heir:
                _leave(search, person, heir.person, crisis_time(search.crisis, at))
            else:
                _erase(search, origin, crisis_time(search.crisis, at))
        Search.objects.filter(owner=person).update(**AUTHORS)
        Follower.objects.filter(person=person).delete()


def _family(search: Search):
    return Follower.objects.filter(search=search, role=Role.FAMILY).select_related("person").order_by("pk")


def _leave(search: Search, person: Person, heir: Person, at: datetime) -> None:
    if Search.objects.filter(pk=search.pk, owner=person).update(owner=heir, **AUTHORS):
        settle(search, at=at)  # public only if the heir's contact answered


def _erase(search: Search, origin: Origin, at: datetime) -> None:
    try:
        close_search(search=search, to=SearchState.CLOSED, origin=origin, at=at)
    except TooLate:
        settle(search, at=at)  # ended already
    for beside in (LastSeen, SearchKey, Photo):
        beside.objects.filter(search=search).delete()
    forget_whom_was_told(search)
    Search.objects.filter(pk=search.pk).update(**NOTHING)


def _wipe_notes(person: Person, at: datetime) -> None:
    """What strangers read of it goes as well."""
    written = Note.objects.filter(author=person)
    concerned = list(Search.objects.filter(notes__in=written).select_related("crisis").distinct())
    ContactWish.objects.filter(note__in=written).delete()
    ContactLine.objects.filter(writer=person).update(text="")
    written.update(text="", place="", seen_at=None, cell="", held_at=at)
    for search in concerned:
        settle(search, at=crisis_time(search.crisis, at))
