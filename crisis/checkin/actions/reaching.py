"""The link, and a code, for those who were answered by their phone before anything was sent to it."""

from accounts.links.actions import standing_link
from accounts.links.models import ManageLink
from accounts.people.models import ContactPoint
from accounts.throttle import spend
from crisis.activation.actions import absolute
from crisis.checkin.models import CheckIn
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


def caused_many(network: str) -> bool:
    """Did this network, or all that comes at speed by one door, cause many texts this hour? Others then go first."""
    return not spend("texts_from", network).allowed
