"""The morning after: both are asked once; follow-up is a case of one side alone; silence is counted."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from accounts.errors import NotThere, TooLate
from accounts.reach.models import Message
from crisis.desk.models import Case
from crisis.desk.queue import queue_of
from crisis.desk.vocabulary import Why
from crisis.shelter.models import Need
from matching.actions.handshake import end_stay
from matching.actions.morning import Answers, answers_in, ask_how_it_went, say_how_it_went, set_out_by
from matching.drill.company import Company
from matching.drill.deeds import Scene
from matching.drill.families import Families
from matching.drill.mornings import PlannedMorning, ask_the_cast
from matching.drill.scenario import load_scenario
from matching.models import Match, Welfare
from matching.vocabulary import Morning, Side
from tests import cast
from tests.accounts.test_retention import settle
from tests.api.client import by_link
from tests.cast import WEB, now
from tests.crisis.desk.desk_cast import signed_in
from tests.matching.web.test_own_pages import Owner

pytestmark = pytest.mark.django_db


@pytest.fixture
def crisis():
    return cast.active_crisis()


def asked(crisis) -> Match:
    match = cast.arrived(crisis)
    assert ask_how_it_went(crisis=crisis, at=now(), set_out_before=now()) == 1
    return match


def at(hour: int, minute: int = 0, day: int = 14) -> datetime:
    """In Paris, in November: one hour ahead."""
    return datetime(2015, 11, day, hour - 1, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("now_is", "asks_who_set_out_before"),
    [(at(7, 59), at(5, day=13)), (at(8), at(5)), (at(23), at(5))],
)
def test_at_eight_whoever_set_out_before_five_is_asked(now_is, asks_who_set_out_before):
    assert set_out_by(now_is) == asks_who_set_out_before


def test_an_operator_may_ask_so_long_after_setting_out_instead(settings):
    settings.WELFARE_AFTER_SECONDS = 6 * 3600
    assert set_out_by(at(8)) == at(2)


def test_both_are_asked_once_and_written_to_without_a_name(crisis):
    match = cast.arrived(crisis)
    match.need.owner.contact_points.create(kind="email", value="amira@example.org", verified_at=now())
    settle()
    Message.objects.all().delete()
    for _again in range(2):
        ask_how_it_went(crisis=crisis, at=now(), set_out_before=now())
    settle()
    texts = dict(Message.objects.values_list("contact__value", "text"))
    assert set(texts) == {"amira@example.org", "boris@example.org"}
    assert all("#morning" in text and "Boris" not in text and "Amira" not in text for text in texts.values())
    assert Welfare.objects.count() == 2


def test_nobody_is_asked_who_has_not_come_or_came_days_ago(crisis):
    cast.coming(crisis)
    old = cast.arrived(crisis)
    Match.objects.filter(pk=old.pk).update(coming_at=now() - timedelta(days=3))
    assert ask_how_it_went(crisis=crisis, at=now(), set_out_before=now()) == 0


def test_whoever_has_left_by_then_is_asked_too(crisis):
    match = cast.arrived(crisis)
    end_stay(match=match, side=Side.GUEST, origin=WEB, at=now())
    ask_how_it_went(crisis=crisis, at=now(), set_out_before=now())
    for owner in (Owner(match.offer), Owner(match.need)):
        assert "How did it go?" in owner.sees()


@pytest.mark.parametrize(
    ("name", "words"), [("Amira", "your guest Amira, who set"), ("", "your guest who set")]
)
def test_a_host_reads_which_guest_it_is_about_named_or_not(crisis, name, words):
    match = asked(crisis)
    Need.objects.update(first_name=name)
    assert words in Owner(match.offer).sees()


def test_looking_answers_nothing_and_two_buttons_do(crisis):
    match = asked(crisis)
    amira = Owner(match.need)
    for verb in ("fine", "follow-up"):
        assert amira.client.get(f"{amira.path}{verb}/").status_code == 302
    assert not Welfare.objects.exclude(answer="").exists()
    amira.presses("fine")
    assert Welfare.objects.get(side=Side.GUEST).answer == Morning.FINE
    assert "You said that it went well" in amira.sees()


@pytest.mark.parametrize("side", [Side.HOST, Side.GUEST])
def test_follow_up_is_a_case_about_ones_own_post_and_the_other_learns_nothing(crisis, side):
    match = asked(crisis)
    mine, other = Owner(match.offer), Owner(match.need)
    mine, other = (mine, other) if side == Side.HOST else (other, mine)
    before = (by_link(other.token).get("/own").json(), other.client.get(other.path).context["changed_at"])
    settle()
    Message.objects.all().delete()
    answer = by_link(mine.token).post(f"/own/matches/{match.public_id}/morning", {"answer": "follow_up"})
    settle()
    assert answer.json()["mornings"][0]["answer"] == "follow_up"
    case = Case.objects.get()
    assert (case.subject, case.why) == (mine.posted.public_id, Why.FOLLOW_UP)
    after = (by_link(other.token).get("/own").json(), other.client.get(other.path).context["changed_at"])
    assert after == before and not Message.objects.exists()
    assert [row.why for row in queue_of(crisis, at=now(), why="follow_up")[0]] == [case.get_why_display()]


def test_fine_may_become_follow_up_and_never_the_other_way(crisis):
    match = asked(crisis)
    by = {"match": match, "side": Side.GUEST, "origin": WEB, "at": now()}
    for answer in (Morning.FINE, Morning.FINE, Morning.FOLLOW_UP, Morning.FOLLOW_UP):
        say_how_it_went(answer=answer, **by)
    with pytest.raises(TooLate):
        say_how_it_went(answer=Morning.FINE, **by)
    assert Case.objects.count() == 1


def test_whoever_was_not_asked_has_nothing_to_answer(crisis):
    match = cast.arrived(crisis)
    with pytest.raises(NotThere):
        say_how_it_went(match=match, side=Side.HOST, answer=Morning.FINE, origin=WEB, at=now())


def test_silence_is_counted_and_is_no_alarm(crisis):
    match = asked(crisis)
    say_how_it_went(match=match, side=Side.HOST, answer=Morning.FINE, origin=WEB, at=now())
    assert answers_in(crisis) == Answers(asked=2, fine=1, follow_up=0, silent=1)
    assert not Case.objects.exists() and queue_of(crisis, at=now(), why="follow_up")[1] == 0
    page = signed_in(crisis.declared_by).get(f"/en/desk/{crisis.slug}/morning/").content.decode()
    assert "have not answered" in page and match.need.reference in page


def test_the_exercise_plays_it_for_its_cast_alone(crisis):
    """Nobody answers for a newcomer; of the cast most do."""
    boris, newcomer = cast.arrived(crisis), cast.arrived(crisis)
    night = [PlannedMorning(at=now() + timedelta(hours=2), key="morning-00")]
    families = Families(crisis, load_scenario("paris-2015"), crisis.declared_by, Company(crisis))
    scene = Scene(crisis, load_scenario("paris-2015"), Company(crisis), families)
    scene.company.hosts[boris.offer.public_id] = SimpleNamespace(key="offer-1")
    ask_the_cast(scene, night, night[0].at)
    [reaction] = families.look()
    reaction.act(reaction.due)
    told = {(each.match, each.side): each.answer for each in Welfare.objects.select_related("match")}
    assert told[boris, Side.HOST] == Morning.FINE and reaction.name == "fine"
    assert told[newcomer, Side.HOST] == told[newcomer, Side.GUEST] == ""
