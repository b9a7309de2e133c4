"""Reads. Public ones touch the public copies only."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import datetime

from django.db.models import Count, Exists, Max, Min, OuterRef, Q, QuerySet, Sum

from accounts.people.models import Person
from crisis.activation.models import Crisis
from crisis.closures.queries import areas_of
from crisis.ground import grid
from crisis.shelter.models import Need, Offer, OfficialShelter, PublicOffer
from crisis.shelter.vocabulary import NeedState, OfferState, ShelterState

FEWEST = 3  # hosts in a published cell, and in a filtered count
TOO_FEW = "0-2"
BANDS = ((3, "1-2"), (6, "3-5"), (21, "6-20"), (101, "21-100"), (501, "101-500"))
TAGS = ("step_free", "children", "pets", "women_only")


def band(count: int) -> str:
    """A count the public may see: "0", "1-2", "3-5", "6-20", "21-100", "101-500" or "500+"."""
    if count == 0:
        return "0"
    return next((name for below, name in BANDS if count < below), "500+")


def public_doors(crisis: Crisis, *, at: datetime, tags: tuple[str, ...] = ()) -> list[dict]:
    """Open doors by cell: [{cell, lat, lon, doors (band), places (band)}], most doors first.

    A cell with fewer than three hosts is merged upwards: mailboxes and phones that answered, for one person opens as
    many doors as they like. The merging looks at all doors, whatever the tags, so that no combination of filters moves
    a door into a finer cell. With `tags` each of these cells answers, and doors of fewer than three hosts are told as
    "0-2" for doors and places both: a filter must not read a door's tags.
    """
    shown = PublicOffer.objects.filter(crisis=crisis, visible_from__lte=at, until__gt=at)
    every = _by_cell(shown)
    masked = masks({cell: theirs for cell, _count, _room, theirs in every})
    doors, places, hosts = Counter(dict.fromkeys(masked.values(), 0)), Counter(), defaultdict(set)
    for cell, count, room, theirs in _by_cell(shown.filter(**dict.fromkeys(tags, True))) if tags else every:
        if mask := masked.get(cell):
            doors[mask] += count
            places[mask] += room
            hosts[mask] |= theirs
    told = [(mask, count) for mask, count in doors.most_common() if len(hosts[mask]) >= FEWEST]
    unsaid = sorted(mask for mask in doors if len(hosts[mask]) < FEWEST)
    cells = [_public_cell(mask, band(count), band(places[mask])) for mask, count in told]
    return cells + [_public_cell(mask, TOO_FEW, TOO_FEW) for mask in unsaid]


def _by_cell(shown: QuerySet[PublicOffer]) -> list[tuple[str, int, int, set]]:
    """[(cell, doors, places, some() of the hosts)]"""
    hosts = Count("host", distinct=True), Min("host"), Max("host")
    counted = shown.values_list("cell").annotate(Count("pk"), Sum("places"), *hosts)
    return [(cell, count, room, some(*theirs)) for cell, count, room, *theirs in counted]


def _public_cell(mask: str, doors: str, places: str) -> dict:
    lat, lon = grid.centre(mask)
    return {
        "cell": mask,
        "lat": round(lat, 5),
        "lon": round(lon, 5),
        "doors": doors,
        "places": places,
    }


def some(many: int, least: int | None, most: int | None) -> set[int | None]:
    """Of so many different numbers the least and the most, which of two are all; None stands for the others."""
    return {least, most, None} if many >= FEWEST else {least, most} - {None}


def masks(people: dict[str, set]) -> dict[str, str]:
    """{cell: the cell it is published as}, of some() in each; a lonely door far from others is not published at all."""
    found: dict[str, str] = {}
    left = dict(people)
    for resolution in range(grid.MASK, grid.COARSEST - 1, -1):
        there: dict[str, set] = defaultdict(set)
        for cell, some_of_it in left.items():
            there[grid.parent(cell, resolution)] |= some_of_it
        settled = {cell for cell in left if len(there[grid.parent(cell, resolution)]) >= FEWEST}
        found |= {cell: grid.parent(cell, resolution) for cell in settled}
        left = {cell: some_of_it for cell, some_of_it in left.items() if cell not in settled}
    return found


def public_shelters(crisis: Crisis) -> QuerySet[OfficialShelter]:
    """Official shelters are public, point and all."""
    shown = OfficialShelter.objects.filter(crisis=crisis, held_at__isnull=True)
    return shown.exclude(state=ShelterState.CLOSED).order_by("name")


def with_closed(crisis: Crisis, shelters: Iterable[OfficialShelter]) -> list[OfficialShelter]:
    """The same, each told whether a closed area holds it: nobody is sent there."""
    areas, found = areas_of(crisis.pk), list(shelters)
    for shelter in found:
        shelter.in_closed_area = areas.holds(shelter.lat, shelter.lon)
    return found


def nearest_shelters(
    crisis: Crisis, *, lat: float, lon: float, limit: int = 3
) -> list[tuple[OfficialShelter, int]]:
    """Open official shelters with room, nearest first, with metres."""
    open_ones = with_closed(crisis, public_shelters(crisis).filter(state=ShelterState.OPEN))
    with_room = (s for s in open_ones if s.occupied < s.capacity and not s.in_closed_area)
    near = [(s, grid.metres((lat, lon), (s.lat, s.lon))) for s in with_room]
    return sorted(near, key=lambda pair: (pair[1], pair[0].pk))[:limit]


def in_good_standing() -> Q:
    """Doors neither held by moderation nor shut because their host is suspended.

    A subquery and no join: in an UPDATE a join would compare the rows as they were before a rival's commit.
    """
    suspended = Person.objects.filter(pk=OuterRef("owner_id"), suspended_at__isnull=False)
    return Q(~Exists(suspended), held_at__isnull=True)


def open_offers(crisis: Crisis) -> QuerySet[Offer]:
    """For the desk and for matching: doors that take guests now."""
    return Offer.objects.filter(
        in_good_standing(),
        crisis=crisis,
        state=OfferState.OPEN,
        places_left__gt=0,
        set_aside_at__isnull=True,
    )


def waiting_needs(crisis: Crisis) -> QuerySet[Need]:
    """Longest wait first."""
    return Need.objects.filter(crisis=crisis, state=NeedState.WAITING).order_by("posted_at", "pk")
