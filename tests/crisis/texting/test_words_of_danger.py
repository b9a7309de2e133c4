"""Words of danger: whom to call comes first, and a person reads them; a place is never guessed for the frightened."""

import pytest
from django.utils import translation

from crisis.activation.models import Crisis
from crisis.checkin.models import CheckIn
from crisis.desk.models import Case
from crisis.desk.vocabulary import Why
from crisis.shelter.models import Need
from crisis.texting import answers
from crisis.texting.queries import to_read, unclear_lines
from tests.cast import active_crisis, chen
from tests.crisis.checkin.asks.asking import settle
from tests.crisis.texting.talk import ESMA, ask

pytestmark = pytest.mark.django_db
FIRST = ("Call 112 now, or text 114.", "Appelez vite le 112 (SMS : 114).")


@pytest.mark.parametrize(
    "text",
    ["je suis blessé rue oberkampf", "Sauvez Paul Morel", "sauvez nous rue de charonne", "they have guns", "urgent",
     "au secours", "HELP my brother is bleeding, 12 rue Oberkampf Paris", "pas en sécurité", "AIDE je saigne",
     "SOS Paul", "aide rue de la paix on est blessés", "comment arrêter une hémorragie"],
)  # fmt: skip
def test_words_of_danger_are_answered_with_whom_to_call_first_and_read_first(paris, text):
    Crisis.objects.update(emergency_numbers="112 · 15 · 17 · 18 · 114 (SMS)")
    ask("are the trains running", ESMA)
    assert ask(text).startswith(FIRST)
    urgent, other = to_read(paris)
    assert (urgent.urgent, urgent.said, other.urgent) == (True, text, False)
    assert not CheckIn.objects.exists()


def test_a_request_with_a_plain_place_is_taken_all_the_same_and_help_alone_wakes_nobody(paris):
    assert "12 rue" in ask("HELP")
    assert not unclear_lines(paris).exists()
    ask("we are hurt, 12 rue Oberkampf Paris, 2 people")
    assert Need.objects.get().people == 2 and to_read(paris)[0].urgent


def test_the_crisiss_own_numbers_come_first(paris):
    Crisis.objects.update(emergency_numbers="000 · 106 (SMS)")
    assert ask("they are shooting").startswith("Call 000 now, or text 106.")
    Crisis.objects.update(emergency_numbers="911")
    assert ask("they are shooting").startswith("Call 911 now. ")


def test_before_it_is_known_which_crisis_a_cry_is_about_a_person_reads_it(paris):
    active_crisis(chen(), name="Lyon", lat=45.76, lon=4.83)
    assert ask("sauvez nous").startswith(FIRST)
    assert to_read(paris)[0].said == "sauvez nous"
    ask("1")
    assert unclear_lines(paris).filter(text="sauvez nous").exists(), "that the crisis is known answers no cry"


@pytest.mark.parametrize(
    "where",
    ["not safe Paul", "aide Paul Moreau", "aide Marie", "AIDE Louis Blanc", "aide stade", "aide Jasmin"],
)
def test_a_guess_at_one_name_is_asked_back_and_no_host_is(paris, where):
    answer = ask(where)
    assert "1 " in answer and not Need.objects.exists()
    ask("1")
    assert Need.objects.get().place.label[:8] in answer


@pytest.mark.parametrize(
    ("where", "place"),
    [("HELP Bastille", "Métro Bastille"), ("aide rue oberkampf je suis blessé", "Rue Oberkampf"),
     ("AIDE Bataclan", "Le Bataclan"), ("help 12 oberkampf", "Oberkampf")],
)  # fmt: skip
def test_an_address_or_the_whole_name_of_a_place_is_no_guess(paris, where, place):
    ask(where)
    assert place in Need.objects.get().place.label


def test_yes_is_enough_where_one_place_was_guessed_and_ok_is_no_i_am_safe(paris):
    assert "1 La Belle" in ask("HELP Belle Equipe")
    ask("ok")
    assert Need.objects.exists()
    ask("OK")
    assert not CheckIn.objects.exists(), "to what we answered"


@pytest.mark.parametrize("reply", ["ok", "no", "non"])
def test_a_bare_yes_or_no_to_where_are_you_is_no_check_in(paris, reply):
    ask("aide Marie")
    assert "une rue" in ask(reply)
    ask("12 rue Oberkampf Paris")
    assert Need.objects.exists() and not CheckIn.objects.exists()


def test_who_said_safe_and_texts_help_is_no_longer_read_as_safe_while_we_ask_where(paris):
    ask("SAFE Amira Haddad")
    ask("not safe, une cave")
    said = CheckIn.objects.get()
    assert (said.status, said.unknown_place.words) == ("need_help", "une cave")
    ask("12 rue Oberkampf Paris")
    assert CheckIn.objects.get().need and Need.objects.get().state == "waiting"
    ask("SAFE")
    ask("HELP")
    assert CheckIn.objects.get().status == "need_help" and Need.objects.get().state == "waiting"
    ask("SAFE")
    assert CheckIn.objects.get().status == "safe"


def test_safe_again_after_the_help_was_taken_back_ends_what_the_desk_asked_about_it(paris):
    ask("SAFE Amira Haddad")
    ask("not safe, une cave")
    settle()
    ask("CANCEL")
    assert Case.objects.get(why=Why.HELP_UNPLACED).closed_at is None, "a person asks after her"
    ask("SAFE")
    settle()
    assert Case.objects.get(why=Why.HELP_UNPLACED).closed_at


def test_a_list_of_streets_of_one_name_tells_their_towns(paris):
    told = ask("AIDE on entend des coups 50 bd voltaire, vite")
    assert "1 Bd Voltaire, 75011 Paris" in told or "1 Boulevard Voltaire, 75011 Paris" in told
    assert "Asnières-sur-Seine" in told and "..." not in told


def test_a_sentence_is_no_guess_at_a_street(paris):
    assert "introuvable" in ask("AIDE on est dans une cave")
    assert not Need.objects.exists()


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize(
    "place",
    [
        "Métro Bastille, 75012 Paris",
        "Rue de la Paix, 93000 Bobigny",
        "Rue du Faubourg Saint-Antoine, 75011 Paris",
    ],
)
def test_no_place_is_cut_within_a_word(place, language):
    words = {*place.replace(",", "").split(), "..."}
    with translation.override(language):
        first = answers.call_first("112 · 114 (SMS)")
        told = [
            answers.looking_for_place(place, 15, code="482913", link="", first=each) for each in ("", first)
        ]
        told += [
            answers.looking_for_place(place, 15, code="", link="https://a.example/" + "x" * 52, first=first)
        ]
        told += [answers.which_of([place, place], first)]
    for each in told:
        assert place.split()[-1] in each.text, "the town stays"
        begun = each.text[each.text.index(place.split()[0]) :].split()[:3]
        assert {word.strip(",") if "..." not in word else "..." for word in begun[:2]} <= words, each.text
