"""What a proposal says of a door before the guest sets out: never enough to find it."""

import pytest

from crisis.ground import grid
from matching.actions.proposing import propose_matches
from matching.api.serializers import GuestMatchSerializer, HostMatchSerializer
from matching.phrases import reasons
from tests.cast import ALIBERT, OBERKAMPF, active_crisis, amira_asks, boris_opens, now, place

pytestmark = pytest.mark.django_db


def corners(point) -> list[tuple[float, float]]:
    """Doors far apart within one public cell: most of the way from its centre to two opposite corners."""
    cell = grid.cell(*point)
    centre, edges = grid.centre(cell), grid.boundary(cell)
    return [tuple(c + (e - c) * 0.8 for c, e in zip(centre, edge, strict=True)) for edge in edges[::3]]


def told(door, asked_from) -> dict:
    """All that host and guest read of distance, in a crisis of its own."""
    crisis = active_crisis()
    boris_opens(crisis, place=place(door))
    match = propose_matches(need=amira_asks(crisis, place=place(asked_from)), at=now())
    guest = GuestMatchSerializer(match).data
    return {"metres": guest["metres"], "reasons": guest["reasons"], "words": reasons(match)}


def test_two_doors_of_one_cell_are_told_alike_from_wherever_one_asks():
    for asked_from in (OBERKAMPF, ALIBERT, (48.8790, 2.3500)):
        one, other = (told(door, asked_from) for door in corners(ALIBERT))
        assert one == other


def test_the_guests_exact_place_does_not_change_what_is_told_either():
    one, other = (told(ALIBERT, asked_from) for asked_from in corners(OBERKAMPF))
    assert one == other


def test_the_host_is_told_no_distance_by_the_api():
    crisis = active_crisis()
    boris_opens(crisis)
    match = propose_matches(need=amira_asks(crisis), at=now())
    assert "metres" not in str(HostMatchSerializer(match).data)


def test_a_door_next_door_is_told_to_be_no_nearer_than_three_hundred_metres():
    assert told(ALIBERT, ALIBERT)["metres"] == 300


def test_a_door_in_the_next_cell_is_told_no_finer_than_cells_know():
    assert told(OBERKAMPF, ALIBERT)["metres"] % 500 == 0
