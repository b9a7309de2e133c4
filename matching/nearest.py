"""The best open doors for one need: the nearest that suit, by a few indexed reads, then judged by the engine.

What to read first follows the density: the last circle that was wide enough near here for the same wishes, else a
look at who stands next on the grid's own order. Both only guess; `engine.nearest` makes the answer exact.
"""

from datetime import datetime, timedelta
from functools import lru_cache

import h3
from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from crisis.activation.models import Crisis
from crisis.closures.queries import areas_of
from crisis.shelter.models import Need, OpenDoor
from crisis.shelter.queries import open_offers
from matching.doors import doors_from, in_columns
from matching.engine.ground import Box, metres_from
from matching.engine.nearest import Runs, Standing, nearest
from matching.engine.places import NEEDED_SECONDS, REACH_METRES, Candidate, Party, rank
from matching.engine.spots import spot_of, spots_around
from matching.engine.values import Door

NEAREST, WIDER = 60, 4  # doors judged at first; so many times more where too few of them will do
MOST_JUDGED = 4_000  # where so many near by are refused, one that opens is waited for
LOOKED_AT = 1  # so many times the doors wanted, on either side along the grid's order, to guess from
ROOM = 1.5  # a remembered circle is taken so much wider: it was just wide enough, somewhere near
NEIGHBOURHOOD_METRES = 3_000
REMEMBERED, REMEMBERED_RESOLUTION = 20_000, 8

_TABLE = OpenDoor._meta.db_table
_reaches: dict[tuple, float] = {}


def best_doors(need: Need, party: Party, *, at: datetime, limit: int = 5) -> list[Candidate]:
    """The best open doors for one need: of the NEAREST that suit, and of more where the engine refuses those.

    Where doors stand so close, none farther off is better by its fit.
    """
    closed, count = areas_of(need.crisis_id), NEAREST
    if party.adults < 1 or closed.holds(party.lat, party.lon):
        return []
    while True:
        near = [pk for _metres, pk in nearest_doors(need.crisis_id, party, at=at, count=count)]
        found = rank(_judged(need.crisis_id, near), party, at=at, limit=limit, closed=closed)
        if len(found) >= limit or len(near) < count or count >= MOST_JUDGED:
            return found
        count = min(WIDER * count, MOST_JUDGED)


def _judged(crisis_id: int, near: list[int]) -> list[Door]:
    """Their numbers are written out: sixty parameters would cost more than the rows."""
    if not near:
        return []
    written = RawSQL(", ".join(f"{pk:d}" for pk in near), ())  # noqa: S611  numbers of our own
    return doors_from(_as_they_stand(crisis_id).filter(pk__in=written))


@lru_cache(maxsize=64)
def _as_they_stand(crisis_id: int) -> QuerySet:
    """The rows of truth: the copy may lag behind. Kept, as Django takes longer to make this than to ask it."""
    return in_columns(open_offers(Crisis(pk=crisis_id)))


def nearest_doors(
    crisis_id: int, party: Party, *, at: datetime, count: int, farthest: float = REACH_METRES
) -> list[tuple[float, int]]:
    """(metres, offer's id) of the `count` nearest open doors that no column's hard constraint forbids."""
    wanted, values = _wanted(crisis_id, party, at)
    likely = _likely(party, (wanted, crisis_id, count), wanted, values, count)
    found = nearest(
        party.lat,
        party.lon,
        lambda runs, box: _standing_in(runs, box, wanted, values),
        count=count,
        likely=likely,
        farthest=farthest,
    )
    if len(found) == count:
        _remember(_reach_key(party, (wanted, crisis_id, count)), found[-1][0])
    return found


def _wanted(crisis_id: int, party: Party, at: datetime) -> tuple[str, list]:
    """The engine's hard constraints that a column can answer, to read fewer rows; the engine judges all of them."""
    wishes = {
        "step_free": party.step_free,
        "children": party.children > 0,
        "pets": party.pets,
        "women_only": party.women_only,
        "NOT women_only": not party.women_group,
    }
    barred = sorted({party.owner_id, *party.blocked_owner_ids})
    clauses = [
        "crisis_id = %s",
        "places >= %s",
        "until >= %s",
        *(wish for wish, asked in wishes.items() if asked),
    ]
    clauses += [f"host NOT IN ({_marks(barred)})"]
    values = [crisis_id, party.persons, _stored(at + timedelta(seconds=NEEDED_SECONDS)), *barred]
    if tried := sorted(party.refused_door_ids):
        clauses += [f"offer_id NOT IN ({_marks(tried)})"]
        values += tried
    return " AND ".join(clauses), values


def _standing_in(runs: Runs, box: Box, wanted: str, values: list) -> list[Standing]:
    either = " OR ".join(f"spot BETWEEN {first:d} AND {last:d}" for first, last in runs)
    boxed = f"lat BETWEEN {box.south} AND {box.north} AND lon BETWEEN {box.west} AND {box.east}"
    return _rows(
        f"SELECT offer_id, lat, lon FROM {_TABLE} WHERE {wanted} AND ({either}) AND {boxed}",  # noqa: S608  our own words and numbers
        values,
    )


def _likely(party: Party, about: tuple, wanted: str, values: list, count: int) -> float:
    """Metres within which `count` such doors should stand."""
    if remembered := _reaches.get(_reach_key(party, about)):
        return ROOM * remembered
    here = spot_of(party.lat, party.lon)
    first, last = spots_around(here, NEIGHBOURHOOD_METRES)
    reach = LOOKED_AT * count
    one_way = f"SELECT lat, lon FROM {_TABLE} WHERE {wanted} AND spot"  # noqa: S608
    both_ways = (
        f"SELECT * FROM ({one_way} BETWEEN %s AND %s ORDER BY spot LIMIT {reach}) AS up UNION ALL "  # noqa: S608
        f"SELECT * FROM ({one_way} BETWEEN %s AND %s ORDER BY spot DESC LIMIT {reach}) AS down"
    )
    metres_to = metres_from(party.lat, party.lon)
    rows = _rows(both_ways, [*values, here, last, *values, first, here - 1])
    ways = sorted(metres_to(*point) for point in rows)
    return ways[count - 1] if len(ways) >= count else REACH_METRES


def _reach_key(party: Party, about: tuple) -> tuple:
    return (h3.latlng_to_cell(party.lat, party.lon, REMEMBERED_RESOLUTION), party.persons, *about)


def _remember(key: tuple, metres: float) -> None:
    if len(_reaches) >= REMEMBERED:
        _reaches.clear()
    _reaches[key] = metres


def _rows(statement: str, values: list) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()


def _marks(values: list) -> str:
    return ", ".join(["%s"] * len(values))


def _stored(at: datetime):
    return connection.ops.adapt_datetimefield_value(at)
