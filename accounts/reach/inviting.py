"""The one way to write to somebody who never answered us: few, to nobody who stopped it, and it says how to stop."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.origin import SYSTEM
from accounts.people.contact import Contact, counted_as
from accounts.people.many import contacts_of_new_people, new_people
from accounts.people.models import ContactPoint
from accounts.reach.actions import reach
from accounts.reach.models import Message
from accounts.reach.stops import stop_link, stopped
from accounts.reach.vocabulary import MessageState, NewsKind
from accounts.throttle import spend


def invite(
    contact: Contact,
    *,
    text: str,
    subject: str,
    drill: bool,
    crisis_id: int,
    language: str,
    by: str,
    thing: str,
    kind: NewsKind = NewsKind.ASK,
    promised: bool = False,
) -> bool:
    """Write once to `contact`, in the caller's transaction; False when nothing was sent. Tell nobody why not.

    `text`, in `language`: neutral words, for they stand on a lock screen; how to stop is added. `by`: who asks, as
    "purpose:whoever", whose own contact has answered; what one purpose sends uses up nothing of another's. `thing`:
    what it is about, "ask:<id>". `promised`: somebody counts on this one, so what others sent to the same contact does
    not keep it back: where that is much it leaves within the hour, with others as one.
    """
    allowed = drill or within_budget(contact, by=by, crisis_id=crisis_id, promised=promised)
    if stopped(contact, drill=drill) or not allowed:
        return False
    wait = _wait_of(contact) if promised and not drill else 0
    about = {"kind": kind, "thing": thing, "drill": drill, "crisis_id": crisis_id, "wait": wait}
    write_to(contact, text=text, subject=subject, language=language, **about)
    return True


def write_to(contact: Contact, *, text: str, language: str, drill: bool, **letter) -> None:
    """What invite() has decided, with how to stop at its end. `letter`: as reach() takes it."""
    with transaction.atomic(), translation.override(language):
        said = _("%(text)s No more messages: %(link)s") % {
            "text": text,
            "link": stop_link(contact, drill=drill),
        }
        point = point_of_nobody(contact, language)
        reach(point, text=said, drill=drill, invited=True, urgent=True, **letter)


def point_of_nobody(contact: Contact, language: str) -> ContactPoint:
    """Where to write: a point of nobody, for whoever gave this contact as theirs could read of it on their own page."""
    return points_of_nobody([contact], language)[0]


def points_of_nobody(contacts: list[Contact], language: str) -> list[ContactPoint]:
    """`point_of_nobody` for each of these, all different, in that order; in three statements."""
    values = [contact.value for contact in contacts]
    known = {(each.kind, each.value): each for each in unowned().filter(value__in=values).order_by("-pk")}
    new = [each for each in contacts if (each.kind, each.value) not in known]
    people = new_people([("", language) for _each in new])
    given, at = list(zip(people, new, strict=True)), timezone.now()
    made = contacts_of_new_people(given=given, origin=SYSTEM, at=at, nobodys=True)
    known |= {(each.kind, each.value): each for each in made}
    return [known[each.kind, each.value] for each in contacts]


def keep_back(points: Iterable[int], things: Iterable[str]) -> None:
    """What is about these things and has not left stays here: nobody needs it any more."""
    waiting = Message.objects.filter(
        contact__in=list(points), thing__in=list(things), state=MessageState.QUEUED
    )
    waiting.update(state=MessageState.DROPPED, text="")


def forget_points(points: Iterable[int]) -> None:
    """Those of them that are nobody's, with what was sent there; what is still on its way stays until it has gone."""
    nobodys = unowned().filter(pk__in=list(points), verified_at__isnull=True)
    nobodys.exclude(messages__state=MessageState.QUEUED).delete()


def unowned() -> QuerySet[ContactPoint]:
    """Points of nobody, said and not guessed: who texted us, or waits for their link, has no link either."""
    return ContactPoint.objects.filter(
        nobodys=True,
        person__manage_links__isnull=True,
        person__email__isnull=True,
        person__phone__isnull=True,
    )


def _wait_of(contact: Contact) -> int:
    """Seconds until what somebody counts on may leave to this contact."""
    left = spend("told", counted_as(contact))
    return 0 if left.allowed else left.reset


def within_budget(contact: Contact, *, by: str, crisis_id: int, promised: bool = False) -> bool:
    """Count one message. Whoever asks spends their own first: with none left they use up nothing of whom they write to.

    `by`: as invite()'s; "" for anybody whose own contact has not answered: they are one, for nothing tells them apart,
    and use up nothing of those who have.
    """
    to, purpose = counted_as(contact), by.partition(":")[0]
    if not by:
        return spend("invited_unchecked", to).allowed
    budgets = [
        ("invites_by", by),
        ("invited_by", f"{by}:{to}"),
        ("invites_of", f"{purpose}:{crisis_id}"),
    ]
    if not promised:
        budgets.append(("invited", f"{purpose}:{to}"))
    return all(spend(scope, key).allowed for scope, key in budgets)
