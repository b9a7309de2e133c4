"""Who may see and change which offer or need: its owner by account or link, and the crisis's coordinators."""

from uuid import UUID

from accounts.errors import NotThere
from accounts.links.models import ManageLink
from accounts.permissions import can
from crisis.activation.access import COORDINATE
from crisis.shelter.models import Need, Offer

KINDS = {"offer": Offer, "need": Need}


def posted_by_link(link: ManageLink | None) -> Offer | Need:
    """What a manage-link opens. Raises NotThere for a missing or revoked link."""
    model = KINDS.get(link.subject_kind) if link else None
    posted = (
        model
        and model.objects.select_related("crisis", "owner", "place").filter(public_id=link.subject).first()
    )
    if not posted:
        raise NotThere
    return posted


def own(person, kind: str, public_id: UUID) -> Offer | Need:
    """The offer or need that `person` posted. Raises NotThere when there is none or it is somebody else's."""
    rows = KINDS[kind].objects.select_related("crisis", "owner", "place")
    posted = rows.filter(public_id=public_id, owner=person).first() if person.is_authenticated else None
    if not posted:
        raise NotThere
    return posted


def coordinated(person, kind: str, public_id: UUID) -> Offer | Need:
    """The offer or need in a crisis that `person` coordinates. Raises NotThere otherwise."""
    posted = (
        KINDS[kind].objects.select_related("crisis", "owner", "place").filter(public_id=public_id).first()
    )
    if not posted or not can(person, COORDINATE, posted.crisis_id):
        raise NotThere
    return posted
