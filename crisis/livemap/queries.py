"""What the map's pages read besides the layers."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from functools import lru_cache

import h3
from django.db.models import Max

from accounts.journal.models import Entry, Heartbeat
from crisis.activation.models import Crisis
from crisis.desk.queue import queue_of
from crisis.gazetteer.outlines import outlines
from crisis.ground import grid
from crisis.livemap.layers import Window, layers, total
from crisis.shelter.queries import public_doors, public_shelters, with_closed
from crisis.shelter.vocabulary import ShelterState

LISTED = 50
PLAYED_WITHIN = timedelta(seconds=10)
MOST_CELLS = 300  # on the public map; the fullest are shown
NAMED = 8  # cells coarser than this are wider than the district of their centre


def position_of(crisis: Crisis) -> int:
    """The newest journal position of this crisis: what its map is as fresh as. One query."""
    newest = Entry.objects.filter(crisis_id=crisis.pk, position__isnull=False).aggregate(Max("position"))
    return newest["position__max"] or 0


def played(now: datetime) -> bool:
    """Is an exercise being played right now, somewhere? `now`: real time."""
    return Heartbeat.objects.filter(name="drill", at__gt=now - PLAYED_WITHIN).exists()


def counts(
    crisis: Crisis, window: Window, states: Mapping[str, frozenset[str]] | None = None
) -> dict[str, dict]:
    """{layer: {count, people}} for the whole crisis. One query a layer. `states`: of a layer, only those."""
    return {
        layer.name: total(layer, crisis, replace(window, states=(states or {}).get(layer.name, frozenset())))
        for layer in layers()
    }


def waiting_list(crisis: Crisis, *, at: datetime) -> dict:
    """What waits longest, as the queue has it: its first rows, and how many there are."""
    rows, row_count = queue_of(crisis, at=at)
    return {"rows": rows[:LISTED], "row_count": row_count}


def public_cells(crisis: Crisis, *, at: datetime, tags: tuple[str, ...]) -> list[dict]:
    """The published cells with most doors, at most MOST_CELLS."""
    return public_doors(crisis, at=at, tags=tags)[:MOST_CELLS]


def districts(cells: list[dict]) -> list[dict]:
    """[{name, wide, areas, doors, places}] of published cells, most doors first.

    `doors` and `places` are "at least": sums of the published bands' lower ends, so no sum tells more than they.
    """
    found: dict[tuple, dict] = defaultdict(lambda: {"areas": 0, "doors": 0, "places": 0})
    for cell in cells:
        district = found[named(cell["cell"])]
        district["areas"] += 1
        district["doors"] += at_least(cell["doors"])
        district["places"] += at_least(cell["places"])
    told = {district: sums for district, sums in found.items() if sums["doors"]}  # "0 or more" says nothing
    rows = [{"name": name, "wide": wide} | sums for (name, wide), sums in told.items()]
    return sorted(rows, key=lambda row: (-row["doors"], row["name"]))


def safe_districts(cells: list[dict]) -> list[dict]:
    """[{name, wide, safe}] of published cells: in each district at least so many say they are safe."""
    found: dict[tuple, int] = defaultdict(int)
    for cell in cells:
        found[named(cell["cell"])] += at_least(cell["safe"])
    rows = [{"name": name, "wide": wide, "safe": safe} for (name, wide), safe in found.items() if safe]
    return sorted(rows, key=lambda row: (-row["safe"], row["name"]))


def at_least(band: str) -> int:
    """The lower end of a band: 6 for "6-20", 500 for "500+"."""
    return int(band.rstrip("+").split("-")[0])


def shelters(crisis: Crisis) -> list[dict]:
    """Official shelters as the public sees them: [{name, label, lat, lon, full, room, step_free, pets, closed}]."""
    return [
        {
            "name": shelter.name,
            "label": shelter.label,
            "lat": shelter.lat,
            "lon": shelter.lon,
            "full": shelter.state == ShelterState.FULL or shelter.occupied >= shelter.capacity,
            "room": max(0, shelter.capacity - shelter.occupied),
            "step_free": shelter.step_free,
            "pets": shelter.pets,
            "closed": shelter.in_closed_area,
        }
        for shelter in with_closed(crisis, public_shelters(crisis))
    ]


@lru_cache(maxsize=20_000)
def named(cell: str) -> tuple[str, bool]:
    """(name of the district or town around the cell's centre or "", is the cell wider than one?)."""
    lat, lon = grid.centre(cell)
    wide = h3.get_resolution(cell) < NAMED
    for reach in (0.0, 1.0):  # the communes, else the départements
        for name, ring in outlines((lat - reach, lon - reach, lat + reach, lon + reach)):
            if _holds(ring, lat, lon):
                return f"Paris {name}" if name.isdigit() else name, wide
    return "", wide


def _holds(ring: list[tuple[float, float]], lat: float, lon: float) -> bool:
    inside = False
    for (y1, x1), (y2, x2) in zip(ring, ring[1:] + ring[:1], strict=True):
        if (y1 > lat) != (y2 > lat) and lon < (x2 - x1) * (lat - y1) / (y2 - y1) + x1:
            inside = not inside
    return inside
