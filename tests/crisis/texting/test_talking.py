"""Conversations by SMS: the same check-ins, needs and look-ups as at every other door, answered in one text each."""

import re

import pytest
from django.core.management import call_command
from django.db import DataError, IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from accounts import throttle
from accounts.errors import Invalid, Refused
from accounts.journal.models import Entry
from accounts.origin import Door
from accounts.people.contact import read_contact
from accounts.people.models import Person
from accounts.reach.carriers.sms.segments import is_gsm7, units
from accounts.reach.models import Message
from accounts.reach.spending import spend
from accounts.reach.stops import stopped
from crisis.activation.actions import stand_down_crisis
from crisis.activation.models import Crisis
from crisis.checkin.models import CheckIn
from crisis.checkin.queries import look_up
from crisis.shelter.models import Need
from crisis.texting import answers
from crisis.texting.actions.by_hand import TheyStopped, answer_by_hand
from crisis.texting.actions.numbers import NumberTaken, give_number
from crisis.texting.answers import MOST_LISTED
from crisis.texting.grammar import Keyword
from crisis.texting.models import Conversation, TextLine, TextNumber
from crisis.texting.queries import unclear_lines
from tests.cast import (
    active_crisis,
    amira_is_safe,
    at_the_desk,
    chen,
    dana,
    esma_searches,
    now,
    number_of,
    somebody_texts,
)
from tests.matching.leads.night import deliver
from tests.rig.sms import AMIRA

pytestmark = pytest.mark.django_db
ESMA = "+33698765432"


@pytest.fixture
def paris() -> Crisis:
    return active_crisis(chen(email="chen@example.org"))


def ask(text: str, sender: str = AMIRA, **about) -> str:
    """What somebody is answered: one SMS in the small alphabet, or nothing."""
    before = Message.objects.count()
    somebody_texts(text, sender=sender, **about)
    answers = [each.text for each in Message.objects.order_by("pk")[before:]]
    assert len(answers) <= 1
    assert all(units(each) <= 160 and is_gsm7(each) for each in answers), answers
    return answers[0] if answers else ""


def code_in(answer: str) -> str:
    return re.search(r"\b\d{6}\b", answer)[0]


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


def test_what_nobody_understands_waits_for_a_person_who_answers(paris):
    talk = somebody_texts("Ma fille a perdu ses médicaments")
    assert unclear_lines(paris).get().text.startswith("Ma fille")
    line = answer_by_hand(
        talk=talk, crisis=paris, text="Pharmacie ouverte.", origin=at_the_desk(paris.declared_by), at=now()
    )
    assert Message.objects.latest("pk").text == "Pharmacie ouverte." and line.by == paris.declared_by
    assert not unclear_lines(paris).exists()
    with pytest.raises(Refused):
        answer_by_hand(talk=talk, crisis=paris, text="Hi", origin=at_the_desk(dana()), at=now())
    with pytest.raises(Invalid):
        answer_by_hand(
            talk=talk, crisis=paris, text="é" * 400, origin=at_the_desk(paris.declared_by), at=now()
        )
    ask("STOP")
    with pytest.raises(TheyStopped):
        answer_by_hand(talk=talk, crisis=paris, text="Hi", origin=at_the_desk(paris.declared_by), at=now())


@pytest.mark.parametrize("failure", [ZeroDivisionError, DataError, IntegrityError])
def test_a_text_we_fail_at_goes_to_a_person_and_holds_up_no_other(paris, monkeypatch, failure):
    def fail(*_said, **_told):
        raise failure

    monkeypatch.setattr("crisis.texting.actions.turns.look", fail)
    assert "coordinator" in ask("NAME Amira Haddad")
    assert unclear_lines(paris).count() == 1
    assert "coordinator" not in ask("HELP gare de l'est")


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


def test_a_text_that_comes_while_the_crisis_is_chosen_undoes_no_choice(paris, monkeypatch):
    lyon = active_crisis(chen(), name="Lyon", lat=45.76, lon=4.83)
    ask("SAFE Amira Haddad")

    def meanwhile(_number: str) -> None:
        Conversation.objects.update(crisis=lyon)

    monkeypatch.setattr("crisis.texting.actions.receiving.crisis_at", meanwhile)
    somebody_texts("INFO")
    assert Conversation.objects.get().crisis == lyon


