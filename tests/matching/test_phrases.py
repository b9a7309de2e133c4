import pytest
from django.utils import translation

from matching.phrases import distance, minutes_on_foot, phrase


@pytest.mark.parametrize(
    ("code", "values", "words"),
    [
        ("distance", {"metres": 652}, "650 m away"),
        ("distance", {"metres": 1340}, "1.3 km away"),
        ("fits", {"persons": 1, "places": 4}, "room for 1 person"),
        ("fits", {"persons": 3, "places": 4}, "room for 3 people"),
        ("step_free", {}, "step-free as asked"),
        ("confirmed", {"minutes": 0}, "confirmed just now"),
        ("confirmed", {"minutes": 20}, "confirmed 20 minutes ago"),
        ("confirmed", {"minutes": 190}, "confirmed 3 hours ago"),
        ("common_language", {"language": "ar"}, "a language in common: العربية"),
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
