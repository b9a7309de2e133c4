"""Who is named, spoken for or looked for is told by their own phone or mailbox: once unasked, and when they ask."""

import logging
import threading
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.errors import NotThere
from accounts.links.secrets import hash_token, new_token
from accounts.people.contact import Contact, counted_as, digest, one_mailbox
from accounts.people.models import ContactPoint
from accounts.people.vocabulary import ContactKind, VerifiedBy
from accounts.reach.actions import reach
from accounts.reach.inviting import point_of_nobody, within_budget, write_to
from accounts.reach.models import Message
from accounts.reach.stops import stopped
from accounts.reach.vocabulary import MessageState, NewsKind
from accounts.retention import forgets
from accounts.throttle import spend
from crisis.activation.models import Crisis
from crisis.activation.recovery import start
from crisis.checkin.asks.access import said_never_again, short_link
from crisis.checkin.models import CheckIn, NamedLink, OwedWord
from crisis.checkin.queries import naming, said_of
from crisis.checkin.vocabulary import Life
from crisis.search.sought import searches_for

log = logging.getLogger("crisis.checkin")

OPENS_FOR = timedelta(days=1)
AGAIN_AFTER, AGAIN_AT_ONCE = timedelta(minutes=10), 100


def tell_named_later(*, crisis: Crisis, contact: Contact, language: str) -> None:
    """tell_named() beside the request: the time it takes to answer tells nobody who was named."""

    def work() -> None:
        try:
            tell_named(crisis=crisis, contact=contact, language=language)
        except Exception as failure:  # noqa: BLE001  nobody waits for it; the operator reads it
            log.error("the one named was not told: %s", type(failure).__name__)
        finally:
            if threading.current_thread() is not threading.main_thread():
                connection.close()

    start(work)


def tell_named(*, crisis: Crisis, contact: Contact, language: str) -> None:
    """Write to `contact` if somebody named it, speaks for or looks for whoever holds it: where to read, no more.

    A few an hour for each contact, counted whether it was named or not: what is left to ask tells nothing.
    """
    allowed = crisis.is_drill or spend("named", counted_as(contact)).allowed
    key = digest(contact)
    if not allowed or not (naming(crisis, key) or said_of(crisis, key) or searches_for(crisis, key)):
        return
    with transaction.atomic(), translation.override(language):
        point = point_of_nobody(contact, language)
        message = _message(crisis, contact, point)
        reach(point, **message, drill=crisis.is_drill, crisis_id=crisis.pk, invited=True)


def tell_owed_word(owed: OwedWord) -> None:
    """Write once to whom a check-in concerns, unless it was taken back or they want none; then forget the contact.

    Whoever was written to enough for now is told later, once, of all that was said till then. Nobody learns of either.
    """
    check_in = owed.check_in
    crisis, contact = check_in.crisis, Contact(ContactKind(owed.kind), owed.value)
    theirs = OwedWord.objects.filter(kind=owed.kind, value=owed.value, check_in__crisis=crisis)
    author = _author(check_in)
    if check_in.life != Life.ACTIVE or check_in.held_at or _wants_none(contact, author, crisis):
        OwedWord.objects.filter(pk=owed.pk).delete()
        return
    if not (crisis.is_drill or _may_tell(check_in, contact, author)):
        kept = theirs.filter(Q(pk=owed.pk) | Q(again_at__isnull=False))
        kept.update(again_at=timezone.now() + AGAIN_AFTER)
        return
    with transaction.atomic():
        if OwedWord.objects.filter(pk=owed.pk).delete()[0]:
            theirs.filter(again_at__isnull=False).delete()
            _write(check_in, contact, behind=author is None)


def _may_tell(check_in: CheckIn, contact: Contact, author: Contact | None) -> bool:
    """Count one word. Whoever nobody knows tells a few families' worth, however often they name others anew."""
    if author is None and not spend("told_unchecked", str(check_in.owner_id)).allowed:
        return False
    by = f"check_in:{digest(one_mailbox(author))}" if author else ""
    return within_budget(contact, by=by, crisis_id=check_in.crisis_id)