@pytest.mark.parametrize("odd", ["\0", "\ud800"])
def test_letters_that_no_database_keeps_are_left_out(paris, odd):
    ask(f"SAFE{odd} Amira Haddad")
    assert CheckIn.objects.get().full_name == "Amira Haddad"


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


def test_what_is_kept_of_an_answer_holds_neither_code_nor_link(paris):
    code = code_in(ask("SAFE Amira Haddad"))
    ask(code)
    ours = TextLine.objects.filter(incoming=False).values_list("text", flat=True)
    assert not [each for each in ours if code in each or "/m/" in each]
    told = str(list(Entry.objects.values_list("payload", flat=True)))
    assert "Amira" not in told and AMIRA not in told


def test_the_desk_reads_a_conversation_without_the_number(paris, client: Client):
    talk = somebody_texts("Vous avez des couvertures ?")
    client.force_login(paris.declared_by, backend="allauth.account.auth_backends.AuthenticationBackend")
    page = client.get(reverse("desk_conversation", args=[paris.slug, talk.public_id])).content.decode()
    assert "couvertures" in page and AMIRA not in page
    assert "A text to read" in client.get(reverse("desk_queue", args=[paris.slug])).content.decode()
    done = client.post(
        reverse("desk_conversation", args=[paris.slug, talk.public_id]), {"text": "Gymnase Japy."}
    )
    assert done.status_code == 302 and not unclear_lines(paris).exists()


def test_the_desk_reads_first_what_cannot_wait_then_what_waits_longest(paris, client: Client):
    told = ["are the trains running", "אני בסדר", "my brother is bleeding near the canal", "INFO"]
    for number, text in enumerate(told):
        somebody_texts(text, sender=f"+3361234560{number}")
    client.force_login(paris.declared_by, backend="allauth.account.auth_backends.AuthenticationBackend")
    for page in ("desk_texts", "desk_queue"):
        shown = client.get(reverse(page, args=[paris.slug])).content.decode()
        places = [shown.index(text) for text in (told[2], told[0], told[1])]
        assert places == sorted(places), page
        assert "Urgent" in shown[: places[1]]
    room = client.get(reverse("desk_texts", args=[paris.slug])).content.decode()
    assert room.index(told[1]) < room.index("03</bdi>"), "who was answered comes last"


def test_at_the_cost_cap_the_desk_is_not_told_that_its_answer_is_on_its_way(paris, client: Client, settings):
    settings.SMS_GATEWAY_URL, settings.SMS_SEGMENTS_PER_DAY = "https://sms.example", 1
    spend(crisis_id=paris.pk, segments=1, vital=True)
    talk = somebody_texts("Vous avez des couvertures ?")
    client.force_login(paris.declared_by, backend="allauth.account.auth_backends.AuthenticationBackend")
    path = reverse("desk_conversation", args=[paris.slug, talk.public_id])
    page = client.post(path, {"text": "Gymnase Japy."}, follow=True).content.decode()
    assert "on its way" not in page and "the cost cap for SMS is reached" in page


def test_an_exercise_is_texted_on_the_operators_screen_and_nothing_of_it_is_kept(capsys):
    drill = active_crisis(chen(), is_drill=True)
    call_command("try_text", "SAFE Amira Haddad", "HELP 12 rue Oberkampf Paris, 4 people", crisis=drill.slug)
    said = capsys.readouterr().out
    assert "Noted: SAFE" in said and "4 people" in said
    assert not CheckIn.objects.exists() and not Message.objects.exists() and not Conversation.objects.exists()


def test_forty_answers_an_hour_are_enough_but_help_is_always_heard(paris, monkeypatch):
    monkeypatch.setitem(throttle.RATES, "text", "1/hour")
    ask("info")
    assert "many" in ask("info")
    ask("HELP gare de l'est")
    assert Need.objects.exists()


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
