"""A lost link is sent again, and nobody learns from it who is known here."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts import throttle
from accounts.origin import Door
from accounts.people import actions
from accounts.people.vocabulary import VerifiedBy
from accounts.reach.models import Message
from crisis.activation import recovery
from crisis.activation.actions import archive_crisis, stand_down_crisis
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def crisis(answered):
    return cast.active_crisis()


@pytest.fixture
def answered(monkeypatch):
    """The cast comes through the exercise's door: here, as if they had typed their codes."""
    monkeypatch.setitem(actions._VOUCHED, Door.DRILL, VerifiedBy.CODE)


@pytest.fixture(autouse=True)
def _at_once(monkeypatch):
    """What is done beside the request is done at once: a test has one connection."""
    monkeypatch.setattr(recovery, "start", lambda work: work())


networks = (f"198.51.100.{n}" for n in range(1, 250))


def ask(contact: str):
    """From a network of its own each time: the throttle is another test's."""
    return Client().post("/en/recover/", {"contact": contact}, REMOTE_ADDR=next(networks))


def sent() -> list[Message]:
    return list(Message.objects.order_by("pk"))


def link_in(message: Message) -> str:
    return re.search(r"(/\w+/m/\w+/)", message.text).group(1)


def test_the_answer_is_the_same_whether_known_or_not(crisis):
    cast.boris_opens(crisis)
    known, unknown = ask("boris@example.org"), ask("nobody@example.org")
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    assert len(sent()) == 1


def test_the_answer_takes_as_long_whether_known_or_not(crisis, monkeypatch):
    cast.boris_opens(crisis)
    monkeypatch.setattr(recovery, "start", lambda work: None)
    with CaptureQueriesContext(connection) as known:
        ask("boris@example.org")
    with CaptureQueriesContext(connection) as unknown:
        ask("nobody@example.org")
    assert len(known) == len(unknown)


def test_the_new_link_opens_the_page_again(crisis):
    boris = cast.boris_opens(crisis)
    ask(" Boris@Example.org ")
    assert boris.reference in Client().get(link_in(sent()[0])).content.decode()


def test_each_post_of_a_contact_gets_one_link(crisis):
    cast.boris_opens(crisis)
    cast.amira_asks(crisis, contact="boris@example.org")
    ask("boris@example.org")
    assert len({link_in(message) for message in sent()}) == len(sent()) == 2


def test_who_never_typed_the_code_gets_a_new_one_with_the_link(crisis):
    cast.boris_opens(crisis, origin=cast.WEB)
    before = len(sent())
    ask("boris@example.org")
    assert len(sent()) == before + 1
    assert re.search(r"\b\d{6}\b", sent()[-1].text) and link_in(sent()[-1])


def test_of_an_exercise_nothing_is_sent_again_nor_shown(crisis):
    drill = cast.active_crisis(crisis.declared_by, is_drill=True, name="Exercise")
    cast.boris_opens(drill)
    ask("boris@example.org")
    assert not sent()


def test_a_stranger_who_answers_for_her_in_an_exercise_neither_keeps_her_link_from_her_nor_learns_that_she_asks(
    crisis, monkeypatch
):
    hers = cast.boris_opens(crisis)
    monkeypatch.setitem(actions._VOUCHED, Door.DRILL, VerifiedBy.DRILL)
    drill = cast.active_crisis(crisis.declared_by, is_drill=True, name="Exercise")
    for _each in range(7):
        cast.boris_opens(drill)
    ask("boris@example.org")
    [told] = sent()
    assert told.state == "queued" and hers.reference in Client().get(link_in(told)).content.decode()


def test_a_crisis_long_over_sends_no_link(crisis):
    cast.boris_opens(crisis)
    by = {"origin": cast.at_the_desk(crisis.declared_by), "at": cast.now()}
    stand_down_crisis(crisis=crisis, closing_message="Over", **by)
    archive_crisis(crisis=crisis, **by)
    before = len(sent())
    assert ask("boris@example.org").status_code == 302 and len(sent()) == before


def test_a_typing_mistake_is_told_and_kept():
    answer = ask("boris@")
    assert answer.status_code == 400 and 'value="boris@"' in answer.content.decode()


def test_many_behind_one_network_are_answered_and_whoever_walks_through_numbers_is_stopped(monkeypatch):
    monkeypatch.setitem(throttle.RATES, "recover_from", "12/hour")
    answers = [
        Client().post("/en/recover/", {"contact": f"{n}@example.org"}, REMOTE_ADDR="203.0.113.7")
        for n in range(13)
    ]
    assert [answer.status_code for answer in answers] == [302] * 12 + [429]
    assert int(answers[-1]["Retry-After"]) > 0


def test_one_contact_is_written_to_a_few_times_an_hour_from_however_many_networks(crisis):
    cast.boris_opens(crisis)
    for number in range(7):
        cast.boris_opens(crisis, origin=cast.WEB, contact=f"boris+{number}@example.org")
        assert ask(f"boris+{number}@example.org").status_code == 302
    before = len(sent())
    assert [ask("boris@example.org").status_code for _each in range(7)] == [302] * 7
    assert len(sent()) == before + 5, "and another spelling used up nothing of it"


def test_what_strangers_posted_with_her_number_keeps_nobody_from_her_own_page(crisis):
    hers = cast.boris_opens(crisis)
    for _each in range(7):
        cast.boris_opens(crisis, origin=cast.WEB)
    before = len(sent())
    ask("boris@example.org")
    own, *others = sent()[before:]
    assert hers.reference in Client().get(link_in(own)).content.decode()
    assert len(others) <= 1 and not re.search(r"\b\d{6}\b", own.text)
