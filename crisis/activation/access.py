"""Who may do what in which crisis. Membership answers; a removed colleague may nothing, at once."""

from accounts.errors import NotAllowed, NotThere
from accounts.permissions import SUSPEND, WORK_HERE, answers, can
from crisis.activation.models import Crisis, Membership
from crisis.activation.vocabulary import Phase, Role

COORDINATE = "coordinate"  # the desk: map, cases, addresses by reveal, phases, colleagues
MODERATE = "moderate"
DECLARE = "declare"
LIAISE = "liaise"  # hear of the gravest news and decide on it, two by two: crisis.search.liaison

_MAY = {Role.COORDINATOR: {COORDINATE, MODERATE, SUSPEND}, Role.MODERATOR: {MODERATE}}


@answers
def by_membership(person, what: str, crisis_id: int | None) -> bool:
    if what == DECLARE:
        return person.may_declare
    if what == WORK_HERE:
        return (
            person.may_declare or Membership.objects.filter(person=person, removed_at__isnull=True).exists()
        )
    roles = Membership.objects.filter(person=person, crisis_id=crisis_id, removed_at__isnull=True)
    if what == LIAISE:
        return roles.filter(role=Role.COORDINATOR, liaison_since__isnull=False).exists()
    return any(what in _MAY.get(role, ()) for role in roles.values_list("role", flat=True))


def require(person, what: str, crisis_id: int | None = None) -> None:
    """Raises NotAllowed unless `person` may."""
    if not can(person, what, crisis_id):
        raise NotAllowed


def public_crisis(slug: str) -> Crisis:
    """The crisis anybody may see. Raises NotThere for a draft, which only its coordinators know of."""
    crisis = Crisis.objects.filter(slug=slug).exclude(phase=Phase.DRAFT).first()
    if crisis is None:
        raise NotThere
    return crisis


def crisis_for(person, slug: str, what: str = COORDINATE) -> Crisis:
    """The crisis `person` works on. Raises NotThere when it is not there or not theirs: both look the same."""
    crisis = Crisis.objects.filter(slug=slug).first()
    if crisis is None or not can(person, what, crisis.pk):
        raise NotThere
    return crisis
