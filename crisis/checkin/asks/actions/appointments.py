""" "Ask me again in two hours, and tell Boris if I don't answer": made, answered, put off, cancelled, and kept."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy

from accounts.errors import Invalid, Refused, TooLate
from accounts.journal.announce import announce
from accounts.journal.models import Entry
from accounts.links.secrets import hash_token, new_token, token_of
from accounts.origin import SYSTEM, Door, Origin
from accounts.people.contact import Contact, digest, shown
from accounts.people.models import ContactPoint
from accounts.reach.inviting import forget_points, points_of_nobody
from accounts.reach.stops import stopped
from crisis.activation.models import Crisis
from crisis.activation.vocabulary import Phase
from crisis.checkin.asks import events, rules
from crisis.checkin.asks.access import contact_of
from crisis.checkin.asks.actions.writing import write_to_all_named, write_to_owner
from crisis.checkin.asks.drafts import AppointmentDraft
from crisis.checkin.asks.models import Appointment, Asked, ToTell
from crisis.checkin.asks.vocabulary import STANDING, AppointmentState
from crisis.checkin.events import CheckInWithdrawn
from crisis.checkin.findable import confirmed_among
from crisis.checkin.models import CheckIn, CheckInKey
from crisis.checkin.vocabulary import KeyKind, Life, Voice
from crisis.shelter.actions.posting import require_active

AT_ONCE = 100


class NotReachable(Refused):
    code = "not_reachable"
    message = gettext_lazy(
        "We ask you again at a phone or mailbox that has answered our code: confirm yours on this page first."
    )


def make_appointment(*, check_in: CheckIn, draft: AppointmentDraft, origin: Origin, at: datetime) -> None:
    """Ask again in `draft.minutes`; the one made before no longer counts.

    Raises Invalid, NotReachable, CrisisClosed, TooLate once the check-in ended.
    """
    require_active(check_in.crisis)
    point = _answering(check_in)
    found, contacts = rules.appointment_problems(draft, contact_of(point))
    if found:
        raise Invalid(found)
    ask_at = at + timedelta(minutes=draft.minutes)
    with transaction.atomic():
        if not CheckIn.objects.filter(pk=check_in.pk, life=Life.ACTIVE).update(life=Life.ACTIVE):
            raise TooLate  # the row is locked from here: two taps make one appointment
        for before in _standing(check_in):
            _move(Appointment.objects.filter(pk=before.pk), AppointmentState.CANCELLED, at)
            forget_named(before)
        made = Appointment.objects.create(
            crisis=check_in.crisis, check_in=check_in, contact=point, since=at, ask_at=ask_at,
            tell_at=ask_at + rules.GRACE,
        )  # fmt: skip
        _name(made, contacts, check_in.language)
        announce(_event(made, at), origin=origin)


def answer_appointment(*, check_in: CheckIn, origin: Origin, at: datetime) -> bool:
    """One tap: all is well. Were those named told of the silence, and so of the answer? Raises TooLate."""
    last = check_in.appointments.order_by("-pk").first()
    if last is None or not heard(last, at, origin=origin):
        raise TooLate
    return last.told_at is not None


def answer_if_asked(*, check_in: CheckIn, origin: Origin, at: datetime) -> None:
    """Whatever they say on their own page once they were asked answers it, for those who were told of silence, too."""
    last = standing_appointment(check_in)
    if last and last.asked_at:
        heard(last, at, origin=origin)


def postpone(*, check_in: CheckIn, origin: Origin, at: datetime) -> None:
    """One hour later, from now if it was asked already. Raises TooLate."""
    with transaction.atomic():
        due = _standing(check_in).first()
        if due is None:
            raise TooLate
        ask_at = max(due.ask_at, at) + rules.POSTPONE
        later = {"ask_at": ask_at, "tell_at": ask_at + rules.GRACE, "since": at, "asked_at": None}
        if not _move(Appointment.objects.filter(pk=due.pk), AppointmentState.PLANNED, at, **later):
            raise TooLate
        due.refresh_from_db()
        announce(_event(due, at), origin=origin)


def cancel_appointment(*, check_in: CheckIn, origin: Origin, at: datetime) -> None:
    """Nobody is asked, nobody is told. Raises TooLate."""
    with transaction.atomic():
        due = _standing(check_in).first()
        if due is None or not _move(Appointment.objects.filter(pk=due.pk), AppointmentState.CANCELLED, at):
            raise TooLate
        due.refresh_from_db()
        announce(_event(due, at), origin=origin)
        forget_named(due)


def keep_appointments(*, crisis: Crisis, at: datetime) -> int:
    """Ask whoever's hour has come, and tell whom they named where nothing was heard; how many were dealt with."""
    due = Appointment.objects.filter(crisis=crisis, state__in=STANDING)
    if crisis.phase != Phase.ARCHIVED:
        planned, asked = AppointmentState.PLANNED, AppointmentState.ASKED
        due = due.filter(Q(state=planned, ask_at__lte=at) | Q(state=asked, tell_at__lte=at))
        due = due.filter(check_in__held_at__isnull=True)  # a moderator looks at it: nobody is written to
    rows = due.select_related("check_in__owner", "crisis", "contact").order_by("ask_at")[:AT_ONCE]
    return sum(_keep(each, at) for each in rows)


