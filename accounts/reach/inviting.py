"""The one way to write to somebody who never answered us: few, to nobody who stopped it, and it says how to stop."""

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.people.contact import Contact
from accounts.people.models import ContactPoint, Person
from accounts.reach.actions import reach
from accounts.reach.stops import stop_link, stopped
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
) -> bool:
    """Write once to `contact`, in the caller's transaction; False when nothing was sent. Tell nobody why not.

    `text`, in `language`: neutral words, for they stand on a lock screen; how to stop is added. `by`: who asks, as
    "purpose:whoever"; what one purpose sends uses up nothing of another's. `thing`: what it is about, "ask:<id>".
    """
    if stopped(contact, drill=drill) or not (drill or _within_budget(contact, by, crisis_id)):
        return False
    with transaction.atomic(), translation.override(language):
        said = _("%(text)s No more messages: %(link)s") % {
            "text": text,
            "link": stop_link(contact, drill=drill),
        }
        point = point_of_nobody(contact, language)
        reach(point, text=said, subject=subject, drill=drill, crisis_id=crisis_id, invited=True)
    return True


def point_of_nobody(contact: Contact, language: str) -> ContactPoint:
    """Where to write: a point of nobody, for whoever gave this contact as theirs could read of it on their own page."""
    unowned = ContactPoint.objects.filter(
        kind=contact.kind,
        value=contact.value,
        person__manage_links__isnull=True,
        person__email__isnull=True,
        person__phone__isnull=True,
    )
    if asked_before := unowned.order_by("pk").first():
        return asked_before
    person = Person.objects.create_user(language=language)
    return ContactPoint.objects.create(person=person, kind=contact.kind, value=contact.value)


def _within_budget(contact: Contact, by: str, crisis_id: int) -> bool:
    """Whoever asks spends their own first: with none left they use up nothing of the one they write to."""
    to, purpose = f"{contact.kind}:{contact.value}", by.partition(":")[0]
    budgets = [
        ("invites_by", by),
        ("invited_by", f"{by}:{to}"),
        ("invited", f"{purpose}:{to}"),
        ("invites_of", f"{purpose}:{crisis_id}"),
    ]
    return all(spend(scope, key).allowed for scope, key in budgets)
