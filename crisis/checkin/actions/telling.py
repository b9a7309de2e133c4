""" "Did somebody name me, or look for me?": the answer goes to the phone or mailbox asked about, to nobody else."""

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
from accounts.reach.actions import reach
from accounts.reach.inviting import point_of_nobody
from accounts.throttle import spend
from crisis.activation.actions import absolute
from crisis.activation.models import Crisis
from crisis.activation.recovery import start
from crisis.checkin.queries import naming
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
    """Write to `contact` if somebody named it, or looks for whoever it belongs to: where to read, and nothing else.

    A few an hour for each contact, counted whether it was named or not: what is left to ask tells nothing.
    """
    allowed = crisis.is_drill or spend("named", f"{contact.kind}:{contact.value}").allowed
    key = digest(contact)
    if not allowed or not (naming(crisis, key) or searches_for(crisis, key)):
        return
    with transaction.atomic(), translation.override(language):
        point = point_of_nobody(contact, language)
        path = reverse("named", kwargs={"slug": crisis.slug, "token": named_token(crisis, contact, point)})
        text = _("Porte Ouverte: somebody left a message for you. Read it within a day: %(link)s")
        text, subject = text % {"link": absolute(path)}, _("A message for you")
        reach(point, text=text, subject=subject, drill=crisis.is_drill, crisis_id=crisis.pk, invited=True)


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
