"""Who never answered us is written to seldom, and never again once they said so."""

import re

import pytest
from django.test import Client

from accounts import throttle
from accounts.people.contact import read_contact
from accounts.people.models import ContactPoint
from accounts.reach.actions import reach
from accounts.reach.inviting import forget_points, invite, point_of_nobody
from accounts.reach.models import Message
from accounts.reach.stops import Stop, is_stop_token, start, stop, stop_link, stop_token, stopped
from tests import cast

pytestmark = pytest.mark.django_db

DANA = read_contact("06 12 34 56 78")


def ask(contact=DANA, *, by: str = "ask:boris", drill: bool = False) -> bool:
    said = {"text": "Somebody asks whether you are safe.", "subject": "A question"}
    return invite(contact, **said, drill=drill, crisis_id=1, language="en", by=by, thing="ask:1")


def test_an_invitation_reaches_who_never_answered_and_says_how_to_stop():
    assert ask()
    message = Message.objects.get()
    assert (message.state, message.contact.value) == ("queued", "+33612345678")
    assert stop_link(DANA) in message.text
    assert not reach(message.contact, text="News.", drill=False), "and nothing else does"


def test_one_tap_and_nobody_writes_again_until_they_say_so():
    ask()
    link = re.search(r"http\S+(/stop/\S+)", Message.objects.get().text).group(1)
    seen = Client().get(link, follow=True)
    assert seen.status_code == 200 and not Stop.objects.exists(), "mail scanners follow links"
    path = seen.redirect_chain[-1][0]
    said = Client(enforce_csrf_checks=True).post(path, {"List-Unsubscribe": "One-Click"})
    assert "We write nothing more" in said.content.decode()
    assert not ask(by="ask:chen") and Message.objects.count() == 1
    Client().post(path, {"again": "1"})
    assert ask(by="ask:chen")


def test_who_stopped_still_gets_the_code_they_ask_for_and_no_news():
    point = cast.boris_opens(cast.active_crisis()).owner.contact_points.get()
    stop(point, at=cast.now())
    Message.objects.all().delete()
    assert not reach(point, text="News.", drill=False)
    assert reach(point, text="Your code.", drill=False, verifying=True)
    start(point)
    assert reach(point, text="News.", drill=False)


def test_the_contact_is_not_kept_and_an_exercise_stops_no_real_phone():
    stop(DANA, at=cast.now(), drill=True)
    assert not stopped(DANA) and stopped(DANA, drill=True)
    row = Stop.objects.get()
    assert DANA.value not in row.digest and stop_token(DANA, drill=True) not in row.digest
    assert not ContactPoint.objects.exists()


def test_a_stop_link_cannot_be_made_up():
    token = stop_token(DANA)
    assert is_stop_token(token) and not is_stop_token(token[:-1] + ("a" if token[-1] != "a" else "b"))
    assert Client().post(f"/en/stop/{'a' * 20}/").status_code == 404
    assert not Stop.objects.exists()


def test_a_phone_that_texted_us_is_somebodys_though_it_has_no_link():
    cast.active_crisis()
    cast.somebody_texts("Ma fille a perdu ses médicaments", sender=DANA.value)
    hers = ContactPoint.objects.get()
    written_to = point_of_nobody(DANA, "fr")
    assert written_to != hers and point_of_nobody(DANA, "en") == written_to
    forget_points([hers.pk, written_to.pk])
    assert ContactPoint.objects.get() == hers, "and what she texted stands with it"


def test_one_who_asks_reaches_one_contact_a_few_times_a_day_and_uses_up_nobody_elses(monkeypatch):
    monkeypatch.setitem(throttle.RATES, "invited_by", "2/day")
    monkeypatch.setitem(throttle.RATES, "invited", "4/day")
    assert [ask() for _each in range(9)] == [True] * 2 + [False] * 7
    assert [ask(by="ask:chen") for _each in range(3)] == [True, True, False]
    assert not ask(by="ask:amira"), "four a day, whoever asks"
    assert ask(by="check_in:amira"), "what another purpose tells is not used up"
    assert ask(by="ask:amira", drill=True), "an exercise uses up nothing and needs nothing"
    assert Message.objects.get(drill=True).state == "on_screen"
