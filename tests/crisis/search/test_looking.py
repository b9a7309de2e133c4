"""A name finds; age, place, time and clothes only move the order; and each hit says why, no finer than is public."""

import pytest
from django.utils import translation

from crisis.activation.models import Crisis
from crisis.search.looking import MOST, Wanted, district_meant, look_for
from crisis.search.models import PublicSearch
from crisis.search.why_words import figure_of, reason, reasons
from matching.engine.names import Why
from tests import cast

pytestmark = pytest.mark.django_db
ALONE = {"age_min": 34, "sex": "male", "district": "Paris 10", "description": "dark green coat"}


@pytest.fixture
def crisis() -> Crisis:
    return cast.active_crisis()


def farid(crisis: Crisis, **said):
    return cast.esma_searches(crisis, public=True, **said)


def told(crisis: Crisis, **wanted) -> list[list[str]]:
    with translation.override("en"):
        return [reasons(copy.reasons) for copy in look_for(crisis, Wanted(**wanted))]


def test_a_hit_says_what_sounds_the_same_how_far_the_ages_and_the_districts_are_apart(crisis):
    farid(crisis, last_seen_at=cast.now())
    (why,) = told(
        crisis, name="Farid Belkassem", age_min=37, sex="female", district="Paris 11", seen=cast.now()
    )
    assert why == [
        "1 name is the same",
        "1 name sounds the same",
        "their ages are 3 years apart",
        "one is a woman, the other a man",
        "last seen about 2 km apart, from district to district",
        "last seen within an hour of each other",
    ]


@pytest.mark.parametrize("name", ["", " ", "f", "?!", "%"])
def test_no_name_lists_nobody_whatever_else_is_known(crisis, name):
    farid(crisis)
    assert look_for(crisis, Wanted(name=name, **ALONE)) == []
    assert look_for(crisis, Wanted(name="Dana Durand", **ALONE)) == [], "nor does the name of somebody else"


@pytest.mark.parametrize(
    "known",
    [{"age_min": 60}, {"sex": "female"}, {"district": "Paris 20"}, {"description": "a red coat, glasses"}],
)
def test_what_else_is_known_puts_the_likeliest_first_and_hides_nobody(crisis, known):
    other = {"age_min": 60, "sex": "female", "description": "Red coat, glasses.", "contact": "o@example.org"}
    place = cast.place((48.8632, 2.4007), "Place Gambetta")
    here, there = farid(crisis), farid(crisis, place=place, **other)
    found = [copy.public_id for copy in look_for(crisis, Wanted(name="Farid Belkacem", **known))]
    assert found == [there.public_id, here.public_id]


def test_a_few_at_most_are_shown(crisis):
    for letter in "abcdefghijkl":
        farid(crisis, family_name=f"Belkacem {letter}", contact=f"{letter}@example.org")
    assert len(look_for(crisis, Wanted(name="Farid Belkacem"))) == MOST == 10


def test_no_reason_tells_where_in_a_district_somebody_was_seen(crisis):
    """Somebody who looks from every place around reads the same of both."""

    def read(point: tuple[float, float]) -> list:
        PublicSearch.objects.all().delete()
        farid(crisis, place=cast.place(point), contact=f"{point[0]}@example.org")
        assert PublicSearch.objects.get().last_seen_words == "Paris 10"
        return [told(crisis, name="Farid Belkacem", district=f"Paris {n}") for n in range(1, 21)]

    south, north = read(cast.ALIBERT), read((48.8800, 2.3590))
    assert south == north
    assert len({str(each) for each in south}) > 3, "while districts do tell"


def test_words_for_a_place_are_a_district_or_nothing(crisis):
    assert (
        district_meant(crisis, "12 rue Alibert")
        == district_meant(crisis, "hôpital Saint-Louis")
        == "Paris 10"
    )
    assert district_meant(crisis, "zzqqxx") == district_meant(crisis, "  ") == ""


def test_every_reason_the_engine_gives_has_words_and_no_other_does():
    with translation.override("en"):
        assert not [code for code in Why if not reason(code, 1)]
    assert reason("a code of next year", 1) == "" and reasons([("a code of next year", 1)]) == []


@pytest.mark.parametrize(
    ("code", "figure", "words"),
    [
        ("metres_apart", 0, "less than 1 km apart"),
        ("metres_apart", 1_830, "about 1.8 km apart"),
        ("districts_apart", 0, "last seen in the same district"),
        ("districts_apart", 400, "last seen about 1 km apart, from district to district"),
        ("hours_apart", 72, "last seen 3 days apart"),
        ("same_description", 1, "1 word of the description is the same"),
    ],
)
def test_a_figure_is_said_no_finer_than_it_is_known(code, figure, words):
    with translation.override("en"):
        assert reason(code, figure) == words


def test_no_figure_is_given_where_the_code_says_it_all():
    assert (figure_of("sex_differs", 0), figure_of("age_apart", 3)) == (None, 3)
