"""Which two doors would take a group that said it may be split."""

from dataclasses import replace
from datetime import datetime

from crisis.closures.queries import areas_of
from crisis.shelter.models import Need
from matching.engine.dividing import Division, divide
from matching.engine.values import Party
from matching.weighing import best_few

DOORS_WEIGHED = 30


def division_of(need: Need, party: Party, *, at: datetime) -> Division | None:
    """The best two doors that take the group between them, if it may be split and any do."""
    if not need.may_split or party.adults < 2:
        return None
    anybody = replace(party, adults=1, children=0)
    near = [each.door for each in best_few(need, anybody, at=at, limit=DOORS_WEIGHED)]
    return divide(near, party, at=at, closed=areas_of(need.crisis_id))