def heard(due: Appointment, at: datetime, *, origin: Origin = SYSTEM) -> bool:
    """Note that they were heard of, once."""
    waiting = Appointment.objects.filter(pk=due.pk, answered_at__isnull=True)
    told = Q(state=AppointmentState.TOLD)
    with transaction.atomic():
        if not waiting.filter(told | Q(state__in=STANDING)).update(answered_at=at):
            return False
        _move(Appointment.objects.filter(pk=due.pk), AppointmentState.ANSWERED, at)
        due.refresh_from_db()
        announce(_event(due, at), origin=origin)
        if due.told_at is None:
            forget_named(due)
        else:
            write_to_all_named(due)  # that page says now that an answer came
    return True


def forget_named(due: Appointment) -> None:
    """Whom it would have told: once it is over nobody needs to know."""
    points = {pk for pk in due.to_tell.values_list("point", flat=True) if pk}
    due.to_tell.update(point=None, shown="")
    needed = {*ToTell.objects.filter(point__in=points).values_list("point", flat=True)}
    needed |= {*Asked.objects.filter(point__in=points).values_list("point", flat=True)}
    forget_points(points - needed)


def standing_appointment(check_in: CheckIn) -> Appointment | None:
    """The one that stands, else the last that was told of, for its maker's page; not what the sweep calls off."""
    shown_too = Q(state__in=STANDING) | Q(state=AppointmentState.TOLD)
    last = check_in.appointments.filter(shown_too).order_by("-pk").first()
    return None if last and last.state in STANDING and _is_off(last) else last


def _keep(due: Appointment, at: datetime) -> bool:
    if _is_off(due):
        return _drop(due, at)
    if was_heard(due):
        return heard(due, at)
    if due.state == AppointmentState.PLANNED:
        return _ask(due, at)
    return _tell(due, at)


def _is_off(due: Appointment) -> bool:
    """Is what they said gone? A text that takes it back leaves the appointment: its sender may be forged."""
    if due.crisis.phase == Phase.ARCHIVED:
        return True
    life, subject = due.check_in.life, due.check_in.public_id
    by_text = Entry.objects.filter(subject=subject, kind=CheckInWithdrawn.__name__, door=Door.SMS)
    return life != Life.ACTIVE and not (life == Life.WITHDRAWN and by_text.exists())


