"""Spots become at most `most` features: as fine a cell as keeps the view below it. Values in, values out."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from math import sqrt
from uuid import UUID

import h3

from crisis.ground import grid
from crisis.livemap.layers import Spot

MOST = 300
COARSEST = 0


@dataclass
class Group:
    """What one cell holds. `one`, `to`, `title`, `since`: only meaningful while `count` is one."""

    count: int = 0
    people: int = 0
    states: dict[str, int] = field(default_factory=dict)
    one: str = ""
    to: str = ""
    fine: str = ""
    title: str = ""
    since: datetime | None = None

    def add(self, other: "Group") -> None:
        self.count += other.count
        self.people += other.people
        self.one, self.to, self.fine = other.one, other.to, other.fine
        self.title, self.since = other.title, other.since
        for state, count in other.states.items():
            self.states[state] = self.states.get(state, 0) + count


def width(resolution: int) -> float:
    """Metres across a cell, from side to side."""
    return h3.average_hexagon_edge_length(resolution, unit="m") * sqrt(3)


def finest_for(zoom: int) -> int:
    """The finest resolution whose cells are some 40 pixels wide at a web map's zoom in our latitudes."""
    metres_per_pixel = 103_000 / 2**zoom
    wide_enough = (r for r in range(grid.FINE, 2, -1) if width(r) >= 40 * metres_per_pixel)
    return next(wide_enough, 3)


def features(spots: Iterable[Spot], *, finest: int = grid.FINE, most: int = MOST) -> list[dict]:
    """[{cell, lat, lon, count, people, states}]; a single one has id, state, title, since, and to, its other end.

    Points are centres of cells (of about 25 m for a single one), never the exact place: that is released, not
    shown. Stable: the same rows give the same cells, so nothing jitters as others come and go.
    """
    groups = _by_cell(spots)
    resolution = h3.get_resolution(next(iter(groups))) if groups else COARSEST
    while resolution > COARSEST and (resolution > finest or len(groups) > most):
        resolution -= 1
        groups = _coarser(groups, resolution)
    return [_feature(cell, groups[cell]) for cell in sorted(groups)]


def _by_cell(spots: Iterable[Spot]) -> dict[str, Group]:
    groups: dict[str, Group] = {}
    for spot in spots:
        group = Group(spot.count, spot.people or 0, {spot.state: spot.count}, spot.one, spot.to, *spot[6:])
        if spot.cell in groups:
            groups[spot.cell].add(group)
        else:
            groups[spot.cell] = group
    return groups


def _coarser(groups: dict[str, Group], resolution: int) -> dict[str, Group]:
    merged: dict[str, Group] = {}
    for cell, group in groups.items():
        above = grid.parent(cell, resolution)
        if above in merged:
            merged[above].add(group)
        else:
            merged[above] = group
    return merged


def _feature(cell: str, group: Group) -> dict:
    single = group.count == 1 and bool(group.one)
    shown = {"cell": cell, "count": group.count, "people": group.people, "states": group.states}
    shown |= _point(group.fine if single else cell)
    if single:
        shown |= {"id": str(UUID(group.one)), "state": next(iter(group.states))}
        shown |= {"title": group.title, "since": group.since}
        if group.to:
            shown["to"] = list(_point(group.to).values())
    return shown


def _point(cell: str) -> dict:
    lat, lon = grid.centre(cell)
    return {"lat": round(lat, 5), "lon": round(lon, 5)}
