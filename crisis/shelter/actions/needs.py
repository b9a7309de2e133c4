"""The doors through which a need is posted, changed and closed. Asking is never throttled."""

from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime

from django.db import transaction

from accounts.errors import Invalid, TooLate
from accounts.idempotency.once import Done, once
from accounts.journal.announce import announce
from accounts.origin import SYSTEM, Origin
from accounts.people.actions import poster
from accounts.people.models import Person
from accounts.people.names import typed_name
from crisis.activation.models import Crisis
from crisis.ground import grid
from crisis.shelter import events, rules
from crisis.shelter.actions.posting import contact_problems, hand_over_link, located, require_active
from crisis.shelter.drafts import NeedDraft
from crisis.shelter.ledger import release_places
from crisis.shelter.models import Hold, Need, NeedPlace
from crisis.shelter.vocabulary import ACTIVE_HOLDS, ALIVE_NEEDS, HoldState, NeedState


def post_need(
    *, crisis: Crisis, draft: NeedDraft, origin: Origin, at: datetime, owner: Person | None = None
) -> Done:
    """Ask for a place; its public id and its manage token. Raises Invalid, CrisisClosed, KeyReused.

    `owner`: whose need it is, where another door has just made them known; else whoever posts.
    """
    return once(
        origin=origin, crisis_id=crisis.pk, request=draft, act=lambda: _post(crisis, draft, origin, at, owner)
    )


def _post(crisis: Crisis, draft: NeedDraft, origin: Origin, at: datetime, owner: Person | None) -> Done:
    # Here, not before: a repeat gets the first answer even when the crisis has closed since.
    require_active(crisis)
    _check(crisis, draft)
    need = Need.objects.create(
        crisis=crisis,
        owner=owner
        or poster(origin=origin, pseudonym=draft.first_name, language=draft.language, drill=crisis.is_drill),
        door=origin.door,
        posted_at=at,
        **_fields(draft),
    )
    NeedPlace.objects.create(need=need, **located(draft.place))
    announce(need_event(events.NeedPosted, need, at), origin=origin)
    token = hand_over_link(
        posted=need, subject_kind="need", contact=draft.contact, origin=origin, language=draft.language, at=at
    )
    return Done(subject=need.public_id, secret=token)


def edit_need(*, need: Need, draft: NeedDraft, origin: Origin, at: datetime) -> None:
    """Change what is needed while still waiting. Raises Invalid, CrisisClosed, TooLate once a door was asked."""
    require_active(need.crisis)
    _check(need.crisis, draft)
    with transaction.atomic():
        waiting = Need.objects.filter(pk=need.pk, state=NeedState.WAITING)
        if not waiting.update(**_fields(draft)):
            raise TooLate
        NeedPlace.objects.filter(need=need).update(**located(draft.place))
        need.refresh_from_db()
        announce(need_event(events.NeedEdited, need, at), origin=origin)


def withdraw_need(*, need: Need, origin: Origin, at: datetime) -> None:
    close_need(need=need, to=NeedState.WITHDRAWN, origin=origin, at=at)


def find_elsewhere(*, need: Need, origin: Origin, at: datetime) -> None:
    """The guest has a place already, by whatever way: good news, and a door is free again."""
    close_need(need=need, to=NeedState.FOUND_ELSEWHERE, origin=origin, at=at)


def close_need(
    *, need: Need, to: NeedState, origin: Origin, at: datetime, before: tuple[str, ...] = ALIVE_NEEDS
) -> None:
    """End a living need; a place held for it is free in the same transaction. Raises TooLate.

    `before`: the states it may be closed from. A clock closes only who waits, never who has just been answered.
    """
    closed = False
    while not closed:  # again where a proposal held a place in between: its door comes before the need
        with suppress(_HeldMeanwhile), transaction.atomic():
            _release(need, origin, at)  # before the need's own row: the ledger's order of locks
            if not Need.objects.filter(pk=need.pk, state__in=before).update(state=to, closed_at=at):
                raise TooLate
            if Hold.objects.filter(need=need, state__in=ACTIVE_HOLDS).exists():
                raise _HeldMeanwhile
            need.refresh_from_db()
            announce(need_event(events.NeedClosed, need, at, state=need.state), origin=origin)
            closed = True


