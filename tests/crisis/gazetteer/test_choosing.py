"""Nobody is asked a question whose answer they typed, and nobody is sent to a town they did not name."""

import pytest

from crisis.gazetteer.index import Index
from crisis.gazetteer.rows import Row, shipped_rows

REPUBLIQUE = (48.8674, 2.3636)


@pytest.fixture(scope="module")
def index() -> Index:
    return Index(shipped_rows())


def labels(index: Index, text: str, near=REPUBLIQUE) -> list[str]:
    return [hit.place.label for hit in index.search(text, near)]


@pytest.mark.parametrize("near", [None, REPUBLIQUE])
@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("gare du nord", "Gare du Nord, 75010 Paris"),
        ("gare de l'est", "Gare de l'Est, 75010 Paris"),
        ("gare de lyon", "Gare de Lyon, 75012 Paris"),
        ("hopital saint louis", "Hôpital Saint-Louis, 75010 Paris"),
        ("hopital bichat", "Hôpital Bichat, 75018 Paris"),
        ("stade de france", "Stade de France, Saint-Denis"),
        ("12 rue oberkampf 75011", "Rue Oberkampf, 75011 Paris"),
        ("rue oberkanpf", "Rue Oberkampf, 75011 Paris"),
        ("rue saint maur 75010", "Rue Saint Maur, 75010 Paris"),
        ("mairie du 11e", "Mairie du 11e, 75011 Paris"),
        ("metro oberkampf", "Métro Oberkampf, 75011 Paris"),
        ("place d'italie 75013", "Place d'Italie, 75013 Paris"),
        ("pont de neuilly", "Métro Pont de Neuilly, Neuilly-sur-Seine"),
        ("hôpital Georges Pompidou", "Hôpital Européen Georges Pompidou, 75015 Paris"),
    ],
)
def test_a_full_name_is_answered_by_one_place(index, text, label, near):
    assert labels(index, text, near) == [label]


def test_who_typed_a_street_is_not_offered_the_hospital_of_that_name(index):
    assert len(labels(index, "rue bichat")) == 1
    assert index.search("rue bichat", REPUBLIQUE)[0].row.kind == "street"


def test_who_typed_only_the_name_may_mean_either(index):
    assert {hit.row.kind for hit in index.search("bichat", REPUBLIQUE)} == {"street", "hospital"}
    assert {hit.row.kind for hit in index.search("oberkampf", REPUBLIQUE)} == {"street", "station"}


def test_a_street_named_after_paris_is_the_nearest_and_no_town_far_off(index):
    assert labels(index, "rue de paris")[0] == "Rue de Paris, 93260 Les Lilas"
    assert labels(index, "rue de paris montreuil") == ["Rue de Paris, 93100 Montreuil"]
    assert labels(index, "rue") == []


def test_street_and_postcode_that_contradict_each_other_are_both_shown(index):
    hits = index.search("12 rue bichat 75018", REPUBLIQUE)
    assert [(hit.row.kind, hit.row.postcode) for hit in hits] == [("street", "75010"), ("district", "75018")]


def test_the_right_postcode_wins_over_another(index):
    rows = [
        Row("street", "Rue du Puits", "75011", "Paris", 48.86, 2.38, 250, 3),
        Row("street", "Rue du Puits", "75020", "Paris", 48.87, 2.40, 250, -2),
    ]
    assert Index(rows).search("rue du puits 75020", (48.86, 2.38))[0].row.postcode == "75020"
    assert index.search("rue de charonne 75020", REPUBLIQUE)[0].row.postcode == "75020"
    assert "Rue de Charonne, 75011 Paris" in labels(index, "rue de charonne 75020")


@pytest.mark.parametrize("near", [None, REPUBLIQUE])
@pytest.mark.parametrize(
    "text",
    ["chez moi", "Chez nous", "à la maison", "a la maison", "ici", "ma maison", "home", "dans la rue",
     "10 rue saint maur prolongee", "je suis chez moi"],
)  # fmt: skip
def test_words_that_name_no_place_find_none(index, text, near):
    assert labels(index, text, near) == []


def test_home_with_a_postcode_is_somewhere_in_it(index):
    assert labels(index, "chez moi 75011") == ["11e arrondissement, 75011 Paris"]


def test_a_far_town_answers_to_its_own_name_only(index):
    assert labels(index, "Moye") == ["Moye (74)"]
    assert labels(index, "moi") == []
    assert "Marseille (13)" in labels(index, "Marseille")
    assert "Marseille (13)" not in labels(index, "marseile")
    assert labels(index, "Place Bellecour, Lyon") == ["Lyon (69)"]


def test_namesakes_in_two_towns_stay_a_question(index):
    assert len(labels(index, "place de la republique")) > 1


def test_one_place_under_two_rows_is_one_place_and_two_places_are_two():
    near = Row("site", "Gare du Sud", "75010", "Paris", 48.8700, 2.3600, 450, -1)
    station = Row("station", "Gare du Sud", "75010", "Paris", 48.8710, 2.3610, 200, 3, "Gare du Sud")
    other = Row("station", "Gare du Sud", "93000", "Bobigny", 48.9100, 2.4400, 200, 3, "Gare du Sud")
    assert len(Index([near, station]).search("gare du sud", REPUBLIQUE)) == 1
    assert len(Index([near, station, other]).search("gare du sud", REPUBLIQUE)) == 2
