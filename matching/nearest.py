"""The best open doors for one need."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Q

from crisis.closures.queries import areas_of
from crisis.shelter.models import Need
from crisis.shelter.queries import open_offers
from matching.doors import doors_in_order, nearest_first, with_verification
from matching.engine.places import NEEDED_SECONDS, Candidate, Door, Party, search

NEAREST = 60  # doors of one ring that are judged


def best_doors(need: Need, party: Party, *, at: datetime, limit: int = 5) -> list[Candidate]:
    """The best open doors for one need, by widening neighbourhoods.

    Of each ring the NEAREST that suit: where doors stand so close, none farther off is better by its fit.
    """
    suited = open_offers(need.crisis).filter(_suits(party))
    asked = with_verification(suited).filter(_may_be_asked(party, at=at))

    def doors_in(cells: set[str]) -> Iterable[Door]:
        near = asked.filter(cell__in=cells).order_by(*nearest_first(party))
        return doors_in_order(near, limit=NEAREST)

    return search(party, doors_in, at=at, enough=limit, closed=areas_of(need.crisis_id))


def _suits(party: Party) -> Q:
    """The engine's hard constraints that a column can answer, to read fewer rows; the engine judges all of them."""
    fits = Q(places_left__gte=party.persons)
    if party.step_free:
        fits &= Q(step_free=True)
    if party.children:
        fits &= Q(children=True)
    if party.pets:
        fits &= Q(pets=True)
    if party.women_only:
        fits &= Q(women_only=True)
    return fits if party.women_group else fits & Q(women_only=False)


def _may_be_asked(party: Party, *, at: datetime) -> Q:
    """Of offers from `with_verification()`: doors whose host answers, late enough, neither tried nor cut off.

    Else a block full of those that can't be asked would hide the one that can.
    """
    barred = Q(owner_id__in=party.blocked_owner_ids | {party.owner_id}) | Q(pk__in=party.refused_door_ids)
    return Q(~barred, verified=True, until__gte=at + timedelta(seconds=NEEDED_SECONDS))
