"""Open, take, hand over, note and close a case."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.errors import Invalid, NotAllowed, TooLate
from accounts.journal.announce import announce
from accounts.origin import Origin
from accounts.people.models import Person
from accounts.permissions import can
from crisis.activation.access import COORDINATE, require
from crisis.activation.models import Crisis
from crisis.desk import events
from crisis.desk.models import Case, CaseNote
from crisis.desk.vocabulary import Why
from crisis.shelter.actions.needs import close_need
from crisis.shelter.actions.offers import pause_offer, withdraw_offer
from crisis.shelter.events import OfferChecked
from crisis.shelter.models import Need, Offer
from crisis.shelter.vocabulary import ALIVE_NEEDS, NeedState


def open_case(
    *, crisis: Crisis, subject_kind: str, subject: UUID, why: str, origin: Origin, at: datetime
) -> Case:
    """Put something before the coordinators, once: an open case for the same reason is returned as it is."""
    try:
        with transaction.atomic():
            case = Case.objects.create(
                crisis=crisis, subject_kind=subject_kind, subject=subject, why=why, opened_at=at
            )
            happened = events.CaseOpened(
                crisis_id=crisis.pk, subject=subject, at=at, subject_kind=subject_kind, why=why
            )
            announce(happened, origin=origin)
            return case
    except IntegrityError:
        return Case.objects.get(subject=subject, why=why, closed_at__isnull=True)


def take_case(*, case: Case, origin: Origin, at: datetime) -> None:
    """Say "I have it". Raises TooLate when a colleague was faster."""
    require(origin.actor, COORDINATE, case.crisis_id)
    with transaction.atomic():
        free = Case.objects.filter(pk=case.pk, taken_by__isnull=True, closed_at__isnull=True)
        if not free.update(taken_by=origin.actor, taken_at=at):
            raise TooLate(_("A colleague has taken this case."))
        announce(_event(events.CaseTaken, case, at, by=origin.actor_id), origin=origin)
    case.refresh_from_db()


def hand_over_case(*, case: Case, to: Person | None, origin: Origin, at: datetime) -> None:
    """Give the case to a colleague, or back to everyone (`to` None). Raises NotAllowed.

    Raises TooLate when it is no longer with whom `case` says: two colleagues must not both give it away.
    """
    require(origin.actor, COORDINATE, case.crisis_id)
    if to is not None and not can(to, COORDINATE, case.crisis_id):
        raise NotAllowed
    with transaction.atomic():
        as_seen = Case.objects.filter(pk=case.pk, closed_at__isnull=True, taken_by=case.taken_by_id)
        if not as_seen.update(taken_by=to, taken_at=at if to else None):
            raise TooLate(_("Somebody else has this case by now. Look at it again."))
        announce(_event(events.CaseHandedOver, case, at, to=to.pk if to else None), origin=origin)
    case.refresh_from_db()


def close_case(*, case: Case, origin: Origin, at: datetime, who_has_them: str = "") -> None:
    """Done. `who_has_them`: of children alone, kept as a note. Raises Invalid without it, TooLate."""
    require(origin.actor, COORDINATE, case.crisis_id)
    alone = case.why == Why.UNACCOMPANIED and case.closed_at is None
    if alone and not who_has_them.strip():
        raise Invalid({"who_has_them": [_("Say who has the children now, and where. Then close.")]})
    with transaction.atomic():
        if not settle_cases(crisis=case.crisis, subject=case.subject, whys=(case.why,), origin=origin, at=at):
            raise TooLate
        if alone:
            told = _("Who has them now: %(who)s") % {"who": who_has_them.strip()}
            note_case(crisis=case.crisis, subject=case.subject, text=told, origin=origin, at=at)
            _nobody_looks_any_more(case, origin, at)
    case.refresh_from_db()


def _nobody_looks_any_more(case: Case, origin: Origin, at: datetime) -> None:
    """Somebody has them: their need ends with the case, else it would come back as one nobody has."""
    need = Need.objects.filter(public_id=case.subject, state__in=ALIVE_NEEDS).select_related("crisis").first()
    if need is not None:
        close_need(need=need, to=NeedState.FOUND_ELSEWHERE, origin=origin, at=at)


def settle_cases(
    *, crisis: Crisis, subject: UUID, whys: tuple[str, ...], origin: Origin, at: datetime
) -> int:
    """Close what events have settled by themselves, such as an arrival; how many cases were closed."""
    with transaction.atomic():
        cases = Case.objects.filter(crisis=crisis, subject=subject, why__in=whys, closed_at__isnull=True)
        settled = [
            case for case in cases if Case.objects.filter(pk=case.pk, closed_at=None).update(closed_at=at)
        ]
        for case in settled:
            announce(_event(events.CaseClosed, case, at, why=case.why), origin=origin)
    return len(settled)


def note_case(*, crisis: Crisis, subject: UUID, text: str, origin: Origin, at: datetime) -> CaseNote:
    """Write something down for the next shift. Raises Invalid when empty."""
    require(origin.actor, COORDINATE, crisis.pk)
    if not text.strip():
        raise Invalid({"text": [_("Write a note first.")]})
    with transaction.atomic():
        note = CaseNote.objects.create(
            crisis=crisis, subject=subject, text=text[:1000], by=origin.actor, at=at
        )
        announce(events.CaseNoted(crisis_id=crisis.pk, subject=subject, at=at), origin=origin)
    return note


def take_waiting(*, need: Need, origin: Origin, at: datetime) -> Case:
    """Take a need from the waiting list: it becomes a case of its own. Raises TooLate when a colleague has it."""
    require(origin.actor, COORDINATE, need.crisis_id)
    with transaction.atomic():
        case = open_case(
            crisis=need.crisis,
            subject_kind="need",
            subject=need.public_id,
            why=Why.UNACCOMPANIED if need.unaccompanied else Why.LONG_WAIT,
            origin=origin,
            at=at,
        )
        take_case(case=case, origin=origin, at=at)
    return case


def close_need_by_desk(*, need: Need, to: NeedState, origin: Origin, at: datetime) -> None:
    """Found elsewhere, or withdrawn on the caller's word; its waiting case ends with it. Raises TooLate."""
    require(origin.actor, COORDINATE, need.crisis_id)
    with transaction.atomic():
        close_need(need=need, to=to, origin=origin, at=at)
        settle_cases(
            crisis=need.crisis,
            subject=need.public_id,
            whys=(Why.LONG_WAIT, Why.UNACCOMPANIED),
            origin=origin,
            at=at,
        )


