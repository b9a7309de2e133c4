"""A need that closes gives its place back, also one that a proposal held a moment ago, and never locks backwards."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from crisis.shelter.actions import needs
from crisis.shelter.models import Hold, Need, Offer
from crisis.shelter.vocabulary import ACTIVE_HOLDS, NeedState
from matching.actions.proposing import propose_matches
from tests import cast

# SQLite has one writer: nothing comes in between there.
pytestmark = [pytest.mark.distributed, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def overtaken(monkeypatch):
    """Another process proposes a door just after the need's holds were looked for."""
    crisis = cast.active_crisis()
    cast.boris_opens(crisis, places=1)
    need, release, seen = cast.amira_asks(crisis), needs._release, []

    def interrupted(*asked):
        release(*asked)
        if not seen:
            with ThreadPoolExecutor(1) as other:
                seen.append(other.submit(propose).result(10))

    def propose():
        try:
            return propose_matches(need=Need.objects.get(pk=need.pk), at=cast.now())
        finally:
            connection.close()

    monkeypatch.setattr(needs, "_release", interrupted)
    return need, seen


def test_the_place_is_free_again(overtaken):
    need, seen = overtaken
    needs.withdraw_need(need=need, origin=cast.WEB, at=cast.now())
    assert seen[0], "the proposal came in between"
    assert need.state == NeedState.WITHDRAWN
    assert not Hold.objects.filter(state__in=ACTIVE_HOLDS).exists()
    assert Offer.objects.get().places_left == 1


def test_the_door_is_never_changed_after_the_need_has_been(overtaken):
    need, _seen = overtaken
    with CaptureQueriesContext(
        connection,
    ) as asked:
        needs.withdraw_need(need=need, origin=cast.WEB, at=cast.now())
    changed = [query["sql"].split('"')[1] for query in asked if query["sql"].startswith("UPDATE")]
    last_try = changed[len(changed) - changed[::-1].index("crisis_need") - 1 :]
    assert "crisis_offer" not in last_try