def tell_again() -> None:
    """Those who had enough when they were to be told. By real time, as the budgets are."""
    due = OwedWord.objects.filter(again_at__lte=timezone.now()).select_related("check_in__crisis")
    for word in due.order_by("again_at")[:AGAIN_AT_ONCE]:
        tell_owed_word(word)


def hurry(check_ins: Iterable[CheckIn]) -> None:
    """Their author's contact has answered: what waits among the texts that leave last is no longer one of them."""
    about = [_thing(each) for each in check_ins]
    waiting = Message.objects.filter(state=MessageState.QUEUED, behind=True, thing__in=about)
    waiting.update(behind=False, next_attempt_at=timezone.now())


def _thing(check_in: CheckIn) -> str:
    return f"check_in:{check_in.public_id}"


def _author(check_in: CheckIn) -> Contact | None:
    """A contact of theirs that has answered."""
    points = ContactPoint.objects.filter(person=check_in.owner_id, verified_at__isnull=False)
    point = points.order_by("pk").first()
    return Contact(ContactKind(point.kind), point.value) if point else None


def _wants_none(contact: Contact, author: Contact | None, crisis: Crisis) -> bool:
    return stopped(contact, drill=crisis.is_drill) or bool(
        author and said_never_again(author, contact, exercise=crisis.is_drill)
    )


def _write(check_in: CheckIn, contact: Contact, *, behind: bool) -> None:
    language = check_in.language
    with translation.override(language):
        message = _message(check_in.crisis, contact, point_of_nobody(contact, language))
    write_to(
        contact,
        **message,
        language=language,
        drill=check_in.crisis.is_drill,
        crisis_id=check_in.crisis_id,
        thing=_thing(check_in),
        kind=NewsKind.CHECK_IN,
        behind=behind,
    )


def _message(crisis: Crisis, contact: Contact, point: ContactPoint) -> dict:
    """Words that stand on a locked screen: no name, no place, no status."""
    link = short_link("named_link", named_token(crisis, contact, point))
    text = _(
        "Porte Ouverte: somebody who has your contact left you a message in this emergency."
        " Read it within a day: %(link)s"
    )
    return {"text": text % {"link": link}, "subject": _("A message for you")}


def named_token(crisis: Crisis, contact: Contact, point: ContactPoint | None = None) -> str:
    """Opens what was left for this contact in this crisis, for a day. `point`: where it is sent."""
    token = new_token()
    about = {"crisis": crisis, "digest": digest(contact), "point": point}
    NamedLink.objects.create(token_hash=hash_token(token), **about)
    return token


def named_by_token(crisis: Crisis, token: str) -> str:
    """The digest a token stands for. Raises NotThere for a wrong or old one, or one of another crisis."""
    return _opened(token, crisis=crisis).digest


def holder_of_named(crisis: Crisis, token: str) -> ContactPoint:
    """Where the token was sent: whoever opens it holds that phone or mailbox. Raises NotThere."""
    point = _opened(token, crisis=crisis).point
    if point is None:
        raise NotThere
    return point


def read_by(crisis: Crisis) -> VerifiedBy:
    """What whoever opened it has proved: of an exercise, whose messages stand on a screen, nothing outside of it."""
    return VerifiedBy.DRILL if crisis.is_drill else VerifiedBy.CODE


def crisis_of_named(token: str) -> Crisis:
    """Raises NotThere."""
    return _opened(token).crisis


@forgets("EXPIRED_RETENTION_DAYS")
def old_named_links(before: datetime) -> QuerySet[NamedLink]:
    return NamedLink.objects.filter(made_at__lt=before)


def _opened(token: str, **about) -> NamedLink:
    links = NamedLink.objects.select_related("crisis", "point__person").filter(
        token_hash=hash_token(token), **about
    )
    found = links.filter(made_at__gt=timezone.now() - OPENS_FOR).first()
    if found is None:
        raise NotThere
    return found
