"""What only a few rows are asked for: who the host is, and what the night has asked of them already."""

from datetime import timedelta

import pytest

from crisis.shelter.models import Offer
from matching.actions.handshake import cancel_match, decline_match
from matching.actions.proposing import propose_matches
from matching.doors import door_now
from matching.engine.values import Known
from matching.gather import party_of, waiting_for
from matching.hosts import with_hosts
from matching.vocabulary import Side
from matching.weighing import best_few
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def paris():
    return cast.active_crisis()


def seen(offer: Offer, at=None):
    return with_hosts([door_now(offer)], at=at or cast.now())[0]


def first_asked(need) -> str:
    return Offer.objects.get(pk=best_few(need, party_of(need), at=cast.now())[0].door.id).first_name


def test_a_host_is_known_as_the_house_knows_them(paris):
    answered = cast.boris_opens(paris)
    vouched = cast.boris_opens(paris, origin=cast.at_the_desk(paris.declared_by), contact="+33612345678")
    account = cast.boris_opens(paris, contact="carl@example.org")
    account.owner.email = "carl@example.org"
    account.owner.save()
    assert [seen(each).known for each in (answered, vouched, account)] == [
        Known.ANSWERED,
        Known.VOUCHED,
        Known.ACCOUNT,
    ]


def test_a_host_asked_for_nothing_is_asked_after_one_who_never_was(paris):
    tired = cast.boris_opens(paris, first_name="Tired")
    match = propose_matches(need=cast.amira_asks(paris), at=cast.now())
    cancel_match(match=match, side=Side.GUEST, origin=cast.WEB, at=cast.now())
    cast.boris_opens(paris, first_name="Rested", contact="carl@example.org")
    assert seen(tired).asked_in_vain == 1
    assert first_asked(cast.amira_asks(paris)) == "Rested"
    assert seen(tired, at=cast.now() + timedelta(minutes=61)).asked_in_vain == 0


def test_a_host_who_said_no_is_asked_after_one_who_did_not(paris):
    match = cast.proposed(paris, first_name="Tired")
    decline_match(match=match, reason="too_late", origin=cast.WEB, at=cast.now())
    cast.boris_opens(paris, first_name="Rested", contact="carl@example.org")
    assert first_asked(cast.amira_asks(paris)) == "Rested"


def test_a_host_with_guests_is_asked_after_one_without(paris):
    match = cast.coming(paris)
    Offer.objects.update(first_name="Hosting")
    match.offer.refresh_from_db()
    assert seen(match.offer).guests == 1
    cast.boris_opens(paris, places=1, first_name="Empty", contact="carl@example.org")
    assert first_asked(cast.amira_asks(paris)) == "Empty"


def test_the_match_keeps_why_in_metres_felt_and_nothing_of_the_exact_way(paris):
    match = cast.proposed(paris)
    told = {reason["code"]: reason for reason in match.reasons}
    assert told["distance"]["felt"] == -match.coarse_metres and told["fits"]["felt"] == -150
    assert str(match.metres) not in str(match.reasons)


def test_a_door_that_opens_goes_to_who_waited_longer_even_from_farther_off(paris):
    now = cast.now()
    just_asked = cast.amira_asks(paris, place=cast.place(cast.ALIBERT))
    waits = cast.amira_asks(paris, at=now - timedelta(minutes=40))
    next_door = cast.amira_asks(paris, place=cast.place(cast.ALIBERT), at=now - timedelta(minutes=30))
    told = [need.pk for need, _candidate in waiting_for(cast.boris_opens(paris), at=now)]
    assert told == [next_door.pk, waits.pk, just_asked.pk]
