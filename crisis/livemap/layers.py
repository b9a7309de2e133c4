"""The registry of the desk map's layers. Slices and matching register theirs; one SQL query draws one."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db.models import CharField, Count, F, Min, Q, QuerySet, Sum, Value
from django.db.models.functions import Cast

from crisis.activation.models import Crisis
from crisis.ground import grid

BBox = tuple[float, float, float, float]  # south, west, north, east, degrees
WORLD: BBox = (-90.0, -180.0, 90.0, 180.0)


@dataclass(frozen=True, kw_only=True)
class Window:
    """What part of a layer is asked for. `at`: the crisis's now; `as_of`: show what stood then instead."""

    at: datetime
    bbox: BBox = WORLD
    since: timedelta | None = None  # only what was posted within
    as_of: datetime | None = None
    states: frozenset[str] = frozenset()  # empty: all of the layer's


class Spot(NamedTuple):
    """What lies in one cell in one state: how many, for how many persons, and what one of them is."""

    cell: str
    to: str  # the other end's cell, where a layer draws lines
    state: str
    count: int
    people: int
    one: str
    fine: str
    title: str  # what people call one of them
    since: datetime | None


@dataclass(frozen=True, kw_only=True)
class Layer:
    """`rows(crisis, window)` filters by everything but the box; the other fields say where its columns are.

    `place`: path to the exact place, "" when rows are places themselves; only its cell is ever read out.
    `of_cells`: rows know a masked cell and no point, so the box is held against the cell's centre.
    `page`: URL name of one subject's page, with the crisis's slug and the subject's id. `title`, `since`: columns.
    `counted`: how many, an aggregate, where a row stands for several; it has no page, and `key` is "".
    """

    name: str
    label: str
    symbol: str
    unit: str  # what `people` counts, or "" where one row is one person
    rows: Callable[[Crisis, Window], QuerySet]
    state: object  # expression
    unit_one: str = ""  # one of them, with the number
    one: str = ""  # one row, in words
    people: object = field(default_factory=lambda: Value(0))
    counted: object = field(default_factory=lambda: Count("pk"))
    states: tuple[tuple[str, str], ...] = ()
    place: str = ""
    of_cells: bool = False
    to: str = ""
    coarse_cell: str = "cell"
    key: object = "public_id"
    page: str = ""
    title: str = "reference"
    since: str = "posted_at"
    rank: int = 0  # where in the list; as registered among equals
    outlines: Callable[[Crisis, Window], list[dict]] | None = None  # [{name, source, rings}] drawn besides

    @property
    def fine_cell(self) -> str:
        if self.of_cells:
            return self.coarse_cell
        return f"{self.place}__fine_cell" if self.place else "fine_cell"


_layers: dict[str, Layer] = {}


def register(layer: Layer) -> Layer:
    """Make a layer known by its name; the desk's map and page list it from then on."""
    _layers[layer.name] = layer
    return layer


def layers() -> list[Layer]:
    return sorted(_layers.values(), key=lambda one: one.rank)


def layer(name: str) -> Layer | None:
    return _layers.get(name)


def spots(of: Layer, crisis: Crisis, window: Window, *, coarse: bool = False) -> Iterable[Spot]:
    """The layer's rows in the window, grouped by fine cell and state, or by the masked cell. One query.

    From afar the masked cell is fine enough, and leaves a fiftieth of the groups to read.
    """
    rows = _in_states(of, of.rows(crisis, window), window)
    if not of.of_cells:
        rows = rows.filter(_inside(of.place, window.bbox))
    grouped = (
        rows.order_by()
        .annotate(spot_state=of.state, spot_to=F(f"{of.to}__fine_cell") if of.to else Value(""))
        .values_list(of.coarse_cell if coarse else of.fine_cell, "spot_to", "spot_state")
        # As text: PostgreSQL knows no smallest uuid.
        .annotate(
            spot_count=of.counted,
            spot_people=Sum(of.people),
            spot_one=Min(Cast(of.key, CharField())),
            spot_fine=Min(of.fine_cell),
            spot_title=Min(of.title),
            spot_since=Min(of.since),
        )
    )
    found = map(Spot._make, grouped)
    return (spot for spot in found if _centred_in(spot.cell, window.bbox)) if of.of_cells else found


def total(of: Layer, crisis: Crisis, window: Window) -> dict:
    """{count, people} of a layer in the window, wherever it lies. One query."""
    found = _in_states(of, of.rows(crisis, window), window).aggregate(count=of.counted, people=Sum(of.people))
    return {"count": found["count"] or 0, "people": found["people"] or 0}


def posted_within(window: Window, *, alive: Q) -> Q:
    """The time filters every posted thing shares: posted since, standing as of; without them, what is alive."""
    condition = alive
    if window.as_of:
        open_then = Q(closed_at__isnull=True) | Q(closed_at__gt=window.as_of)
        condition = Q(posted_at__lte=window.as_of) & open_then
    if window.since:
        condition &= Q(posted_at__gte=(window.as_of or window.at) - window.since)
    return condition


def _in_states(of: Layer, rows: QuerySet, window: Window) -> QuerySet:
    return rows.annotate(shown=of.state).filter(shown__in=window.states) if window.states else rows


def _centred_in(cell: str, bbox: BBox) -> bool:
    south, west, north, east = bbox
    lat, lon = grid.centre(cell)
    return south <= lat <= north and west <= lon <= east


def _inside(place: str, bbox: BBox) -> Q:
    if bbox == WORLD:
        return Q()
    south, west, north, east = bbox
    path = f"{place}__" if place else ""
    return Q(
        **{
            f"{path}lat__gte": south,
            f"{path}lat__lte": north,
            f"{path}lon__gte": west,
            f"{path}lon__lte": east,
        }
    )
