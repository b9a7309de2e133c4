"""Conversations by SMS: the same check-ins, needs and look-ups as at every other door, answered in one text each."""

import re

import pytest
from django.db import DataError, IntegrityError, transaction
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from accounts import throttle
from accounts.origin import Door
from accounts.people.contact import read_contact
from accounts.people.models import Person
from accounts.reach.stops import stopped
from crisis.activation.models import Crisis
from crisis.checkin.models import CheckIn
from crisis.checkin.queries import look_up
from crisis.shelter.models import Need
from crisis.texting import answers
from crisis.texting.grammar import Keyword
from crisis.texting.models import Conversation, TextLine
from crisis.texting.queries import unclear_lines
from tests.cast import (
    active_crisis,
    amira_is_safe,
    chen,
    esma_searches,
)
from tests.crisis.texting.talk import ESMA, ask, code_in
from tests.matching.leads.night import deliver
from tests.rig.sms import AMIRA

pytestmark = pytest.mark.django_db


def test_amira_says_that_she_is_safe_and_proves_her_phone(paris):
    answer = ask("SAFE Amira Haddad")
    said = CheckIn.objects.get()
    assert (said.status, said.full_name, said.audience, said.door) == (
        "safe",
        "Amira Haddad",
        "contacts",
        Door.SMS,
    )
    phone = read_contact(AMIRA)
    [found] = look_up(paris, "Amira", phone)
    assert not found.confirmed, "the number a text seems to come from proves nothing"
    assert "/m/" in ask(code_in(answer))
    deliver()
    assert look_up(paris, "Amira", phone)[0].confirmed
    assert look_up(paris, "Amira Haddad") == [], "who does not know the phone finds nothing"


def test_a_wrong_code_proves_nothing(paris):
    code = code_in(ask("SAFE Amira Haddad"))
    ask(f"{(int(code) + 1) % 10**6:06}")
    assert not Conversation.objects.get().contact.verified_at


def test_without_a_name_it_is_asked_and_the_next_text_is_one(paris):
    assert re.search(r"\b(name|nom)\b", ask("en sécurité"))
    ask("SAUF")
    ask("Amira Haddad")
    assert CheckIn.objects.get().full_name == "Amira Haddad"


def test_what_she_says_last_counts_and_undo_takes_all_of_it_back(paris):
    ask("HELP 12 rue Oberkampf Paris, 3 people")
    assert Need.objects.get().adults == 3
    ask("SAFE Amira Haddad")
    ask("NO")
    [said] = CheckIn.objects.all()
    assert said.status == "not_there" and Need.objects.get().state == "waiting"
    ask("HELP gare de l'est")
    said.refresh_from_db()
    assert said.status == "need_help"
    assert Need.objects.filter(state="waiting").count() == 1, "asked twice, it is one request"
    ask("UNDO")
    said.refresh_from_db()
    assert said.life == "withdrawn" and not Need.objects.filter(state="waiting").exists()


def test_help_asks_back_for_the_place_where_it_is_missing_unknown_or_in_several_towns(paris):
    assert "112" in ask("AIDE")
    assert "112" in ask("xyzzy plugh")
    assert unclear_lines(paris).count() == 1, "a coordinator sees who was not understood"
    several = ask("rue de la paix")
    assert re.search(r"1 Rue.* 2 Rue", several)
    ask("2")
    assert Need.objects.get().place.label in several


@pytest.mark.parametrize("where", ["12 rue Oberkampf Paris, 4 people", "rue Oberkampf, family of four"])
def test_the_answer_to_where_are_you_is_read_as_if_it_stood_behind_help(paris, where):
    ask("HELP")
    assert "75011" in ask(where), "no 4th arrondissement for four people"
    need = Need.objects.get()
    assert (need.people, "75011" in need.place.label) == (4, True)


def test_how_many_they_are_outlives_every_question_and_the_last_word_counts(paris):
    ask("HELP, 3 people")
    ask("we are 2 adults and two kids, rue de la paix")
    ask("2")
    need = Need.objects.get()
    assert (need.adults, need.children) == (2, 2)


@pytest.mark.parametrize("said", ["help 12 rue Oberkampf paris", "12 rue Oberkampf Paris"])
def test_how_many_they_are_outlives_a_second_help(paris, said):
    ask("HELP somewhere near my aunt")
    ask("we are four")
    assert "4 people" in ask(said)
    assert Need.objects.get().people == 4
    ask("HELP gare de l'est")
    assert Need.objects.get().people == 4, "nor does another place change it"


def test_how_many_they_are_can_be_put_right_in_a_text_of_its_own_until_a_door_is_asked(paris):
    assert "coordinator" in ask("4 people"), "of no request"
    ask("HELP 12 rue Oberkampf Paris")
    Need.objects.update(note="with a pram", step_free=True)
    assert "Oberkampf" in ask("no, we are 5 now")
    assert "3 personnes" in ask("en fait nous sommes 2 adultes et un enfant")
    need = Need.objects.get()
    assert (need.adults, need.children, need.note, need.step_free) == (2, 1, "with a pram", True)
    assert not unclear_lines(paris).filter(text__contains="nous sommes").exists()
    Need.objects.update(state="proposed")
    assert "ne change rien" in ask("4 personnes")
    assert Need.objects.get().people == 3
    assert unclear_lines(paris).filter(text="4 personnes").exists(), "somebody must tell the host"