class _HeldMeanwhile(Exception):
    pass


def reopen_need(*, need: Need, origin: Origin, at: datetime) -> None:
    """A closed need waits again, from now. Raises TooLate while the guest has a place, and CrisisClosed."""
    require_active(need.crisis)
    closed = set(NeedState) - set(ALIVE_NEEDS)
    with transaction.atomic():
        ready = Need.objects.filter(pk=need.pk, state__in=closed).exclude(holds__state__in=ACTIVE_HOLDS)
        if not ready.update(state=NeedState.WAITING, posted_at=at, closed_at=None):
            raise TooLate
        need.refresh_from_db()
        announce(need_event(events.NeedReopened, need, at), origin=origin)


def move_need(*, need: Need, before: tuple[str, ...], to: NeedState) -> None:
    """Matching's door: the need follows its match, inside the match's transaction. Raises TooLate."""
    if not Need.objects.filter(pk=need.pk, state__in=before).update(state=to):
        raise TooLate
    need.state = to


def move_needs(*, needs: Iterable[int], before: tuple[str, ...], to: NeedState) -> set[int]:
    """`move_need` for each of these ids; of those that moved."""
    standing = Need.objects.filter(pk__in=needs, state__in=before).order_by("pk")
    moving = set(standing.select_for_update(no_key=True).values_list("pk", flat=True))
    Need.objects.filter(pk__in=moving).update(state=to)
    return moving


def end_need(*, need: Need, before: tuple[str, ...], origin: Origin, at: datetime) -> None:
    """Matching's door: the need expires with its match, inside the match's transaction. Raises TooLate."""
    if not Need.objects.filter(pk=need.pk, state__in=before).update(state=NeedState.EXPIRED, closed_at=at):
        raise TooLate
    need.state, need.closed_at = NeedState.EXPIRED, at
    announce(need_event(events.NeedClosed, need, at, state=need.state), origin=origin)


def expire_needs(*, crisis: Crisis, at: datetime, limit: int = 200) -> int:
    """Close what waited a whole day with no word; how many. Children without an adult: only a person does."""
    old = Need.objects.filter(
        crisis=crisis, state=NeedState.WAITING, adults__gt=0, posted_at__lte=at - rules.NEED_LIFETIME
    ).order_by("posted_at")
    expired = list(old.select_related("crisis")[:limit])
    for need in expired:
        with suppress(TooLate):  # a door was asked, or the guest was faster
            close_need(need=need, to=NeedState.EXPIRED, origin=SYSTEM, at=at, before=(NeedState.WAITING,))
    return len(expired)


def need_event(kind, need: Need, at: datetime, **extra):
    return kind(
        crisis_id=need.crisis_id, subject=need.public_id, cell=need.cell, at=at, need=need.pk, **extra
    )


def _release(need: Need, origin: Origin, at: datetime) -> None:
    active = Hold.objects.filter(need=need, state__in=ACTIVE_HOLDS)
    for hold in active.select_related("offer__crisis"):
        release_places(hold=hold, to=HoldState.RELEASED, origin=origin, at=at)


def _check(crisis: Crisis, draft: NeedDraft) -> None:
    found = rules.need_problems(draft, centre=(crisis.lat, crisis.lon))
    found |= contact_problems(draft.contact)
    if found:
        raise Invalid(found)


def _fields(draft: NeedDraft) -> dict:
    return {
        "first_name": typed_name(draft.first_name),
        "cell": grid.cell(draft.place.lat, draft.place.lon),
        "adults": draft.adults,
        "children": draft.children,
        "step_free": draft.step_free,
        "pets": draft.pets,
        "women_group": draft.women_group or draft.women_only,
        "women_only": draft.women_only,
        "languages": list(draft.languages),
        "for_someone_else": draft.for_someone_else,
        "may_split": draft.may_split and rules.may_be_asked_to_split(draft.adults, draft.children),
        "note": draft.note[:500],
    }
