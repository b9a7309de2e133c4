"""Of a crowded street only the nearest doors are judged: those that can't be asked must not fill the list."""

from datetime import timedelta

import pytest

from crisis.shelter.models import Offer
from matching import nearest
from matching.actions.handshake import decline_match
from matching.actions.proposing import propose_matches
from matching.gather import party_of
from matching.nearest import best_doors
from matching.vocabulary import EndReason
from tests.cast import OBERKAMPF, WEB, active_crisis, amira_asks, boris_opens, now, place

pytestmark = pytest.mark.django_db

NEXT_DOOR = (OBERKAMPF[0] + 0.0001, OBERKAMPF[1])
DOWN_THE_STREET = (OBERKAMPF[0] + 0.0004, OBERKAMPF[1])
JUDGED = 3


@pytest.fixture
def crowded(monkeypatch):
    monkeypatch.setattr(nearest, "NEAREST", JUDGED)


def neighbours_open(crisis, **changes) -> list[Offer]:
    return [
        boris_opens(crisis, place=place(NEXT_DOOR), contact=f"{number}@example.org", **changes)
        for number in range(JUDGED)
    ]


def best_for(need, at) -> list[int]:
    return [candidate.door.id for candidate in best_doors(need, party_of(need), at=at)]


def test_unverified_neighbours_do_not_hide_a_verified_host(crowded):
    crisis = active_crisis()
    need = amira_asks(crisis)
    neighbours_open(crisis, origin=WEB)
    boris = boris_opens(crisis, place=place(DOWN_THE_STREET))
    assert best_for(need, now()) == [boris.pk]


def test_doors_that_close_too_soon_do_not_hide_one_that_stays_open(crowded):
    crisis = active_crisis()
    need = amira_asks(crisis)
    neighbours_open(crisis, until=now() + timedelta(minutes=70))
    boris = boris_opens(crisis, place=place(DOWN_THE_STREET))
    assert best_for(need, now()) == [boris.pk]


def test_doors_that_said_no_do_not_hide_one_not_asked_yet(crowded):
    crisis = active_crisis()
    need = amira_asks(crisis)
    neighbours = neighbours_open(crisis)
    for _each in neighbours:
        match = propose_matches(need=need, at=now())
        decline_match(match=match, reason=EndReason.OTHER, origin=WEB, at=now())
        need.refresh_from_db()
    boris = boris_opens(crisis, place=place(DOWN_THE_STREET))
    assert best_for(need, now()) == [boris.pk]


def test_where_all_near_by_are_refused_the_search_comes_to_an_end(monkeypatch):
    paris, judged = active_crisis(), []
    for number in range(9):
        boris_opens(paris, contact=f"{number}@example.org")
    monkeypatch.setattr(nearest, "NEAREST", 1)
    monkeypatch.setattr(nearest, "MOST_JUDGED", 6)
    monkeypatch.setattr(
        nearest, "rank", lambda doors, *_asked, **_more: judged.append(len(list(doors))) or []
    )
    need = amira_asks(paris)
    assert nearest.best_doors(need, party_of(need), at=now()) == []
    assert judged == [1, 4, 6]
