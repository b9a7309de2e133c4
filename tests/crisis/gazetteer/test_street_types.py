"""A street's type comes back where a source writes it, and is never guessed."""

import pytest

from crisis.gazetteer.compiling.sources import Row
from crisis.gazetteer.compiling.street_types import restore_types
from crisis.gazetteer.index import Index
from crisis.gazetteer.rows import shipped_rows


def bare() -> Row:
    return Row("street", "Alibert", "75010", "Paris", 48.87104, 2.3661, 250, -2)


def witness(name: str, lat: float = 48.8713, city: str = "Paris") -> Row:
    return Row("site", name, "75010", city, lat, 2.3680, 150)


def test_an_address_nearby_gives_the_type_back():
    street = bare()
    assert restore_types([street], [witness("Le Carillon, rue Alibert")]) == 1
    assert (street.name, street.weight) == ("Rue Alibert", 1)


@pytest.mark.parametrize(
    "witnesses",
    [
        [],
        [witness("Le Carillon, rue Alibert", lat=48.90)],
        [witness("Le Carillon, rue Alibert", city="Pantin")],
        [witness("Le Carillon, rue Alibert"), witness("Kiosque, place Alibert")],
        [witness("Café Alibert")],
    ],
)
def test_without_one_clear_witness_it_stays_unsaid(witnesses):
    street = bare()
    assert restore_types([street], witnesses) == 0
    assert street.name == "Alibert"


def test_the_shipped_file_says_rue_alibert():
    labels = [hit.place.label for hit in Index(shipped_rows()).search("4 rue alibert", (48.87, 2.37))]
    assert labels == ["Rue Alibert, 75010 Paris"]
