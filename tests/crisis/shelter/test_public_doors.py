"""What the public learns of a door: a cell, a band, later; never a point, and never more by asking often."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.people.actions import ContactVerified, mark_verified
from crisis.activation.vocabulary import Profile
from crisis.ground import grid
from crisis.shelter.listeners import publish_the_verified_hosts_doors
from crisis.shelter.queries import band, masks, public_doors, some
from tests.cast import ALIBERT, WEB, active_crisis, anothers, boris_opens, now, place

pytestmark = pytest.mark.django_db


def later():
    return now() + timedelta(hours=1)


def doors(crisis, *points, **changes):
    """Each somebody else's, unless `contact` says whose."""
    return [boris_opens(crisis, place=place(point), **{"contact": anothers()} | changes) for point in points]


def near(n: int) -> list[tuple[float, float]]:
    """Points within the cell of rue Alibert."""
    lat, lon = grid.centre(grid.cell(*ALIBERT))
    return [(lat + i * 1e-4, lon) for i in range(n)]


def test_a_cell_with_three_doors_is_shown_as_a_cell():
    crisis = active_crisis()
    doors(crisis, *near(3))
    (shown,) = public_doors(crisis, at=later())
    assert shown["cell"] == grid.cell(*ALIBERT)
    assert (shown["doors"], shown["places"]) == ("3-5", "6-20")


def test_two_doors_hide_in_a_larger_cell_with_their_neighbours():
    crisis = active_crisis()
    doors(crisis, *near(2))
    far = grid.centre(grid.cell(*ALIBERT))
    doors(crisis, (far[0] + 0.008, far[1]))
    (shown,) = public_doors(crisis, at=later())
    assert shown["cell"] == grid.parent(grid.cell(*ALIBERT), grid.MASK - 1)


def test_one_lonely_door_is_not_published_at_all():
    crisis = active_crisis()
    doors(crisis, *near(1))
    assert public_doors(crisis, at=later()) == []


def test_a_filter_never_moves_a_door_into_a_finer_cell():
    crisis = active_crisis()
    doors(crisis, *near(2))
    doors(crisis, near(3)[2], step_free=True)
    (unfiltered,) = public_doors(crisis, at=later())
    (filtered,) = public_doors(crisis, at=later(), tags=("step_free",))
    assert filtered["cell"] == unfiltered["cell"]
    assert filtered["doors"] == filtered["places"] == "0-2"


def test_a_filter_does_not_tell_whether_one_door_has_a_tag_or_none():
    crisis = active_crisis()
    doors(crisis, *near(2))
    doors(crisis, near(3)[2], step_free=True)
    asked = [public_doors(crisis, at=later(), tags=(tag,)) for tag in ("step_free", "pets")]
    assert asked[0] == asked[1]


def test_doors_nobody_answered_for_bring_no_lonely_door_to_light():
    crisis = active_crisis()
    doors(crisis, near(1)[0])
    invented = doors(crisis, *near(3)[1:], origin=WEB)
    assert public_doors(crisis, at=later()) == []
    for offer in invented:
        contact = offer.owner.contact_points.get()
        mark_verified(contact=contact, by="code", origin=WEB, at=now(), crisis_id=crisis.pk)
        by = {"crisis_id": crisis.pk, "subject": offer.owner.public_id, "at": now()}
        for _twice in range(2):
            publish_the_verified_hosts_doors(ContactVerified(person=offer.owner_id, **by))
    assert public_doors(crisis, at=later())


@pytest.mark.parametrize("spelt", ["e.v.e+{}@googlemail.com", "06 12 34 56 78"])
def test_one_mailbox_and_one_phone_bring_no_lonely_door_to_light(spelt):
    """Whoever posts without an account is somebody new each time, and a mailbox has as many spellings as they like."""
    crisis = active_crisis()
    doors(crisis, ALIBERT)
    around = [grid.centre(cell) for cell in sorted(grid.neighbourhood(grid.cell(*ALIBERT), 2))]
    for number, point in enumerate(around):
        doors(crisis, point, contact=spelt.format(number))
    assert len(around) == 19 and public_doors(crisis, at=later()) == []
    doors(crisis, ALIBERT)
    assert public_doors(crisis, at=later()), "two others are not lonely"


def test_with_two_doors_of_ones_own_nobody_reads_the_tags_of_another():
    crisis = active_crisis()
    doors(crisis, *near(2))
    doors(crisis, near(3)[2], step_free=True)
    doors(crisis, *near(2), contact="eve@example.org", step_free=True)
    (told,) = public_doors(crisis, at=later(), tags=("step_free",))
    assert told["doors"] == told["places"] == "0-2"


PEOPLE = st.integers(1, 5)
CELLS = sorted(grid.neighbourhood(grid.cell(*ALIBERT), 3)) + [grid.cell(45.7640, 4.8357)]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(st.sampled_from(CELLS), st.sets(PEOPLE, min_size=1, max_size=4), max_size=12))
def test_whoever_is_where_each_published_cell_holds_three_people(hosts):
    found = masks({cell: some(len(who), min(who), max(who)) for cell, who in hosts.items()})
    published = {
        mask: set().union(*(hosts[cell] for cell in found if found[cell] == mask)) for mask in found.values()
    }
    assert all(len(who) >= 3 for who in published.values())
    left = set().union(
        *(who for cell, who in hosts.items() if cell not in found and cell != CELLS[-1]), set()
    )
    assert len(left) < 3, "more of them would be told of"


def test_in_a_guarded_crisis_the_public_learns_of_a_door_ten_minutes_later():
    crisis = active_crisis()
    doors(crisis, *near(3))
    assert public_doors(crisis, at=now() + timedelta(minutes=9)) == []
    assert public_doors(crisis, at=now() + timedelta(minutes=11))


def test_in_an_open_crisis_the_public_learns_at_once():
    crisis = active_crisis(profile=Profile.OPEN)
    doors(crisis, *near(3))
    assert public_doors(crisis, at=now() + timedelta(seconds=1))


def test_what_is_shown_is_the_centre_of_the_cell_whatever_the_doors():
    """A thousand reads tell nothing more: the answer is a function of the cell alone."""
    crisis = active_crisis()
    doors(crisis, *near(3))
    (shown,) = public_doors(crisis, at=later())
    assert (shown["lat"], shown["lon"]) == tuple(round(c, 5) for c in grid.centre(shown["cell"]))


@pytest.mark.parametrize(
    ("count", "shown"), [(0, "0"), (2, "1-2"), (3, "3-5"), (6, "6-20"), (20_000, "500+")]
)
def test_counts_are_bands(count, shown):
    assert band(count) == shown
