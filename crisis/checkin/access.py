"""Who may see and change a check-in: its owner by account or link, and the crisis's coordinators."""

from uuid import UUID

from accounts.errors import NotThere
from accounts.links.models import ManageLink
from crisis.checkin.models import CheckIn


def check_in_of(link: ManageLink | None) -> CheckIn:
    """What a manage-link opens. Raises NotThere for a missing one, or one to something else."""
    about = link and link.subject_kind == "check_in"
    found = _rows().filter(public_id=link.subject, owner=link.person).first() if about else None
    if found is None:
        raise NotThere
    return found


def own_check_in(person, public_id: UUID) -> CheckIn:
    """The check-in `person` made. Raises NotThere when there is none or it is somebody else's."""
    found = _rows().filter(public_id=public_id, owner=person).first() if person.is_authenticated else None
    if found is None:
        raise NotThere
    return found


def _rows():
    return CheckIn.objects.select_related("crisis", "owner", "need")
