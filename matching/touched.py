"""Whom an area would touch: what a coordinator reads before closing it. No exact point is asked."""

import numpy as np
from django.db.models import F

from crisis.activation.models import Crisis
from crisis.closures.touching import touches
from crisis.ground.grid import centre
from crisis.shelter.models import Offer
from crisis.shelter.queries import open_offers, waiting_needs
from crisis.shelter.vocabulary import ALIVE_OFFERS
from matching.engine.closed import ClosedAreas
from matching.models import Match
from matching.vocabulary import MatchState

DOOR = "offer__place__fine_cell"
WAY = (DOOR, "need__place__fine_cell")
PERSONS = F("need__adults") + F("need__children")


@touches
def doors_and_people(crisis: Crisis, areas: ClosedAreas) -> dict[str, int]:
    """Numbers of doors, places and persons."""
    doors = open_offers(crisis).values_list("places_left", "place__fine_cell")
    inside = [places for places, cell in doors if areas.holds(*centre(cell))]
    shut = Offer.objects.filter(crisis=crisis, set_aside_at__isnull=False, state__in=ALIVE_OFFERS)
    aside = shut.values_list("place__fine_cell", flat=True)
    needs = waiting_needs(crisis).annotate(persons=F("adults") + F("children"))
    waiting = needs.values_list("persons", "place__fine_cell")
    return {
        "aside": sum(areas.holds(*centre(cell)) for cell in aside),
        "doors": len(inside),
        "places": sum(inside),
        "waiting": sum(persons for persons, cell in waiting if areas.holds(*centre(cell))),
        "under_way": _across(crisis, areas, MatchState.PROPOSED, MatchState.ACCEPTED),
        "on_the_way": _across(crisis, areas, MatchState.COMING),
        "inside": _behind_doors(crisis, areas),
    }


def _across(crisis: Crisis, areas: ClosedAreas, *states: MatchState) -> int:
    rows = Match.objects.filter(crisis=crisis, state__in=states).values_list(PERSONS, *WAY)
    told = np.array([(persons, *centre(door), *centre(need)) for persons, door, need in rows], float)
    told = told.reshape(-1, 5)
    return int(told[areas.crossed(told[:, 1:3], told[:, 3:]), 0].sum())


def _behind_doors(crisis: Crisis, areas: ClosedAreas) -> int:
    rows = Match.objects.filter(crisis=crisis, state=MatchState.ARRIVED).values_list(PERSONS, DOOR)
    return sum(persons for persons, cell in rows if areas.holds(*centre(cell)))
