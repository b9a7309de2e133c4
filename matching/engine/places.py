"""Which door for which party, how good it is, and why.

Distances are metres, durations seconds, sizes persons; times are aware and handed in as `at`. The engine
advises, the caller's compare-and-set decides. Words for people are made elsewhere, from codes and values.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import lru_cache
from operator import itemgetter

import h3
import numpy as np

from .closed import NONE_CLOSED, ClosedAreas
from .ground import metres_from
from .soft import WALKING_METRES_PER_SECOND, felt_metres, weigh
from .values import MOST_IN_VAIN, Candidate, Door, Party, Reason, Refusal

__all__ = [
    "Candidate",
    "Door",
    "Party",
    "Reason",
    "Refusal",
    "WALKING_METRES_PER_SECOND",
    "metres_between",
    "rank",
    "refusals",
    "told_between",
    "told_metres",
]

FARTHEST_METRES = 5_000
MASK = 8  # H3: the cells the public sees
SLACK_METRES = 1_400  # twice from the centre of such a cell to its farthest corner, at the most
REACH_METRES = FARTHEST_METRES + SLACK_METRES  # whoever is farther off is so as told, too
NEEDED_SECONDS = 2 * 3600  # the shortest stay worth the walk, from the party's arrival on foot


def metres_between(a: Door | Party, b: Door | Party) -> float:
    """Geodesic distance on WGS 84, in metres."""
    return metres_from(a.lat, a.lon)(b.lat, b.lon)


def told_metres(a: Door | Party, b: Door | Party) -> float:
    """Between the centres of their public cells, in metres.

    Whoever moves a door or a need about learns by every yes and no where the other stands; so what says yes or no
    knows the cells alone, and asking often tells no more than the map does.
    """
    return told_between(_point(a), _point(b))


def told_between(a: tuple[float, float], b: tuple[float, float]) -> float:
    return h3.great_circle_distance(_centre(a), _centre(b), unit="m")


@lru_cache(maxsize=100_000)
def _centre(point: tuple[float, float]) -> tuple[float, float]:
    return h3.cell_to_latlng(h3.latlng_to_cell(*point, MASK))


def refusals(
    door: Door, party: Party, *, at: datetime, closed: ClosedAreas = NONE_CLOSED
) -> tuple[Refusal, ...]:
    """Every hard constraint this pair breaks, in the order of `Refusal`; empty means acceptable. Never bent.

    How far is judged as `told_metres`.
    """
    barred = (Refusal.CLOSED_AREA,) if closed.between(_point(door), _point(party)) else ()
    return _verdict(door, party, at, also=barred)


def rank(
    doors: Iterable[Door],
    party: Party,
    *,
    at: datetime,
    limit: int | None = 10,
    closed: ClosedAreas = NONE_CLOSED,
) -> list[Candidate]:
    """The acceptable doors, best first; the same doors in any order give the same answer."""
    suited = [door for door in doors if not _verdict(door, party, at)]
    metres_to = metres_from(party.lat, party.lon)
    felt = []
    for door in _reached(suited, party, closed):
        metres = metres_to(door.lat, door.lon)
        felt.append((felt_metres(door, party, metres, at), door.id, metres, door))
    best = sorted(felt, key=itemgetter(0, 1))[:limit]
    return [weigh(door, party, metres, at) for _felt, _id, metres, door in best]


def _point(of: Door | Party) -> tuple[float, float]:
    return of.lat, of.lon


def _reached(doors: list[Door], party: Party, closed: ClosedAreas) -> list[Door]:
    """Without those in a closed area, or behind one."""
    if not closed or not doors:
        return doors
    ends = np.array([_point(door) for door in doors])
    barred = closed.crossed(np.tile(_point(party), (len(doors), 1)), ends)
    return [door for door, is_barred in zip(doors, barred, strict=True) if not is_barred]


def _unsuited(door: Door, party: Party) -> tuple[Refusal, ...]:
    broken = {
        Refusal.NO_ROOM: door.places_left < max(1, party.persons),
        Refusal.NOT_STEP_FREE: party.step_free and not door.step_free,
        Refusal.NO_CHILDREN: party.children > 0 and not door.children,
        Refusal.NO_PETS: party.pets and not door.pets,
        Refusal.WOMEN_ONLY: door.women_only and not party.women_group,
        Refusal.NOT_WOMEN_ONLY: party.women_only and not door.women_only,
        Refusal.CLOSED: not door.open,
        Refusal.NOT_VERIFIED: not door.verified,
        Refusal.UNACCOMPANIED_MINOR: party.adults < 1,
        Refusal.ALREADY_TRIED: door.id in party.refused_door_ids,
        Refusal.RESTING: door.asked_in_vain >= MOST_IN_VAIN,
        Refusal.SAME_PERSON: door.owner_id == party.owner_id,
        Refusal.BLOCKED: door.owner_id in party.blocked_owner_ids,
    }
    return tuple(refusal for refusal, is_broken in broken.items() if is_broken)


def _verdict(
    door: Door, party: Party, at: datetime, *, also: tuple[Refusal, ...] = ()
) -> tuple[Refusal, ...]:
    metres = told_metres(door, party)
    walk = metres / WALKING_METRES_PER_SECOND
    needed_until = at + timedelta(seconds=walk + NEEDED_SECONDS)
    found = {*_unsuited(door, party), *also}
    if metres > FARTHEST_METRES:
        found.add(Refusal.TOO_FAR)
    if door.open_until is not None and door.open_until < needed_until:
        found.add(Refusal.ENDS_TOO_SOON)
    return tuple(refusal for refusal in Refusal if refusal in found)