def was_heard(due: Appointment) -> bool:
    """Did they say anything around their hour, in whatever way: here, by another check-in, to somebody who asked?

    What they said long before it is no answer: they wanted to be asked then. Nor is another's check-in that gives
    their number before that number has answered for it: else whoever wants them to be missed by nobody writes one.
    """
    since = max(due.since, due.ask_at - rules.SOON)
    later = CheckIn.objects.filter(said_at__gt=since, crisis=due.crisis)
    if later.filter(owner=due.check_in.owner_id).exists():
        return True
    if due.contact is None:
        return False
    keys = CheckInKey.objects.filter(digest=digest(contact_of(due.contact)), kind=KeyKind.OWN)
    if confirmed_among(list(later.filter(pk__in=keys.values("check_in"), voice=Voice.OWN))):
        return True
    answers = Asked.objects.filter(ask__crisis=due.crisis, answered_at__gt=since)
    return answers.filter(point__kind=due.contact.kind, point__value=due.contact.value).exists()


def _ask(due: Appointment, at: datetime) -> bool:
    """`tell_at` is counted from when they were asked: a sweep that comes late shortens nobody's time."""
    asking = Appointment.objects.filter(pk=due.pk, state=AppointmentState.PLANNED)
    with transaction.atomic():
        new = {"state": AppointmentState.ASKED, "asked_at": at, "tell_at": at + rules.GRACE}
        if not asking.update(**new):
            return False
        due.refresh_from_db()
        if due.contact:
            write_to_owner(due)
        announce(_event(due, at), origin=SYSTEM)
    return True


def _tell(due: Appointment, at: datetime) -> bool:
    silent = Appointment.objects.filter(pk=due.pk, state=AppointmentState.ASKED, answered_at__isnull=True)
    with transaction.atomic():
        if not silent.update(state=AppointmentState.TOLD, told_at=at, closed_at=at):
            return False
        due.refresh_from_db()
        write_to_all_named(due)
        announce(_event(due, at), origin=SYSTEM)
    return True


def wipe_appointments(*, crisis: Crisis, at: datetime) -> None:
    """Those long over, or in a crisis that is put away, with whom they named."""
    over = Appointment.objects.filter(crisis=crisis).exclude(state__in=STANDING)
    if crisis.phase != Phase.ARCHIVED:
        over = over.filter(closed_at__lte=at - rules.KEPT)
    for each in over.order_by("pk")[:AT_ONCE]:
        with transaction.atomic():
            forget_named(each)
            each.delete()


def _drop(due: Appointment, at: datetime) -> bool:
    """What they said was taken back, ran out, or all of it is put away."""
    with transaction.atomic():
        dropped = _move(
            Appointment.objects.filter(pk=due.pk, state=due.state), AppointmentState.CANCELLED, at
        )
        if dropped:
            due.refresh_from_db()
            announce(_event(due, at), origin=SYSTEM)
            forget_named(due)
    return bool(dropped)


def _answering(check_in: CheckIn) -> ContactPoint:
    """Where to ask them. Raises NotReachable."""
    points = ContactPoint.objects.filter(person=check_in.owner, verified_at__isnull=False)
    point = points.order_by("-pk").first()
    if point is None or stopped(point, drill=check_in.crisis.is_drill):
        raise NotReachable
    return point


def _name(made: Appointment, contacts: list[Contact], language: str) -> None:
    for point in points_of_nobody(contacts, language):
        seed = new_token()
        masked = shown(point.kind, point.value)[:60]
        hashed = hash_token(token_of(seed))
        ToTell.objects.create(appointment=made, point=point, shown=masked, seed=seed, token_hash=hashed)


def _standing(check_in: CheckIn) -> QuerySet[Appointment]:
    return Appointment.objects.filter(check_in=check_in, state__in=STANDING)


def _move(rows: QuerySet[Appointment], to: AppointmentState, at: datetime, **fields) -> int:
    closed = {} if to == AppointmentState.PLANNED else {"closed_at": at}
    return rows.filter(state__in=STANDING).update(state=to, **closed, **fields)


def _event(made: Appointment, at: datetime) -> events.AppointmentChanged:
    about = {"crisis_id": made.crisis_id, "subject": made.check_in.public_id, "at": at}
    return events.AppointmentChanged(check_in=made.check_in_id, state=made.state, **about)
