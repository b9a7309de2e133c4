"""Which crisis a text is about, and that an exercise answers none."""

import pytest
from django.core.management import call_command

from accounts.errors import Invalid, Refused
from accounts.reach.models import Message
from crisis.activation.actions import stand_down_crisis
from crisis.checkin.models import CheckIn
from crisis.shelter.models import Need
from crisis.texting.actions.numbers import NumberTaken, give_number
from crisis.texting.answers import MOST_LISTED
from crisis.texting.models import Conversation, TextNumber
from crisis.texting.queries import unclear_lines
from tests.cast import (
    active_crisis,
    at_the_desk,
    chen,
    dana,
    now,
    number_of,
    somebody_texts,
)
from tests.crisis.texting.talk import ESMA, ask

pytestmark = pytest.mark.django_db


def test_the_number_written_to_decides_the_crisis(paris):
    lyon = active_crisis(chen(), name="Lyon", lat=45.76, lon=4.83)
    number_of(paris, "+33644600001"), number_of(lyon, "+33644600002")
    ask("SAFE Amira Haddad", to="+33644600002")
    assert CheckIn.objects.get().crisis == lyon
    ask("SAFE Esma Belkacem", ESMA, to="+33644600001")
    assert CheckIn.objects.latest("pk").crisis == paris


def test_with_several_crises_it_is_asked_and_remembered(paris):
    active_crisis(chen(), name="Lyon", lat=45.76, lon=4.83)
    assert "1 Paris 2 Lyon" in ask("SAFE Amira Haddad")
    assert "1 Paris 2 Lyon" in ask("7")
    assert not CheckIn.objects.exists()
    ask("2")
    assert CheckIn.objects.get().crisis.name == "Lyon"
    ask("NO")
    assert CheckIn.objects.get().status == "not_there"


def test_help_is_not_lost_behind_a_greeting_and_stands_at_the_desk_until_the_crisis_is_chosen(paris):
    active_crisis(chen(), name="Lyon", lat=45.76, lon=4.83)
    for text in ("Bonjour", "HELP 12 rue Oberkampf Paris, 4 people", "hello?", "SAFE Amira Haddad"):
        assert "1 Paris 2 Lyon" in ask(text)
    assert unclear_lines(paris).filter(text__startswith="HELP").exists(), "whoever never answers is seen"
    ask("1")
    assert Need.objects.get().people == 4
    assert not unclear_lines(paris).filter(text__startswith="HELP").exists()


def test_a_number_of_ours_decides_however_many_crises_are_open(paris):
    for number in range(MOST_LISTED):
        active_crisis(chen(), name=f"Town {number}")
    last = active_crisis(chen(), name="The last", lat=45.76, lon=4.83)
    number_of(last, "+33644600002")
    ask("SAFE Amira Haddad", to="+33644600002")
    assert CheckIn.objects.get().crisis == last


def test_a_text_that_comes_while_the_crisis_is_chosen_undoes_no_choice(paris, monkeypatch):
    lyon = active_crisis(chen(), name="Lyon", lat=45.76, lon=4.83)
    ask("SAFE Amira Haddad")

    def meanwhile(_number: str) -> None:
        Conversation.objects.update(crisis=lyon)

    monkeypatch.setattr("crisis.texting.actions.receiving.crisis_at", meanwhile)
    somebody_texts("INFO")
    assert Conversation.objects.get().crisis == lyon


def test_an_exercise_never_answers_a_real_text():
    drill = active_crisis(chen(), is_drill=True)
    assert "112" in ask("SAFE Amira Haddad")
    assert not CheckIn.objects.exists() and Conversation.objects.get().crisis is None
    with pytest.raises(Invalid):
        number_of(drill)
    assert not Message.objects.filter(drill=True).exists()


def test_a_number_belongs_to_one_open_crisis(paris):
    lyon = active_crisis(chen(), name="Lyon")
    number_of(paris)
    with pytest.raises(NumberTaken):
        number_of(lyon)
    stand_down_crisis(crisis=paris, closing_message="", origin=at_the_desk(paris.declared_by), at=now())
    number_of(lyon)
    assert TextNumber.objects.get().crisis == lyon
    with pytest.raises(Refused):
        give_number(crisis=lyon, number="+33644600009", origin=at_the_desk(dana()), at=now())


def test_an_exercise_is_texted_on_the_operators_screen_and_nothing_of_it_is_kept(capsys):
    drill = active_crisis(chen(), is_drill=True)
    call_command("try_text", "SAFE Amira Haddad", "HELP 12 rue Oberkampf Paris, 4 people", crisis=drill.slug)
    said = capsys.readouterr().out
    assert "Noted: SAFE" in said and "4 people" in said
    assert not CheckIn.objects.exists() and not Message.objects.exists() and not Conversation.objects.exists()
