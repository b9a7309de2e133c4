"""The doors through which an area is closed, changed and opened again. Coordinators only."""

from contextlib import suppress
from datetime import datetime

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.errors import Invalid, TooLate
from accounts.idempotency.once import Done, once
from accounts.journal.announce import announce
from accounts.locks import stand_in_line
from accounts.origin import SYSTEM, Door, Origin
from crisis.activation.access import COORDINATE, require
from crisis.activation.models import Crisis
from crisis.closures import events, rules
from crisis.closures.drafts import ClosureDraft
from crisis.closures.models import Closure
from crisis.closures.queries import active_closures
from crisis.closures.shapes import shape_of
from crisis.ground import grid


def declare_closure(*, crisis: Crisis, draft: ClosureDraft, origin: Origin, at: datetime) -> Closure:
    """Close an area now. Raises Invalid, NotAllowed, KeyReused."""
    _require(crisis, origin)
    _check(crisis, draft, at)
    done = once(
        origin=origin, crisis_id=crisis.pk, request=draft, act=lambda: _declare(crisis, draft, origin, at)
    )
    return Closure.objects.select_related("crisis").get(public_id=done.subject)


def _declare(crisis: Crisis, draft: ClosureDraft, origin: Origin, at: datetime) -> Done:
    stand_in_line(Crisis, [crisis.pk])
    closure = Closure.objects.create(
        crisis=crisis, declared_by=origin.actor, declared_at=at, changed_at=at, **_fields(draft)
    )
    announce(_event(events.ClosureDeclared, closure, at), origin=origin)
    return Done(subject=closure.public_id)


class ChangedMeanwhile(TooLate):
    message = _("A colleague has changed this area meanwhile. Look at it as it is now.")


def change_closure(
    *, closure: Closure, draft: ClosureDraft, origin: Origin, at: datetime, seen: int | None = None
) -> None:
    """Replace what the draft says. Raises Invalid, NotAllowed, and TooLate once it is lifted.

    `seen`: the version it was decided on; by default that of the row in hand. Raises ChangedMeanwhile when it is no
    longer that one: two colleagues must not undo each other's outlines.
    """
    _require(closure.crisis, origin)
    _check(closure.crisis, draft, at)
    seen = closure.version if seen is None else seen
    with transaction.atomic():
        stand_in_line(Crisis, [closure.crisis_id])
        active = Closure.objects.filter(pk=closure.pk, lifted_at__isnull=True)
        if not active.filter(version=seen).update(changed_at=at, version=F("version") + 1, **_fields(draft)):
            raise ChangedMeanwhile if active.exists() else TooLate
        closure.refresh_from_db()
        announce(_event(events.ClosureChanged, closure, at), origin=origin)


def lift_closure(*, closure: Closure, origin: Origin, at: datetime) -> None:
    """Open the area again: doors in it come back, whoever waits is looked after. Raises NotAllowed, TooLate."""
    _require(closure.crisis, origin)
    _lift(closure, origin, at)


def lift_ended(*, crisis: Crisis, at: datetime) -> int:
    """Open what was closed until now; how many areas."""
    over, lifted = Q(until__lte=at), 0
    for closure in active_closures(crisis).filter(over):
        with suppress(TooLate):  # a coordinator was faster, or has just prolonged it
            _lift(closure, SYSTEM, at, due=over)
            lifted += 1
    return lifted


def _lift(closure: Closure, origin: Origin, at: datetime, *, due: Q | None = None) -> None:
    with transaction.atomic():
        active = Closure.objects.filter(due or Q(), pk=closure.pk, lifted_at__isnull=True)
        if not active.update(lifted_at=at, lifted_by=origin.actor, changed_at=at):
            raise TooLate
        closure.refresh_from_db()
        announce(_event(events.ClosureLifted, closure, at), origin=origin)


def _require(crisis: Crisis, origin: Origin) -> None:
    if origin.door != Door.DRILL or not crisis.is_drill:
        require(origin.actor, COORDINATE, crisis.pk)


def _check(crisis: Crisis, draft: ClosureDraft, at: datetime) -> None:
    if found := rules.problems(draft, centre=(crisis.lat, crisis.lon), at=at):
        raise Invalid(found)


def _fields(draft: ClosureDraft) -> dict:
    shape = shape_of(draft)
    return {
        "name": draft.name.strip()[:120],
        "reason": draft.reason,
        "source": draft.source.strip()[:160],
        "source_url": draft.source_url[:200],
        "place_label": draft.place_label[:200],
        "radius_m": None if draft.polygon else draft.radius_m,
        "until": draft.until,
        "cell": grid.cell(shape.lat, shape.lon),
        "fine_cell": grid.cell(shape.lat, shape.lon, grid.FINE),
        **shape._asdict(),
    }


def _event(kind, closure: Closure, at: datetime):
    return kind(
        crisis_id=closure.crisis_id, subject=closure.public_id, cell=closure.cell, at=at, closure=closure.pk
    )
