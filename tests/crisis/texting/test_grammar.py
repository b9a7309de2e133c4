"""What a text is taken for: typing errors are forgiven, innocent sentences are not mistaken for a keyword."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crisis.texting.grammar import Keyword, Said, name_in, place_in, read, sounds_urgent
from crisis.texting.headcount import how_many

PLAIN = {
    Keyword.SAFE: """SAFE Amira Benali|safe|Sécurité Amira|EN SÉCURITÉ Amira Benali|SAUF Amira|I’m safe|im safe|ok
        |OK Amira|je suis en sécurité chez un ami|nous sommes en sécurité|sain et sauf|ça va
        |Bonjour, je suis en sécurité
        |I'm safe, with Paul at the hotel""",
    Keyword.HELP: """HELP|Aide|AIDE 12 rue Oberkampf Paris, 4 personnes|help gare de l'est|À l'aide|SOS|au secours
        |Je ne suis pas en sécurité rue de Charonne|not safe|j'ai besoin d'aide à République|ça va pas|I need a bed""",
    Keyword.NOT_THERE: "NO|non|NON Amira Benali|PAS CONCERNÉ|pas concernée|Je n'étais pas là|not there",
    Keyword.NAME: "NAME Amira Benali|NOM Amira Benali|cherche amira benali|je cherche Paul Durand|find Amira",
    Keyword.WITHDRAW: "ANNULER|annule|UNDO|withdraw|Cancel",
    Keyword.STOP: "STOP|stop!|Stop svp|ARRÊT|unsubscribe",
    Keyword.START: "START|reprendre",
    Keyword.INFO: "info|INFOS|?|menu|merci|ok merci|Thanks|bonjour",
    Keyword.CODE: "482913|482 913",
    Keyword.NUMBER: "2|1.",
}
TYPOS = {
    Keyword.SAFE: "saef Amira|saffe|SECURTIE Jean Dupont|en securitee|je suis en securtié|sauff Amira|saauf",
    Keyword.HELP: "hepl republique|HLEP bastille|helpp|aied|aidee|hekp|aise|au secour|besion d'aide rue Alibert",
    Keyword.NAME: "cherhce Paul Durand|CHERCHR Amira Benali|recherch Paul|naem Amira Benali|je cherhe Amira",
    Keyword.NOT_THERE: "pas concerné!|pas concernee|pas conserné|not concernd",
    Keyword.WITHDRAW: "anuler|annulr|annuller|withdrw|ANNULEZ",
    Keyword.STOP: "stpo|stopp|unsubscrib",
    Keyword.INFO: "inof|informtions",
}
INNOCENT = """Is Amira safe?|Safe place near Bastille?|sauf que je suis blessé|im safe but Paul is hurt|ça va ?|No one
    told me where to go|stop the bus|nom de l'hôpital ?|find my brother|help me find my sister|sale
    histoire|Ok on arrive|non mais c'est grave|annuler quoi ?|name of the street please|où est
    l'hôpital|Comme je te disais|safr|shop|aide-mémoire pour trouver le métro|Amira est en sécurité|safe to
    go out now?|Stop aux attentats|où est mon frère|safe et Paul non|Amira Benali|rendez-vous à 20 h|Vous
    avez des couvertures ?|start of the match|je suis en sécurité mais mon ami est blessé|no news from
    Paul|pas de nouvelles|the safe is locked|cherche appartement|find me a taxi"""

MORE_THAN_A_NUMBER = """and 2 people|with 2 people|2 kids|not 4 people|I see 2 people|2 people are dead|for 4 people?
    |pour 2 semaines|we are 30|4 people 12 rue Oberkampf|plus 2 personnes"""


def each(table: dict) -> list[tuple[str, Keyword]]:
    return [
        (" ".join(text.split()), keyword) for keyword, texts in table.items() for text in texts.split("|")
    ]


@pytest.mark.parametrize(("text", "keyword"), each(PLAIN))
def test_a_keyword_is_heard_in_both_languages(text, keyword):
    assert read(text).keyword == keyword


