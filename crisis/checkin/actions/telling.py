"""Who is named, spoken for or looked for is told by their own phone or mailbox: once unasked, and when they ask."""

import logging
import threading
from datetime import timedelta

from django.core import signing
from django.db import connection, transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.errors import NotThere
from accounts.people.contact import Contact, digest
from accounts.people.models import ContactPoint
from accounts.people.vocabulary import ContactKind
from accounts.reach.actions import reach
from accounts.reach.inviting import invite, point_of_nobody
from accounts.throttle import spend
from crisis.activation.actions import absolute
from crisis.activation.models import Crisis
from crisis.activation.recovery import start
from crisis.checkin.models import OwedWord
from crisis.checkin.queries import naming, said_of
from crisis.checkin.vocabulary import Life
from crisis.search.sought import searches_for

log = logging.getLogger("crisis.checkin")

OPENS_FOR = timedelta(days=1)
_SALT = "crisis.checkin.named"


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
    allowed = crisis.is_drill or spend("named", f"{contact.kind}:{contact.value}").allowed
    key = digest(contact)
    if not allowed or not (naming(crisis, key) or said_of(crisis, key) or searches_for(crisis, key)):
        return
    with transaction.atomic(), translation.override(language):
        point = point_of_nobody(contact, language)
        message = _message(crisis, contact, point)
        reach(point, **message, drill=crisis.is_drill, crisis_id=crisis.pk, invited=True)


def tell_owed_word(owed: OwedWord) -> None:
    """Write once to whom a check-in concerns, unless it was taken back; then forget the contact, sent or not.

    Budgets and "never again" decide in silence: nobody learns whether it was written.
    """
    check_in = owed.check_in
    crisis, contact = check_in.crisis, Contact(ContactKind(owed.kind), owed.value)
    with transaction.atomic(), translation.override(check_in.language):
        if not OwedWord.objects.filter(pk=owed.pk).delete()[0]:
            return
        if check_in.life != Life.ACTIVE or check_in.held_at:
            return
        message = _message(crisis, contact, point_of_nobody(contact, check_in.language))
        invite(
            contact,
            **message,
            drill=crisis.is_drill,
            crisis_id=crisis.pk,
            language=check_in.language,
            by=f"check_in:{check_in.owner_id}",
            thing=f"check_in:{check_in.public_id}",
        )


def _message(crisis: Crisis, contact: Contact, point: ContactPoint) -> dict:
    """Words that stand on a locked screen: no name, no place, no status."""
    path = reverse("named", kwargs={"slug": crisis.slug, "token": named_token(crisis, contact, point)})
    text = _("Porte Ouverte: somebody left a message for you. Read it within a day: %(link)s")
    return {"text": text % {"link": absolute(path)}, "subject": _("A message for you")}


def named_token(crisis: Crisis, contact: Contact, point: ContactPoint | None = None) -> str:
    """Opens what was left for this contact in this crisis, for a day. Holds the contact's keyed hash, and the number of
    the `point` it is sent to."""
    return signing.dumps([crisis.pk, digest(contact), point.pk if point else 0], salt=_SALT)


def named_by_token(crisis: Crisis, token: str) -> str:
    """The digest a token stands for. Raises NotThere for a wrong or old one, or one of another crisis."""
    return _opened(crisis, token)[0]


def holder_of_named(crisis: Crisis, token: str) -> ContactPoint:
    """Where the token was sent: whoever opens it holds that phone or mailbox. Raises NotThere."""
    point = ContactPoint.objects.select_related("person").filter(pk=_opened(crisis, token)[1]).first()
    if point is None:
        raise NotThere
    return point


def _opened(crisis: Crisis, token: str) -> tuple[str, int]:
    try:
        of, key, point = signing.loads(token, salt=_SALT, max_age=OPENS_FOR)
    except (signing.BadSignature, ValueError):
        raise NotThere from None
    if of != crisis.pk:
        raise NotThere
    return key, point
