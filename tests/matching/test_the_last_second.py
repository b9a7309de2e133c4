"""A sweep reads who is late, and in the same second somebody is given more time: one of the two wins, whole."""

from datetime import timedelta

import pytest

from crisis.shelter.models import Hold
from crisis.shelter.vocabulary import HoldState
from matching.actions import handshake
from matching.actions.extending import give_more_time
from matching.models import Match
from matching.vocabulary import MatchState, Side
from tests.cast import WEB, active_crisis, now, proposed
from tests.matching.standing import nothing_is_given_twice

SECOND = timedelta(seconds=1)


@pytest.mark.django_db
def test_a_sweep_that_was_already_on_its_way_leaves_whoever_was_given_more_time():
    at = now()
    match = proposed(active_crisis(), at)
    read_by_the_sweep = Match.objects.select_related("offer__crisis", "need__crisis", "hold__offer").get()
    ends = at + handshake.hold_time()
    give_more_time(match=match, side=Side.HOST, origin=WEB, at=ends - SECOND)
    assert not handshake._lapse(read_by_the_sweep, ends + SECOND)
    assert (Match.objects.get().state, Hold.objects.get().state) == (MatchState.PROPOSED, HoldState.HELD)
    nothing_is_given_twice()
