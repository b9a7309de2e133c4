"""What was typed is understood as one place, or asked about; never read past."""

import pytest

from crisis.shelter.places import chosen, find_places
from tests import cast
from tests.crisis.shelter.web.test_asking import amira, boris, crisis  # noqa: F401

pytestmark = pytest.mark.django_db


def found(where: str):
    return find_places(cast.active_crisis(), where=where, lat=None, lon=None)


def test_the_house_number_that_was_typed_stands_beside_the_street_that_was_found(amira):  # noqa: F811
    page = amira(where="12 rue oberkampf 75011").content.decode()
    assert "12 rue oberkampf 75011</bdi>" in page and "Rue Oberkampf, 75011 Paris" in page
    assert "Which of these places do you mean?" not in page


def test_a_station_typed_in_full_is_not_asked_about(amira):  # noqa: F811
    page = amira(where="gare du nord").content.decode()
    assert "Which of these places do you mean?" not in page and "Gare du Nord, 75010 Paris" in page


def test_street_and_postcode_far_apart_are_a_question():
    places = found("12 rue bichat 75018")
    assert len(places) == 2 and chosen(places, "") is None


def test_a_street_at_the_edge_of_the_postcode_typed_is_no_question_of_where():
    places = found("12 rue oberkampf 75010")
    assert chosen(places, "") == places[0] and places[0].label == "Rue Oberkampf, 75011 Paris"


def test_home_is_no_place():
    assert found("chez moi") == []