def move_offer_by_desk(*, offer: Offer, pause: bool, reason: str, origin: Origin, at: datetime) -> None:
    """Pause or withdraw a door for its host, with a reason kept as a note. Raises Invalid, TooLate."""
    require(origin.actor, COORDINATE, offer.crisis_id)
    if not reason.strip():
        raise Invalid({"reason": [_("Say why: the next shift will read it.")]})
    with transaction.atomic():
        (pause_offer if pause else withdraw_offer)(offer=offer, origin=origin, at=at)
        note_case(crisis=offer.crisis, subject=offer.public_id, text=reason, origin=origin, at=at)


def check_host(
    *, offer: Offer, note: str, origin: Origin, at: datetime, read_at: datetime | None = None
) -> None:
    """Say that one has spoken with the host, and what one found.

    `read_at`: its `confirmed_at` as it was read; a door that was changed while they spoke is another one.
    Raises Invalid for an empty note, TooLate.
    """
    require(origin.actor, COORDINATE, offer.crisis_id)
    with transaction.atomic():
        note_case(crisis=offer.crisis, subject=offer.public_id, text=note, origin=origin, at=at)
        as_read = Offer.objects.filter(pk=offer.pk, confirmed_at=read_at or offer.confirmed_at)
        if not as_read.update(checked_at=at):
            raise TooLate
        checked = OfferChecked(
            crisis_id=offer.crisis_id,
            subject=offer.public_id,
            cell=offer.cell,
            at=at,
            offer=offer.pk,
            by=origin.actor_id,
        )
        announce(checked, origin=origin)


def _event(kind, case: Case, at: datetime, **extra):
    return kind(crisis_id=case.crisis_id, subject=case.subject, at=at, **extra)
