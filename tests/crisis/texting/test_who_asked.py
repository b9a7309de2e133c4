"""Amira is asked by SMS whether she is safe, and texts back instead of opening the link."""

import pytest

from crisis.checkin.asks.models import Asked
from crisis.checkin.models import CheckIn
from tests.crisis.checkin.asks.asking import boris_asks, settle
from tests.crisis.texting.talk import ask, code_in
from tests.rig.sms import AMIRA

pytestmark = pytest.mark.django_db


def answers() -> list[str]:
    return [each.answer for each in Asked.objects.order_by("pk")]


@pytest.fixture
def proved(paris):
    ask(code_in(ask("SAFE Amira Haddad")))
    settle()
    return paris


def test_her_text_is_the_answer_once_her_phone_is_proved(paris):
    boris_asks(paris, AMIRA)
    code = code_in(ask("SAFE Amira Haddad"))
    assert answers() == [""], "anybody can text in her name"
    ask(code)
    assert answers() == ["safe"]
    ask("NO")
    assert answers() == ["not_there"]
    ask("UNDO")
    assert answers() == [""]


def test_what_she_said_before_she_was_asked_answers_nothing_and_what_she_says_then_does(proved):
    boris_asks(proved, AMIRA)
    ask("INFO")
    assert answers() == [""]
    ask("SAFE")
    assert answers() == ["safe"]


def test_with_two_questions_nobody_knows_which_she_means(proved):
    for _twice in range(2):
        boris_asks(proved, AMIRA)
    ask("SAFE")
    assert answers() == ["", ""]


@pytest.mark.parametrize("audience", ["desk", "named"])
def test_who_lets_only_others_know_tells_nobody_who_has_the_number(proved, audience):
    boris_asks(proved, AMIRA)
    CheckIn.objects.update(audience=audience)
    ask("SAFE")
    assert answers() == [""]
