""" "I need help" reaches a person though nobody knows where: on the page, by a link that was sent, and by the API."""

from uuid import uuid4

import pytest
from django.test import Client

from accounts import throttle
from crisis.activation.clock import crisis_now
from crisis.checkin.asks.queries import people_asked
from crisis.checkin.models import CheckIn, UnknownPlace
from crisis.desk import queue
from crisis.desk.actions import close_case, open_case
from crisis.desk.models import Case
from crisis.desk.queue import queue_of
from crisis.desk.vocabulary import Why
from crisis.shelter.models import Need
from tests import cast
from tests.crisis.checkin.asks.asking import boris_asks, settle, tokens
from tests.crisis.desk.desk_cast import signed_in

pytestmark = pytest.mark.django_db

CELLAR = "hidden in some cellar"
HELP = {"given_name": "Nadia", "audience": "contacts", "status": "need_help"}
WHERE = "Say where you are"
GONE = "anything they wrote about the place is deleted"
PERSON = "let a coordinator read this"


@pytest.fixture
def paris():
    return cast.active_crisis()


def ask_for_help(paris, client=None, **answers):
    return (client or Client()).post(f"/en/c/{paris.slug}/safe/", HELP | answers, follow=True)


def words(answer) -> str:
    return answer.content.decode()


def urgent(paris) -> list[str]:
    rows, _all = queue_of(paris, at=crisis_now(paris))
    return [f"{row.about} {row.state}" for row in rows if row.urgent]


def lost() -> CheckIn:
    return CheckIn.objects.get(status="need_help", need=None)


def test_a_place_we_do_not_know_is_asked_again_with_what_was_typed_and_another_way_out(paris):
    told = ask_for_help(paris, where=CELLAR)
    assert told.status_code == 400 and CELLAR in words(told) and PERSON in words(told)
    assert "place a pin on the map" not in words(told)
    assert "<h1>I need help</h1>" in words(told) and words(told).count(PERSON) == 1
    nothing = ask_for_help(paris, asked="where")
    assert nothing.status_code == 400 and "There is a problem" in words(nothing)
    assert WHERE in words(nothing) and PERSON in words(nothing)
    assert not CheckIn.objects.exists()


def test_pressing_it_is_kept_and_urgent_at_the_desk_with_her_own_words(paris):
    told = words(ask_for_help(paris, where=CELLAR, asked="where", unplaced="1"))
    settle()
    assert CELLAR in told and "How can a coordinator reach you?" in told and "tel:112" in told
    assert urgent(paris) == [f"Nadia I need help · {CELLAR}"]
    assert lost().message == "" and not Need.objects.exists()


def test_a_coordinator_sees_how_to_reach_her_with_a_reason_and_nobody_reads_where_she_is(paris):
    ask_for_help(paris, where=CELLAR, unplaced="1", contact="06 12 34 56 78")
    settle()
    chen = signed_in(paris.memberships.get().person)
    desk = f"/en/desk/{paris.slug}/check-ins/{lost().public_id}/"
    assert CELLAR in words(chen.get(desk)) and "Show how to reach them" in words(chen.get(desk))
    reveal = f"/en/desk/{paris.slug}/reports/check_in/{lost().public_id}/reveal/"
    assert "12 34 56 78" not in words(chen.post(reveal, {"reason": "", "back": desk}, follow=True))
    assert "33612345678" in words(chen.post(reveal, {"reason": "she needs help"})).replace(" ", "")
    found = Client().post(f"/en/c/{paris.slug}/find/", {"name": "Nadia", "contact": "0612345678"})
    assert "I need help" in words(found) and CELLAR not in words(found)


def test_a_place_given_later_opens_the_need_and_settles_the_case(paris):
    client = Client()
    own = ask_for_help(paris, client, unplaced="1").redirect_chain[-1][0]
    settle()
    client.post(f"{own}edit/", HELP | {"audience": "desk", "where": "12 rue Alibert, 75010 Paris"})
    settle()
    assert CheckIn.objects.get().need == Need.objects.get()
    assert not UnknownPlace.objects.exists() and not Case.objects.filter(closed_at=None).exists()


