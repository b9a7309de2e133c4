"""A lost manage-link is sent again, to the contact its owner gave and to nobody else."""

import logging
import threading
from collections.abc import Callable, Iterator
from itertools import islice

from django.db import connection, transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.links.actions import standing_link, working_links
from accounts.links.models import ManageLink
from accounts.links.owed import write_owed
from accounts.people.actions import send_code
from accounts.people.contact import Contact
from accounts.people.models import ContactPoint
from accounts.people.vocabulary import VerifiedBy
from accounts.reach.actions import reach
from accounts.throttle import spend
from crisis.activation.actions import absolute
from crisis.activation.models import Crisis
from crisis.activation.vocabulary import Phase

log = logging.getLogger("crisis.activation")

MOST = 5  # records a contact that answered is sent again at once


def start(work: Callable[[], None]) -> None:
    """Run `work` beside the request. What a dying process loses, its owner asks for once more."""
    threading.Thread(target=work, daemon=True).start()


def resend_later(contact: Contact) -> None:
    """resend_links() beside the request, so that the time it takes to answer tells nobody who is known here."""

    def work() -> None:
        try:
            resend_links(contact=contact)
        except Exception as failure:  # noqa: BLE001  nobody waits for it; the operator reads it
            log.error("links not sent again: %s", type(failure).__name__)
        finally:
            if threading.current_thread() is not threading.main_thread():
                connection.close()

    start(work)


def resend_links(*, contact: Contact) -> None:
    """Send the links of what this contact answered for, newest first, in crises not yet archived; and one of what
    anybody posted with it, with a new code.

    A few an hour for each contact as it is typed, for so it is looked up. Says nothing about whether there was any.
    What strangers post with it neither comes before what is its owner's nor uses up its messages. Nothing of an
    exercise: anybody answers there for any contact, and reads in its mailbox that somebody asked.
    """
    if not spend("recover_link", f"{contact.kind}:{contact.value}").allowed:
        return
    given = ContactPoint.objects.filter(kind=contact.kind, value=contact.value, nobodys=False)
    points = given.exclude(verified_by=VerifiedBy.DRILL).select_related("person").order_by("-pk")
    for answered, most in ((True, MOST), (False, 1)):
        lost = (
            each for point in points.filter(verified_at__isnull=not answered)[:MOST] for each in _lost(point)
        )
        for point, link, crisis in islice(lost, most):
            _send(point, link, crisis)


def _lost(point: ContactPoint) -> Iterator[tuple[ContactPoint, ManageLink, Crisis]]:
    """The newest link of each record of its owner, newest first."""
    write_owed(owner=point.person)
    known = list(working_links().filter(person=point.person).order_by("-pk"))
    open_ones = Crisis.objects.exclude(phase=Phase.ARCHIVED).filter(is_drill=False)
    crises = open_ones.in_bulk({link.crisis_id for link in known})
    seen = set()
    for link in known:
        if link.crisis_id in crises and link.subject not in seen:
            seen.add(link.subject)
            yield point, link, crises[link.crisis_id]


def _send(point: ContactPoint, lost: ManageLink, crisis: Crisis) -> None:
    with transaction.atomic():
        token = standing_link(
            person=point.person,
            subject_kind=lost.subject_kind,
            subject=lost.subject,
            crisis_id=lost.crisis_id,
        )
        with translation.override(point.person.language):
            link = absolute(reverse("manage", kwargs={"token": token}))
            text = _("Porte Ouverte: you asked for your link again: %(link)s") % {"link": link}
            subject = _("Your page")
        if point.verified_at:
            reach(point, text=text, subject=subject, drill=False, crisis_id=crisis.pk)
        else:
            send_code(contact=point, drill=False, crisis_id=crisis.pk, link=link)
