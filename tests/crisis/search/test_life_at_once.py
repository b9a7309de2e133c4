"""A family that brings its search back, and the sweep that wipes it, in the same moment: exactly one of them wins."""

from datetime import timedelta

import pytest

from accounts.errors import TooLate
from accounts.journal.models import Entry
from crisis.search import rules
from crisis.search.actions.life import bring_back_search, withdraw_search
from crisis.search.actions.wiping import ENDED, wipe
from crisis.search.models import PublicSearch, Search
from tests import cast
from tests.matching.leads.test_at_once import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_bringing_back_and_wiping_never_both_win():
    crisis, outcomes = cast.active_crisis(), set()
    assert rules.kept() > timedelta(days=1)
    for _try in range(6):
        search = cast.esma_searches(crisis, public=True)
        withdraw_search(search=search, origin=cast.WEB, at=cast.now())
        mine, sweeps = Search.objects.get(pk=search.pk), Search.objects.get(pk=search.pk)
        late, failed = at_once(
            lambda mine=mine: bring_back_search(search=mine, origin=cast.WEB, at=cast.now()),
            lambda sweeps=sweeps: wipe(sweeps, only=ENDED, at=cast.now()),
        )
        search.refresh_from_db()
        wiped = search.wiped_at is not None
        assert failed is None and isinstance(late, TooLate) == wiped
        assert (search.state, search.given_name) == (("withdrawn", "") if wiped else ("open", "Farid"))
        assert PublicSearch.objects.filter(search=search).exists() == (not wiped)
        kinds = Entry.objects.filter(subject=search.public_id).values_list("kind", flat=True)
        assert ("SearchWiped" in kinds, "SearchReopened" in kinds) == (wiped, not wiped)
        outcomes.add(wiped)
    assert outcomes
