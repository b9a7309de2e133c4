"""How many are inside an official shelter: counted by several people at once, so by compare-and-set."""

from datetime import datetime

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.errors import Invalid
from accounts.journal.announce import announce
from accounts.origin import Origin
from crisis.activation.access import COORDINATE, require
from crisis.shelter.events import ShelterChanged
from crisis.shelter.models import OfficialShelter


def count_in(*, shelter: OfficialShelter, by: int, origin: Origin, at: datetime) -> None:
    """`by` persons more (or fewer) are inside. Raises Invalid beyond empty or full, NotAllowed."""
    rows = OfficialShelter.objects.filter(pk=shelter.pk).annotate(after=F("occupied") + by)
    fitting = rows.filter(after__gte=0, after__lte=F("capacity"))
    _count(shelter, fitting, F("occupied") + by, origin, at)


def set_occupied(*, shelter: OfficialShelter, occupied: int, origin: Origin, at: datetime) -> None:
    """So many are inside. Raises Invalid for more than it takes, NotAllowed."""
    fitting = OfficialShelter.objects.filter(pk=shelter.pk, capacity__gte=max(occupied, 0))
    _count(shelter, fitting if occupied >= 0 else fitting.none(), occupied, origin, at)


def _count(shelter: OfficialShelter, fitting: QuerySet, occupied, origin: Origin, at: datetime) -> None:
    require(origin.actor, COORDINATE, shelter.crisis_id)
    with transaction.atomic():
        if not fitting.update(occupied=occupied, updated_at=at):
            raise Invalid({"occupied": [_("There cannot be more people inside than it takes.")]})
        happened = ShelterChanged(
            crisis_id=shelter.crisis_id,
            subject=shelter.public_id,
            cell=shelter.cell,
            at=at,
            shelter=shelter.pk,
        )
        announce(happened, origin=origin)
    shelter.refresh_from_db()
