import pytest
from django.utils import translation

from matching.phrases import distance, minutes_on_foot, on_foot, phrase
from matching.vocabulary import CODE_WORDS


@pytest.mark.parametrize(
    ("code", "values", "words"),
    [
        ("distance", {"metres": 652}, "about 650 m away"),
        ("distance", {"metres": 1340}, "about 1.3 km away"),
        ("fits", {"persons": 1, "places": 4}, "room for 1 person"),
        ("fits", {"persons": 3, "places": 4}, "room for 3 people"),
        ("step_free", {}, "step-free as asked"),
        ("confirmed", {"minutes": 0}, "confirmed just now"),
        ("confirmed", {"minutes": 20}, "confirmed 20 minutes ago"),
        ("confirmed", {"minutes": 190}, "confirmed 3 hours ago"),
        ("common_language", {"language": "ar"}, "a language in common: العربية"),
        ("known", {"by": "vouched"}, "the host has spoken with a coordinator"),
        ("known", {"by": "account"}, "the host has an account here"),
        ("known", {"by": "answered"}, ""),
        ("waited", {"minutes": 41}, "they have waited for 41 minutes"),
        ("waited", {"minutes": 190}, "they have waited for 3 hours"),
        ("asked_in_vain", {"times": 2}, "asked in vain 2 times within the hour"),
        ("hosting", {"guests": 1}, "takes in 1 person already"),
        ("way", {"seconds": 610}, "11 minutes by the streets"),
        ("a code of next year", {}, ""),
    ],
)
def test_a_reason_is_a_sentence(code, values, words):
    with translation.override("en"):
        assert phrase(code, values) == words


def test_a_distance_is_told_too_coarsely_to_find_a_door_by_it():
    with translation.override("en"):
        assert {distance(metres) for metres in range(630, 670)} == {"650 m"}
        assert distance(3) == "50 m"


def test_the_walk_is_at_the_pace_of_somebody_tired():
    assert [minutes_on_foot(metres) for metres in (0, 72, 73, 720)] == [1, 1, 2, 10]


@pytest.mark.parametrize(
    ("metres", "within", "words"),
    [
        (652, 0, "about 650 m: 10 minutes on foot, in a straight line"),
        (652, 250, "about 650 m: 10 minutes on foot, in a straight line"),
        (52, 250, "less than 400 m: 5 minutes on foot at most, in a straight line"),
        (0, 850, "less than 900 m: 12 minutes on foot at most, in a straight line"),
    ],
)
def test_a_walk_is_told_no_finer_than_its_ends_are_known(metres, within, words):
    with translation.override("en"):
        assert on_foot(metres, within=within) == words


def test_code_words_can_be_typed_and_told_apart_and_none_is_french_alone():
    assert len(set(CODE_WORDS)) == len(CODE_WORDS) >= 40
    assert all(
        word.isascii() and word.isalpha() and word.islower() and len(word) <= 12 for word in CODE_WORDS
    )
    assert not {"girafe", "abricot", "guitare", "saturne", "muguet", "violon"} & set(CODE_WORDS)
