"""A little longer to answer: once a question, told to both, and never a way to keep a place from others."""

from datetime import timedelta

import pytest
from django.conf import settings

from accounts.errors import TooLate
from accounts.reach.models import Message
from crisis.shelter.models import Hold
from matching.actions.extending import give_more_time
from matching.actions.handshake import accept_match, lapse_matches
from matching.actions.talking import say
from matching.vocabulary import MatchState, Side
from tests import cast
from tests.accounts.test_retention import settle
from tests.api.client import by_link
from tests.cast import WEB
from tests.matching.web.test_own_pages import Owner

pytestmark = pytest.mark.django_db
HOLD, MORE = timedelta(seconds=settings.HOLD_SECONDS), timedelta(seconds=settings.EXTEND_SECONDS)
SECOND = timedelta(seconds=1)


@pytest.fixture
def crisis():
    return cast.active_crisis()


def until(match):
    return Hold.objects.get(pk=match.hold_id).until


def test_a_host_has_ten_minutes_more_once_and_the_place_is_free_after_them(crisis):
    at = cast.now()
    match = cast.proposed(crisis, at)
    give_more_time(match=match, side=Side.HOST, origin=WEB, at=at)
    assert until(match) == at + HOLD + MORE
    with pytest.raises(TooLate):
        give_more_time(match=match, side=Side.HOST, origin=WEB, at=at)
    assert lapse_matches(crisis=crisis, at=at + HOLD + MORE - SECOND) == 0
    assert lapse_matches(crisis=crisis, at=at + HOLD + MORE) == 1


def test_each_question_has_its_own_and_only_whoever_is_asked_may_take_it(crisis):
    at = cast.now()
    match = cast.proposed(crisis, at)
    with pytest.raises(TooLate):
        give_more_time(match=match, side=Side.GUEST, origin=WEB, at=at)
    give_more_time(match=match, side=Side.HOST, origin=WEB, at=at)
    accept_match(match=match, origin=WEB, at=at + SECOND)
    with pytest.raises(TooLate):
        give_more_time(match=match, side=Side.HOST, origin=WEB, at=at + SECOND)
    give_more_time(match=match, side=Side.GUEST, origin=WEB, at=at + SECOND)
    assert until(match) == at + SECOND + HOLD + MORE


def test_time_that_is_up_is_not_given_back(crisis):
    at = cast.now()
    match = cast.proposed(crisis, at)
    with pytest.raises(TooLate):
        give_more_time(match=match, side=Side.HOST, origin=WEB, at=at + HOLD)
    match.refresh_from_db()
    assert match.extended_at is None and match.state == MatchState.PROPOSED


@pytest.mark.parametrize("side", [Side.HOST, Side.GUEST])
def test_writing_to_each_other_keeps_the_place_longer_once(crisis, side):
    at = cast.now()
    match = cast.accepted(crisis, at)
    for minute in range(3):
        say(match=match, side=side, text="Which floor?", origin=WEB, at=at + minute * SECOND)
    assert until(match) == at + HOLD + MORE


def test_a_message_on_the_way_holds_nothing_longer(crisis):
    match = cast.coming(crisis)
    before = until(match)
    say(match=match, side=Side.GUEST, text="Nearly there.", origin=WEB, at=cast.now())
    assert until(match) == before


def test_both_see_until_when_and_who_waits_is_written_to(crisis):
    match = cast.proposed(crisis)
    match.need.owner.contact_points.create(kind="email", value="amira@example.org", verified_at=cast.now())
    settle()
    Message.objects.all().delete()
    boris, amira = Owner(match.offer), Owner(match.need)
    assert "Give me 10 more minutes" in boris.sees() and "more minutes" not in amira.sees()
    boris.presses("more-time")
    settle()
    [told] = Message.objects.all()
    deadlines = {owner.client.get(owner.path).context["now"] for owner in (boris, amira)}
    assert told.contact.value == "amira@example.org" and "a little longer" in told.text and deadlines
    by_api = [by_link(owner.token).get("/own").json()["matches"][0] for owner in (boris, amira)]
    assert by_api[0]["answer_by"] == by_api[1]["answer_by"]
    assert "Give me 10 more minutes" not in boris.sees()
    assert not by_api[0]["may_have_more_time"]


def test_by_api_the_same_and_a_second_time_is_too_late(crisis):
    match = cast.accepted(crisis)
    amira = by_link(Owner(match.need).token)
    before = amira.get("/own").json()["matches"][0]
    assert before["may_have_more_time"]
    path = f"/own/matches/{match.public_id}/more-time"
    after = amira.post(path).json()["matches"][0]
    assert after["answer_by"] > before["answer_by"]
    assert amira.post(path).json()["code"] == "too_late"


@pytest.mark.parametrize("with_a_reserve", [True, False])
def test_both_read_when_another_door_is_asked_and_no_more_once_the_host_spoke(crisis, with_a_reserve):
    """Alike with a door in reserve and without: or it would say of that door whom it fits."""
    match = cast.proposed(crisis)
    boris, amira = Owner(match.offer), Owner(match.need)
    match.reserve = cast.boris_opens(crisis, contact="zoe@example.org") if with_a_reserve else None
    match.save(update_fields=["reserve"])
    assert "If there is no answer by" in amira.sees() and "If you say nothing by" in boris.sees()
    assert by_link(amira.token).get("/own").json()["matches"][0]["next_door_at"]
    give_more_time(match=match, side=Side.HOST, origin=WEB, at=cast.now())
    assert "If there is no answer by" not in amira.sees()
    assert by_link(amira.token).get("/own").json()["matches"][0]["next_door_at"] is None
