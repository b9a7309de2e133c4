"""Another night from a button: one at a time, and only from an exercise."""

import threading

import pytest
from django.urls import reverse

from crisis.activation.clock import set_clock
from matching.drill.replay import Replay
from matching.drill.stage import begin
from matching.web import desk_drill
from tests import cast
from tests.crisis.desk.desk_cast import signed_in
from tests.matching.drill.conftest import PARIS

pytestmark = pytest.mark.django_db


@pytest.fixture
def started(monkeypatch):
    calls = []
    monkeypatch.setattr(desk_drill.subprocess, "Popen", lambda command, **how: calls.append((command, how)))
    return calls


def test_a_night_is_started_once_however_often_the_button_is_pressed(settings, started):
    settings.EMBEDDED = True
    drill = cast.active_crisis(is_drill=True)
    client, path = signed_in(drill.declared_by), reverse("desk_play_again", args=[drill.slug])
    led_to = client.post(path)["Location"]
    client.post(path)
    assert len(started) == 1
    command, how = started[0]
    assert command[1].endswith("manage.py") and "drill" in command and how["start_new_session"]
    assert command[-2:] == ["--in", "paris-2015"] and led_to == reverse("desk_map", args=["paris-2015"])


def test_two_nights_of_one_name_are_told_apart(db):
    first, second = begin(PARIS), begin(PARIS)
    assert second.name == f"{first.name} (2)"
    set_clock(second, epoch=PARIS.begins_at, speed=60)
    page = signed_in(first.declared_by).get(reverse("desk")).content.decode()
    assert page.count("The night is played at 60 times its speed") == 1
    assert page.index(second.name) < page.index("The night is played") < page.rindex(first.name)


def test_a_cast_that_stays_after_its_night_leaves_the_stage_free(settings, started, monkeypatch):
    settings.EMBEDDED = True
    stopping = threading.Event()
    drill = begin(PARIS)
    staying = Replay(drill, PARIS, iter(()), speed=60, stopping=stopping)
    monkeypatch.setattr("matching.drill.replay.beat", lambda: pytest.fail("the night is over"))
    staying._watch = lambda _replay: stopping.set()
    staying.stay()
    signed_in(drill.declared_by).post(reverse("desk_play_again", args=[drill.slug]))
    assert len(started) == 1


def test_a_real_crisis_has_no_such_button(settings, started):
    settings.EMBEDDED = True
    paris = cast.active_crisis()
    path = reverse("desk_play_again", args=[paris.slug])
    assert signed_in(paris.declared_by).post(path).status_code == 404 and not started


def test_on_several_machines_the_command_is_shown_instead(settings, started):
    settings.EMBEDDED = False
    drill = cast.active_crisis(is_drill=True)
    page = signed_in(drill.declared_by).post(reverse("desk_play_again", args=[drill.slug]))
    assert "manage.py drill paris-2015 --speed 60" in page.content.decode() and not started