def test_nine_typing_errors_in_ten_are_forgiven_and_none_is_taken_for_another_word():
    heard = [(text, read(text).keyword, meant) for text, meant in each(TYPOS)]
    right = sum(keyword == meant for _text, keyword, meant in heard)
    wrong = [each for each in heard if each[1] not in (each[2], Keyword.OTHER)]
    assert wrong == []
    assert right >= 0.9 * len(heard), [each for each in heard if each[1] != each[2]]


@pytest.mark.parametrize("text", [" ".join(text.split()) for text in INNOCENT.split("|")])
def test_an_innocent_sentence_is_read_by_a_person(text):
    assert read(text).keyword == Keyword.OTHER


def test_what_comes_with_it_is_heard():
    assert read("AIDE 12 rue Oberkampf Paris, 4 personnes") == Said(
        Keyword.HELP, "12 rue Oberkampf Paris", "fr", 4, 0
    )
    assert read("help we are 3 at place de la république").adults == 3
    assert read("aide 2 adultes 1 enfant gare du nord") == Said(Keyword.HELP, "gare du nord", "fr", 2, 1)
    assert read("help 4 rue de Paris").adults == 0, "a house number is no crowd"
    assert read("safe, my name is Amira Benali").rest == "Amira Benali"
    assert read("NOM Zoé d'Arc 06 12 34 56 78").rest == "Zoé d'Arc 06 12 34 56 78"
    assert name_in("Je m'appelle Amira Benali") == "Amira Benali"
    assert name_in("je ne sais pas") == ""


@pytest.mark.parametrize(
    ("text", "adults", "children", "where"),
    [
        ("rue Oberkampf, family of five", 5, 0, "rue Oberkampf"),
        ("rue Oberkampf Paris, famille de cinq", 5, 0, "rue Oberkampf Paris"),
        ("nous sommes quatre, rue Alibert", 0, 0, None),
        ("nous sommes quatre gare du Nord", 4, 0, "gare du Nord"),
        ("on est une famille de 6 dont deux enfants, gare de l'est", 4, 2, "gare de l'est"),
        ("Bastille with my two kids", 1, 2, "Bastille"),
        ("12 rue Oberkampf, 4 of us", 4, 0, "12 rue Oberkampf"),
        ("rue du 4 septembre pour deux nuits", 0, 0, None),
        ("place des Deux Écus", 0, 0, "place des Deux Écus"),
        ("rue du Quatre Septembre", 0, 0, "rue du Quatre Septembre"),
        ("3 adultes et un bébé, Bataclan", 3, 1, "Bataclan"),
        ("4 people 12 rue Oberkampf Paris", 4, 0, "12 rue Oberkampf Paris"),
    ],
)
def test_how_many_is_heard_in_figures_and_in_words(text, adults, children, where):
    said = place_in(text)
    assert (said.adults, said.children) == (adults, children)
    assert where is None or said.rest == where


@pytest.mark.parametrize(
    ("text", "people"),
    [("4 people", (4, 0)), ("no, we are now 5 people", (5, 0)), ("famille de 5 dont 2 enfants svp", (3, 2))]
    + [(text.strip(), (0, 0)) for text in MORE_THAN_A_NUMBER.split("|")],
)
def test_a_text_tells_a_new_number_only_where_it_tells_nothing_else(text, people):
    assert how_many(text) == people


@pytest.mark.parametrize(
    ("text", "urgent"),
    [
        ("help we are locked in a cellar rue Bichat 6 people shots outside", True),
        ("Ma sœur est blessée à la jambe", True),
        ("I want to die", True),
        ("je suis sauvez", True),
        ("sauve", True),
        ("je suis sauve", False),
        ("je suis saine et sauve Amira Haddad", False),
        ("on entend des tirs", True),
        ("are the trains running", False),
        ("Vous avez des couvertures ?", False),
    ],
)
def test_words_of_danger_put_a_text_on_top(text, urgent):
    assert sounds_urgent(text) is urgent


@given(st.text(max_size=400))
def test_any_text_is_read(text):
    said = read(text)
    assert said.keyword in Keyword
    assert len(said.rest) <= len(text) + 1


@given(st.sampled_from([text for text, _keyword in each(PLAIN)]), st.text(max_size=60))
def test_whatever_follows_a_keyword_never_raises(keyword, rest):
    assert read(f"{keyword} {rest}").keyword in Keyword
