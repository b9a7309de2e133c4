"""Paris as people type it, with no network: at least 27 of 30 within 400 m, the others say how coarse they are.

True points: [a] the public position of the building named, from general maps; [v] the bike station at that
corner; [m] the metro entrance. None is the row that answers. `near` is the crisis centre, as in the forms.
"""

import pytest

from crisis.gazetteer.index import Index
from crisis.gazetteer.places import Exactness, metres_between
from crisis.gazetteer.rows import shipped_rows

REPUBLIQUE = (48.8674, 2.3636)

THIRTY = [
    ("bd voltaire", 48.8579, 2.3797),  # [m] its middle, at the town hall of the 11th
    ("12 rue oberkampf 75011", 48.8637, 2.3676),  # [a]
    ("metro Republique", 48.8674, 2.3636),  # [a] the statue
    ("hopital saint louis", 48.8738, 2.3683),  # [a]
    ("rue alibert", 48.8716, 2.3676),  # [v] Alibert - Bichat
    ("rue de la fontaine au roi", 48.8687, 2.3738),  # [a]
    ("bataclan", 48.8631, 2.3707),  # [a]
    ("rue oberkamf", 48.8654, 2.3785),  # [a] its middle
    ("place de la republik", 48.8674, 2.3636),  # [a]
    ("boulevar voltaire", 48.8579, 2.3797),  # [m]
    ("92 rue de charonne", 48.8537, 2.3821),  # [a]
    ("gare du nord", 48.8805, 2.3553),  # [a]
    ("gare de l'est", 48.8768, 2.3592),  # [a]
    ("M° Père Lachaise", 48.8628, 2.3872),  # [m]
    ("hop. lariboisiere", 48.8823, 2.3530),  # [a]
    ("pitié salpétrière", 48.8386, 2.3627),  # [a]
    ("hôpital Georges Pompidou", 48.8389, 2.2735),  # [a]
    ("bd richard lenoir", 48.8598, 2.3716),  # [m] Richard-Lenoir
    ("quai de jemmapes", 48.8726, 2.3650),  # [a] its middle
    ("place de la nation", 48.8483, 2.3958),  # [a]
    ("rue st maur paris 11", 48.8655, 2.3785),  # [a] its middle
    ("av parmentier 75011", 48.8654, 2.3750),  # [m] Parmentier
    ("bastille", 48.8532, 2.3692),  # [a] the column
    ("mairie du 11e", 48.8589, 2.3794),  # [a]
    ("stade de france", 48.9245, 2.3602),  # [a]
    ("rue bichat 10e", 48.8722, 2.3672),  # [v] its middle
    ("tour eifel", 48.8584, 2.2945),  # [a]
    ("place d'italie 75013", 48.8313, 2.3556),  # [a]
    ("hopital st antoine", 48.8490, 2.3835),  # [a]
    ("rue du fg du temple", 48.8700, 2.3710),  # [a] its middle
]


@pytest.fixture(scope="module")
def index() -> Index:
    return Index(shipped_rows())


def test_twenty_seven_of_thirty_are_found_within_400_metres(index):
    missed = [told for text, *truth in THIRTY if (told := _missed(index, text, truth))]
    for told in missed:
        print(told)
    assert len(THIRTY) - len(missed) >= 27, missed


def test_those_that_are_missed_say_how_coarse_they_are(index):
    for text, *truth in THIRTY:
        if _missed(index, text, truth):
            hits = index.search(text, REPUBLIQUE, 1)
            assert not hits or hits[0].place.radius_m >= 400, text


def _missed(index: Index, text: str, truth) -> str:
    hits = index.search(text, REPUBLIQUE, 1)
    if not hits:
        return f"{text}: nothing found"
    place = hits[0].place
    away = round(metres_between(place.lat, place.lon, *truth))
    return "" if away <= 400 else f"{text}: {place.label}, {away} m away, said within {place.radius_m} m"


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("metro oberkampf", "Métro Oberkampf, 75011 Paris"),
        ("oberkampf street", "Métro Oberkampf, 75011 Paris"),
        ("hopital bichat", "Hôpital Bichat, 75018 Paris"),
        ("rue oberkampf", "Rue Oberkampf, 75011 Paris"),
        ("Saint-Denis", "Saint-Denis, 93200"),
        ("richardlenoir", "Métro Richard Lenoir, 75011 Paris"),
        ("boulevardvoltaire", "Boulevard Voltaire, 75011 Paris"),
        ("charonne rue de", "Rue de Charonne, 75011 Paris"),
        ("rue diderot vincennes", "Rue Diderot, 94300 Vincennes"),
        ("12 rue fontaine, 75009", "Rue la Fontaine, 75009 Paris"),
        ("rue la fontaine 75016", "Rue la Fontaine, 75016 Paris"),
        ("rue mercoeur", "Rue Mercoeur, 75011 Paris"),
    ],
)
def test_the_kind_that_was_meant_comes_first(index, text, label):
    assert index.search(text, REPUBLIQUE, 1)[0].place.label == label


@pytest.mark.parametrize(
    "text", ["paris 11", "75011", "11e", "11ème arrondissement", "rue qui n'existe pas 75011"]
)
def test_a_district_is_answered_as_a_district(index, text):
    place = index.search(text, REPUBLIQUE, 1)[0].place
    assert (place.label, place.exactness) == ("11e arrondissement, 75011 Paris", Exactness.DISTRICT)
    assert place.radius_m > 800


def test_an_unknown_street_of_a_known_town_is_answered_by_the_town(index):
    place = index.search("rue qu'on ne connait pas, saint denis", REPUBLIQUE, 1)[0].place
    assert (place.label, place.exactness) == ("Saint-Denis, 93200", Exactness.TOWN)


def test_nonsense_finds_nothing(index):
    assert index.search("qwrtz pfft", REPUBLIQUE) == []


def test_a_namesake_near_the_crisis_is_preferred(index):
    argenteuil = (48.9472, 2.2467)
    assert "Argenteuil" in index.search("rue de la république", argenteuil, 1)[0].place.label
