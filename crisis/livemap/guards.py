"""Who may listen to what, and go on listening. Asked for all sockets of a process together: a few queries."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.sessions.models import Session
from django.utils import timezone

from accounts.links.actions import working_links
from accounts.links.models import ManageLink
from accounts.people.models import Person
from accounts.permissions import can
from crisis.activation.access import COORDINATE
from crisis.livemap.streams import own_stream, their_stream
from crisis.search.models import Follower
from crisis.search.vocabulary import Role


@dataclass(frozen=True)
class DeskGuard:
    """A signed-in coordinator of one crisis. Refused with 4403."""

    person: int
    session: str
    crisis: int
    code = 4403


@dataclass(frozen=True)
class LinkGuard:
    """The holder of one manage-link, by its row. Refused with 4401."""

    link: int
    code = 4401


Guard = DeskGuard | LinkGuard


def streams_of(link: ManageLink) -> tuple[str, ...]:
    """Those who follow one search hear the same, but for what only the family, or only one of them, may know."""
    shared = own_stream(link.subject_kind, link.subject)
    if link.subject_kind != "search":
        return (shared,)
    mine = Follower.objects.filter(search__public_id=link.subject, person=link.person_id)
    family = (own_stream("family", link.subject),) if mine.filter(role=Role.FAMILY).exists() else ()
    return (shared, their_stream(link.subject, link.person_id), *family)


def refused(guards: Iterable[Guard]) -> set[Guard]:
    """Those whose right has ended: removed, suspended, signed out, or link revoked."""
    asked = set(guards)
    desks = {guard for guard in asked if isinstance(guard, DeskGuard)}
    return (desks - _allowed_desks(desks)) | _revoked(asked - desks)


def _allowed_desks(desks: set[DeskGuard]) -> set[DeskGuard]:
    if not desks:
        return set()
    people = Person.objects.in_bulk({guard.person for guard in desks})
    open_sessions = Session.objects.filter(
        session_key__in={guard.session for guard in desks}, expire_date__gt=timezone.now()
    )
    signed_in = set(open_sessions.values_list("session_key", flat=True))
    asked = {(guard.person, guard.crisis) for guard in desks if guard.session in signed_in}
    may = {(person, crisis) for person, crisis in asked if can(people.get(person), COORDINATE, crisis)}
    return {guard for guard in desks if (guard.person, guard.crisis) in may and guard.session in signed_in}


def _revoked(links: set[LinkGuard]) -> set[LinkGuard]:
    if not links:
        return set()
    live = working_links().filter(pk__in={guard.link for guard in links})
    valid = set(live.values_list("pk", flat=True))
    return {guard for guard in links if guard.link not in valid}
