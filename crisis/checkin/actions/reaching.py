"""How whoever says it is reached: by the link and a code that were owed, and by the contact that answers."""

from django.db.models import Exists, OuterRef

from accounts.journal.announce import announce_all
from accounts.links.actions import standing_link
from accounts.links.models import ManageLink
from accounts.origin import SYSTEM
from accounts.people.contact import digest
from accounts.people.models import ContactPoint
from accounts.throttle import spend
from crisis.activation.actions import absolute
from crisis.activation.clock import crisis_now
from crisis.checkin import events
from crisis.checkin.models import CheckIn, CheckInKey
from crisis.checkin.vocabulary import KeyKind, Life
from crisis.shelter.actions.posting import manage_path, send_link


def send_owed_link(*, check_in: CheckIn) -> None:
    """Once: whoever has a standing link was written to before."""
    about = {"person": check_in.owner, "subject_kind": "check_in", "subject": check_in.public_id}
    points = ContactPoint.objects.filter(person=check_in.owner).order_by("pk")
    if ManageLink.objects.filter(**about).exclude(seed="").exists() or not points:
        return
    token = standing_link(**about, crisis_id=check_in.crisis_id)
    link = absolute(manage_path(token, check_in.language))
    send_link(points[0], check_in.crisis, link, behind=caused_many(check_in.door))


def follow_contact(person: int) -> None:
    """Who gave no contact at first is found by the one that answered; a contact once given stays what it was."""
    point = (
        ContactPoint.objects.filter(person=person, verified_at__isnull=False).order_by("-verified_at").first()
    )
    given = CheckInKey.objects.filter(check_in=OuterRef("pk"), kind=KeyKind.OWN)
    without = CheckIn.objects.filter(~Exists(given), owner=person, life=Life.ACTIVE).select_related("crisis")
    if point:
        found, key = list(without.order_by("pk")), {"kind": KeyKind.OWN, "digest": digest(point)}
        CheckInKey.objects.bulk_create(CheckInKey(check_in=each, **key) for each in found)
        announce_all([_found_by_contact(each) for each in found], origin=SYSTEM)


def _found_by_contact(check_in: CheckIn) -> events.FoundByContact:
    of = {"crisis_id": check_in.crisis_id, "subject": check_in.public_id, "check_in": check_in.pk}
    return events.FoundByContact(at=crisis_now(check_in.crisis), **of)


def caused_many(network: str) -> bool:
    """Did this network, or all that comes at speed by one door, cause many texts this hour? Others then go first."""
    return not spend("texts_from", network).allowed
