"""The doors of linking: said by a coordinator, taken back by one; and what a family lets the others know."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.errors import Invalid, Refused, TooLate
from accounts.journal.announce import announce
from accounts.origin import Origin
from crisis.activation.access import COORDINATE, require
from crisis.search.actions.posting import search_event
from crisis.search.linking import events
from crisis.search.linking.models import FoundWord, SamePerson
from crisis.search.linking.queries import MOST_LINKED, found_word, group, standing_links
from crisis.search.models import Search
from crisis.search.public_copy import lock
from crisis.search.vocabulary import SearchState


class EnoughLinked(Refused):
    code = "enough_linked"
    message = _("Too many searches are linked here already. Take a wrong link back first.")


def link_searches(*, one: Search, other: Search, origin: Origin, at: datetime) -> SamePerson:
    """Two searches for one person: the link that stands, made now or before. Harmless twice.

    Raises NotAllowed; Invalid for one search twice, or of two crises; TooLate when one was wiped; EnoughLinked.
    """
    require(origin.actor, COORDINATE, one.crisis_id)
    older, newer = _pair(one, other)
    with transaction.atomic():
        # In this order always; two who link at once see each other's link, and none makes too many.
        lock(older)
        lock(newer)
        if Search.objects.filter(pk__in=(older.pk, newer.pk), wiped_at__isnull=False).exists():
            raise TooLate
        if len(group(older.pk) | group(newer.pk)) > MOST_LINKED:
            raise EnoughLinked
        said = {"by": origin.actor, "since": at}
        link, new = standing_links().get_or_create(one=older, other=newer, undone_at=None, defaults=said)
        if new:
            announce(_event(events.SearchesLinked, older, newer, at), origin=origin)
    return link


def unlink_searches(*, one: Search, other: Search, origin: Origin, at: datetime) -> bool:
    """They are not for one person after all; whether a link stood. Others around them stay. Harmless twice.

    Raises NotAllowed; Invalid for one search twice, or of two crises.
    """
    require(origin.actor, COORDINATE, one.crisis_id)
    older, newer = _pair(one, other)
    with transaction.atomic():
        lock(older)
        lock(newer)
        stands = standing_links().filter(one=older, other=newer)
        if not stands.update(undone_at=at, undone_by=origin.actor):
            return False
        announce(_event(events.SearchesUnlinked, older, newer, at), origin=origin)
    return True


def give_found_word(*, search: Search, origin: Origin, at: datetime) -> None:
    """Let the families of linked searches know that the person is found, and no more. Harmless twice.

    Raises TooLate unless the search ended as found.
    """
    with transaction.atomic():
        lock(search)
        if not Search.objects.filter(pk=search.pk, state=SearchState.FOUND).exists():
            raise TooLate
        if found_word(search):
            return
        FoundWord.objects.update_or_create(search=search, defaults={"at": at})
        announce(search_event(events.FoundWordGiven, search, at), origin=origin)


def forget_found_word(*, search: Search) -> bool:
    """The search goes on; whether a word had been given that counts no more."""
    gone, _each = FoundWord.objects.filter(search=search).exclude(search__state=SearchState.FOUND).delete()
    return bool(gone)


def _pair(one: Search, other: Search) -> tuple[Search, Search]:
    if one.pk == other.pk or one.crisis_id != other.crisis_id:
        raise Invalid({"other": [_("Choose another search of this crisis.")]})
    older, newer = sorted((one, other), key=lambda each: each.pk)
    return older, newer


def _event(kind, older: Search, newer: Search, at: datetime):
    ids = {"one": str(older.public_id), "other": str(newer.public_id)}
    return kind(crisis_id=newer.crisis_id, subject=newer.public_id, cell=newer.cell, at=at, **ids)
