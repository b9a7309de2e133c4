"""A link in the wrong hands: every key its owner has to one page stops working, and a new one is theirs."""

from datetime import datetime

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.links.actions import revoke_links, standing_link
from accounts.reach.actions import reach
from crisis.activation.actions import absolute
from crisis.shelter.actions.posting import manage_path
from matching.access import Held


def give_new_link(*, held: Held, at: datetime) -> str:
    """The new token. It is sent to a verified contact too, so that whoever stole the old one can't keep it from them.

    Only this person's links: others who follow the same search keep theirs. `at` is real time.
    """
    person, crisis = held.person, held.posted.crisis
    with transaction.atomic():
        revoke_links(person=person, subject=held.posted.public_id, at=at)
        token = standing_link(
            person=person, subject_kind=held.kind, subject=held.posted.public_id, crisis_id=crisis.pk
        )
        contact = person.contact_points.filter(verified_at__isnull=False).first()
        if contact:
            with translation.override(person.language):
                link = absolute(manage_path(token, person.language))
                text = _(
                    "Porte Ouverte: your page has a new link; the old ones open nothing any more: %(link)s"
                )
                text, subject = text % {"link": link}, _("Your new link")
            reach(contact, subject=subject, text=text, drill=crisis.is_drill, crisis_id=crisis.pk)
    return token
