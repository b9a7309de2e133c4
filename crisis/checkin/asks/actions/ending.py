"""A question ends quietly: closed, run out, held, forgotten, erased. Nobody is told."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from accounts.errors import TooLate
from accounts.journal.announce import announce
from accounts.links.models import ManageLink
from accounts.origin import SYSTEM, Origin
from accounts.people.models import ContactPoint, Person
from accounts.people.vocabulary import VerifiedBy
from accounts.reach.inviting import forget_points, keep_back
from crisis.activation.clock import crisis_time
from crisis.activation.models import Crisis
from crisis.activation.vocabulary import Phase
from crisis.checkin.asks import events, rules
from crisis.checkin.asks.models import Appointment, Ask, Asked, ToTell
from crisis.checkin.asks.vocabulary import AskState

AT_ONCE = 100


def close_ask(*, ask: Ask, origin: Origin, at: datetime) -> None:
    """Nobody is asked again, and the contacts of those asked are forgotten. Raises TooLate."""
    with transaction.atomic():
        if not _close(ask, at):
            raise TooLate
        announce(_event(events.AskClosed, ask, at), origin=origin)


def expire_asks(*, crisis: Crisis, at: datetime) -> int:
    """Close what is three days old, or of a crisis that is put away; how many."""
    due = Ask.objects.filter(crisis=crisis, state=AskState.OPEN)
    if crisis.phase != Phase.ARCHIVED:
        due = due.filter(expires_at__lte=at)
    ended = 0
    for ask in due.order_by("expires_at")[:AT_ONCE]:
        with transaction.atomic():
            if _close(ask, at):
                announce(_event(events.AskClosed, ask, at), origin=SYSTEM)
                ended += 1
    return ended


def wipe_asks(*, crisis: Crisis, at: datetime) -> None:
    """Who was asked by what closed long ago, or in a crisis that is put away: nothing is left of them."""
    old = Q(closed_at__lte=at - rules.KEPT)
    if crisis.phase == Phase.ARCHIVED:
        old = Q(state=AskState.CLOSED)
    asks = Ask.objects.filter(old, crisis=crisis, asked__isnull=False).distinct().order_by("pk")[:AT_ONCE]
    for ask in asks:
        with transaction.atomic():
            forget_asked(ask.asked.all())
            ask.asked.all().delete()
            Ask.objects.filter(pk=ask.pk).update(name="", taken_off=[])


def hide_ask(*, ask: Ask, origin: Origin, at: datetime) -> None:
    """Moderation's door: nobody is written to, no answer is taken and none is shown. Raises TooLate."""
    with transaction.atomic():
        _hold(ask, {"held_at": at}, events.AskHidden, origin, at, held_at__isnull=True)
        keep_questions_back(ask.asked.all())


def show_ask(*, ask: Ask, origin: Origin, at: datetime) -> None:
    """Moderation's door: it goes on. Whose message was kept back can be asked again. Raises TooLate."""
    _hold(ask, {"held_at": None}, events.AskShown, origin, at, held_at__isnull=False)


def erase_asks(*, person: Person, origin: Origin, at: datetime) -> None:
    """What they asked is closed and wiped, and so is what they answered; `at` is real time."""
    theirs = Ask.objects.filter(owner=person)
    with transaction.atomic():
        for ask in theirs.filter(state=AskState.OPEN).select_related("crisis"):
            then = crisis_time(ask.crisis, at)
            if _close(ask, then):
                announce(_event(events.AskClosed, ask, then), origin=origin)
        Asked.objects.filter(ask__in=theirs).delete()
        theirs.update(name="", contact=None, taken_off=[])
        links = ManageLink.objects.filter(person=person, subject_kind="ask", revoked_at__isnull=True)
        links.update(revoked_at=at)
        _erase_answers(person)
        _erase_appointments(person)


def asked_of(person: Person):
    """What others asked of whoever answered our code at the contact they typed.

    An exercise's codes stand on a screen: whoever reads one holds nothing of what is real.
    """
    points = ContactPoint.objects.filter(person=person, verified_at__isnull=False)
    found = Q(pk__in=[])
    for kind, value, by in points.values_list("kind", "value", "verified_by"):
        of_exercises = by == VerifiedBy.DRILL
        found |= Q(point__kind=kind, point__value=value, ask__crisis__is_drill=of_exercises)
    return Asked.objects.filter(found)


def _erase_answers(person: Person) -> None:
    """What they said and where they are written to. To whoever asked they are one who has not answered, as before."""
    theirs = Asked.objects.filter(pk__in=[*asked_of(person).values_list("pk", flat=True)])
    theirs.update(answer="", word="", answered_at=None)
    _forget_points(theirs)


def _erase_appointments(person: Person) -> None:
    theirs = Appointment.objects.filter(check_in__owner=person)
    points = ToTell.objects.filter(appointment__in=theirs).values_list("point", flat=True)
    forgotten = [pk for pk in points if pk]
    theirs.delete()
    forget_points(forgotten)


def _close(ask: Ask, at: datetime) -> bool:
    """Unless somebody was faster."""
    closed = Ask.objects.filter(pk=ask.pk, state=AskState.OPEN).update(state=AskState.CLOSED, closed_at=at)
    if closed:
        forget_asked(ask.asked.all())
    return bool(closed)


def forget_asked(people: QuerySet[Asked]) -> None:
    """Where these are written to, and how the asker knows it."""
    _forget_points(people)
    people.update(shown="", key="")


def _forget_points(people: QuerySet[Asked]) -> None:
    """What another question still needs stays for that one."""
    points = keep_questions_back(people)
    people.update(point=None)
    needed = Asked.objects.filter(point__in=points).values_list("point", flat=True)
    told = ToTell.objects.filter(point__in=points).values_list("point", flat=True)
    forget_points(points - set(needed) - set(told))


def keep_questions_back(people: QuerySet[Asked]) -> set[int]:
    """Those that have not left; the points they were for."""
    written = list(people.filter(point__isnull=False))
    points = {person.point_id for person in written}
    keep_back(points, [person.thing for person in written])
    return points


def _hold(ask: Ask, fields: dict, happened, origin: Origin, at: datetime, **before) -> None:
    with transaction.atomic():
        if not Ask.objects.filter(pk=ask.pk, **before).update(**fields):
            raise TooLate
        announce(_event(happened, ask, at), origin=origin)


def _event(kind, ask: Ask, at: datetime):
    return kind(crisis_id=ask.crisis_id, subject=ask.public_id, at=at, ask=ask.pk)