def test_ok_before_a_place_that_was_asked_for_is_no_word_of_being_safe(paris):
    ask("HELP")
    ask("OK Bastille")
    assert Need.objects.exists() and not CheckIn.objects.exists()


def test_texting_the_name_finds_what_the_page_would_show_and_says_no_name(paris):
    amira_is_safe(paris, contact=AMIRA, audience="contacts")
    nobody = ask("NAME Amira Haddad", ESMA)
    assert nobody == ask("NAME Paul Durand", ESMA), "not to be found and never there look the same"
    found = ask(f"NAME Amira Haddad {AMIRA}", ESMA)
    assert "I am safe" in found and "Amira" not in found and "Haddad" not in found
    esma_searches(paris, public=True)
    assert "/find/" in ask("NAME Farid Belkacem", ESMA)


def test_look_ups_by_text_have_the_pages_limits(paris, monkeypatch):
    monkeypatch.setitem(throttle.RATES, "look_up", "1/minute")
    first = ask("NAME Amira Haddad", ESMA)
    assert ask("NAME Amira Haddad", ESMA) != first


def test_stop_is_answered_once_and_heard_until_start(paris):
    assert "START" in ask("STOP")
    assert ask("STOP") == ""
    contact = Conversation.objects.get().contact
    assert stopped(contact)
    assert "112" in ask("HELP"), "whoever asks is answered"
    ask("START")
    assert not stopped(contact)


@pytest.mark.parametrize("failure", [ZeroDivisionError, DataError, IntegrityError])
def test_a_text_we_fail_at_goes_to_a_person_and_holds_up_no_other(paris, monkeypatch, failure):
    def fail(*_said, **_told):
        raise failure

    monkeypatch.setattr("crisis.texting.actions.turns.look", fail)
    assert "coordinator" in ask("NAME Amira Haddad")
    assert unclear_lines(paris).count() == 1
    assert "coordinator" not in ask("HELP gare de l'est")


def test_only_a_number_that_was_shown_is_taken(paris, monkeypatch):
    monkeypatch.setattr(answers, "MOST_LISTED", 1)
    ask("HELP rue de la paix")
    ask("2")
    assert not Need.objects.exists()


def test_forty_forged_helps_an_hour_are_answered_and_each_need_is_taken(paris, monkeypatch):
    monkeypatch.setitem(throttle.RATES, "text", "1/hour")
    assert ask("HELP")
    assert ask("HELP") == ""
    ask("gare de l'est")
    ask("HELP gare de l'est")
    assert Need.objects.exists()


@pytest.mark.parametrize("odd", ["\0", "\ud800"])
def test_letters_that_no_database_keeps_are_left_out(paris, odd):
    ask(f"SAFE{odd} Amira Haddad")
    assert CheckIn.objects.get().full_name == "Amira Haddad"


def test_forty_answers_an_hour_are_enough_but_help_is_always_heard(paris, monkeypatch):
    monkeypatch.setitem(throttle.RATES, "text", "1/hour")
    ask("info")
    assert "many" in ask("info")
    assert ask("info") == ask("info") == "", "that is paid, too, and rings a phone whose number may be forged"
    ask("HELP gare de l'est")
    assert Need.objects.exists()


def test_what_a_person_must_read_is_read_however_many_texts_came_before(paris, monkeypatch):
    for scope in ("text", "text_enough"):
        monkeypatch.setitem(throttle.RATES, scope, "1/hour")
    sent = [ask(text) for text in ("info", "info", "my brother is bleeding", "HELP", "HELP qqqqq zzzzz")]
    assert sent[2] == sent[4] == "" and all([sent[0], sent[1], sent[3]])
    waiting = set(unclear_lines(paris).values_list("text", flat=True))
    assert waiting == {"my brother is bleeding", "HELP qqqqq zzzzz"}
    assert not TextLine.objects.filter(incoming=False, text="").exists()


WORDS = st.one_of(
    st.text(max_size=200),
    st.sampled_from([keyword.value for keyword in Keyword]),
    st.builds(
        "{} {}".format,
        st.sampled_from(["SAFE", "AIDE", "NOM", "NO", "UNDO", "STOP", "1", "123456"]),
        st.sampled_from(
            ["Amira Haddad", "rue de la paix", "Ünïcödé 北京", "100 personnes", "€" * 90, "%s %(x)d {}"]
        ),
    ),
)


@hypothesis_settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(WORDS, min_size=1, max_size=4), st.sampled_from(["fr", "en"]))
def test_any_text_gets_one_answer_of_one_sms(django_db_blocker, texts, language):
    """But a second STOP, which gets none."""
    with transaction.atomic():
        if not Crisis.objects.exists():
            active_crisis(chen())
        for text in texts:
            ask(text, f"+3361{Person.objects.count():07}")
        transaction.set_rollback(True)