def test_who_is_with_her_waits_with_her_in_one_case(paris):
    own = ask_for_help(paris, group="Lina\nSami", unplaced="1").redirect_chain[-1][0]
    settle()
    assert CheckIn.objects.count() == 3
    Client().post(
        f"{own}edit/", HELP | {"audience": "desk", "for_all": "on", "asked": "where", "unplaced": "1"}
    )
    settle()
    assert Case.objects.filter(why=Why.HELP_UNPLACED, closed_at=None).count() == 1
    Client().post(
        f"{own}edit/", HELP | {"audience": "desk", "for_all": "on", "where": "12 rue Alibert, 75010 Paris"}
    )
    assert set(CheckIn.objects.values_list("need", flat=True)) == {Need.objects.get().pk}


def test_pressed_by_mistake_one_tap_says_that_she_is_safe(paris):
    said = HELP | {"status": ["need_help", "safe"], "asked": "where"}
    assert Client().post(f"/en/c/{paris.slug}/safe/", said).status_code == 302
    assert CheckIn.objects.get().status == "safe"


def test_whoever_asked_reads_it_at_once_and_so_does_the_desk(paris):
    question = boris_asks(paris)
    [token] = tokens()
    client = Client()
    first = client.post(f"/en/a/{token}/", {"status": "need_help"})
    assert PERSON in words(first) and people_asked(question)[0].answer == ""
    again = client.post(f"/en/a/{token}/", {"status": "need_help", "asked": "where", "where": ""})
    assert again.status_code == 400 and WHERE in words(again)
    refused = client.post(f"/en/a/{token}/", {"status": "need_help", "asked": "where", "where": CELLAR})
    assert refused.status_code == 400 and CELLAR in words(refused) and PERSON in words(refused)
    kept = {"status": "need_help", "asked": "where", "where": CELLAR, "unplaced": "1"}
    assert "You need help" in words(client.post(f"/en/a/{token}/", kept, follow=True))
    settle()
    assert people_asked(question)[0].answer == "need_help"
    assert CELLAR in urgent(paris)[0]
    client.post(f"/en/a/{token}/", {"status": "need_help", "where": "12 rue Alibert, 75010 Paris"})
    settle()
    assert Need.objects.count() == 1 and not urgent(paris)


def test_by_the_api_it_is_the_same(paris):
    path = f"/api/v1/crises/{paris.slug}/check-ins"
    body = {"status": "need_help", "given_name": "Nadia", "place": {"text": CELLAR}}
    client = Client()
    send = {"content_type": "application/json"}
    assert client.post(path, body, **send).json()["code"] == "place_unknown"
    done = client.post(path, body | {"unplaced": True}, **send)
    assert done.status_code == 201 and done.json()["need_token"] == ""
    settle()
    assert CELLAR in urgent(paris)[0]
    link = {"headers": {"authorization": f"Manage {done.json()['manage_token']}"}}
    mine = client.get("/api/v1/own", **link).json()
    assert mine["check_in"]["unplaced"] is True
    client.patch("/api/v1/own", {"place": {"text": "12 rue Alibert, 75010 Paris"}}, **send, **link)
    settle()
    assert Need.objects.count() == 1 and not urgent(paris)


def test_a_question_is_answered_by_the_api_without_a_place(paris):
    question = boris_asks(paris)
    [token] = tokens()
    body = {"token": token, "status": "need_help", "unplaced": True, "place": {"text": CELLAR}}
    path = f"/api/v1/crises/{paris.slug}/asked/answer"
    assert Client().post(path, body, content_type="application/json").status_code == 200
    settle()
    assert people_asked(question)[0].answer == "need_help" and CELLAR in urgent(paris)[0]


def test_a_pin_is_a_place_whatever_was_pressed(paris):
    ask_for_help(paris, unplaced="1", lat="48.8712", lon="2.3669")
    assert Need.objects.count() == 1 and not UnknownPlace.objects.exists()


