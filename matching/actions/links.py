"""A link in the wrong hands: every key its owner has to one page stops working, and a new one is theirs."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.errors import NotThere
from accounts.links.actions import revoke_links, standing_link
from accounts.push.devices import forget_devices
from accounts.reach.actions import reach
from crisis.activation.actions import absolute
from crisis.shelter.actions.dividing import parts_with
from crisis.shelter.actions.posting import manage_path
from crisis.shelter.models import Need
from matching.access import Held


def give_new_link(*, held: Held, at: datetime) -> str:
    """The new token. It is sent to a verified contact too, so that whoever stole the old one can't keep it from them.

    Only this person's links: others who follow the same search keep theirs. `at` is real time.
    """
    person, crisis = held.person, held.posted.crisis
    with transaction.atomic():
        for subject in _one_key_opens(held):
            revoke_links(person=person, subject=subject, at=at)
        forget_devices(person)  # one may be theirs, and a push carries the new link
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


def _one_key_opens(held: Held) -> list[UUID]:
    """This page, and the pages of the others of a divided group: each leads to the others."""
    parts = parts_with(held.posted) if isinstance(held.posted, Need) else ()
    return [held.posted.public_id, *(part.public_id for part in parts)]


def other_part(need: Need, public_id: str) -> Need:
    """One of the others of a divided group. Raises NotThere."""
    part = next((each for each in parts_with(need) if str(each.public_id) == public_id), None)
    if part is None or part.owner_id != need.owner_id:
        raise NotThere
    return part


def key_to(need: Need) -> str:
    """The standing token of a need, for its owner."""
    return standing_link(
        person=need.owner, subject_kind="need", subject=need.public_id, crisis_id=need.crisis_id
    )