def test_where_she_is_goes_with_what_she_takes_back(paris):
    own = ask_for_help(paris, unplaced="1", where=CELLAR).redirect_chain[-1][0]
    settle()
    Client().post(f"{own}withdraw/")
    assert not UnknownPlace.objects.exists()
    assert urgent(paris) == [f"Nadia Withdrawn · {GONE}"]  # a person asks after her
    still = "The coordinators still see that help was asked for"
    assert still in words(Client().get(own))
    chen = cast.at_the_desk(paris.declared_by)
    close_case(case=Case.objects.get(), origin=chen, at=crisis_now(paris))
    assert still not in words(Client().get(own))


def test_the_enter_key_never_says_that_she_is_safe(paris):
    """It presses the first button of the form."""
    form = words(ask_for_help(paris, where=CELLAR)).split("data-keeps", 1)[1]
    buttons = [each.split("</button>")[0] for each in form.split("<button")[1:]]
    assert "Ask for help there" in next(each for each in buttons if 'type="button"' not in each)


def test_a_laptop_that_presses_it_all_night_hides_neither_whoever_is_lost_nor_a_guest_at_a_shut_door(
    paris, monkeypatch
):
    """Nobody is refused. At the desk what comes by the hundred from one network is shown after the others."""
    monkeypatch.setitem(throttle.RATES, "lost_from", "2/hour")
    monkeypatch.setattr(queue, "MOST_OF_ONE", 4)
    lost = {"unplaced": "1", "where": CELLAR}
    laptop = [ask_for_help(paris, **lost, given_name=f"Zoe {n}", family_name="") for n in "abcdef"]
    assert {answer.status_code for answer in laptop} == {200}, "nobody is refused"
    ask_for_help(paris, Client(REMOTE_ADDR="203.0.113.9"), **lost, given_name="Amira")
    guest = {"crisis": paris, "subject_kind": "match", "subject": uuid4(), "why": Why.CANNOT_GET_IN}
    open_case(**guest, origin=cast.WEB, at=cast.now())
    settle()
    rows, all_of_them = queue_of(paris, at=crisis_now(paris))
    names = [row.about.removeprefix("Zoe ") for row in rows if row.urgent]
    assert names == ["a", "b", "Amira", "c", "", "d", "e", "f"] and all_of_them == len(rows)


@pytest.mark.parametrize("status", ["safe", "need_help"])
def test_said_again_after_it_was_taken_back_settles_what_the_desk_asked(paris, status):
    own = ask_for_help(paris, unplaced="1").redirect_chain[-1][0]
    settle()
    Client().post(f"{own}withdraw/")
    settle()
    assert f'href="{own}edit/"' in words(Client().get(own)) and urgent(paris) == [f"Nadia Withdrawn · {GONE}"]
    desk = signed_in(paris.memberships.get().person).get(
        f"/en/desk/{paris.slug}/check-ins/{lost().public_id}/"
    )
    assert "we do not know where" in words(desk) and GONE in words(desk)
    form = words(Client().get(f"{own}edit/"))
    assert 'value="Nadia"' in form and 'name="contact"' in form, "a new one, with her name"
    said = HELP | {"status": status, "audience": "desk", "unplaced": "1", "where": CELLAR}
    Client().post(f"{own}edit/", said)
    settle()
    assert urgent(paris) == ([f"Nadia I need help · {CELLAR}"] if status == "need_help" else [])
    assert CheckIn.objects.filter(life="active", status=status).count() == 1


def test_answered_again_after_the_help_was_taken_back_settles_it_too(paris):
    boris_asks(paris)
    [token] = tokens()
    own = Client().post(f"/en/a/{token}/", {"status": "need_help", "unplaced": "1"})["Location"]
    settle()
    Client().post(f"{own}withdraw/")
    settle()
    assert len(urgent(paris)) == 1
    Client().post(f"/en/a/{token}/", {"status": "safe"})
    settle()
    assert not urgent(paris)
