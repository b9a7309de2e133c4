"""A coarse point is bettered later by an outside geocoder, where one is switched on, and never for a drill."""

from dataclasses import replace

import pytest

from crisis.shelter.improving import improve_points
from tests.cast import active_crisis, boris_opens, now, place
from tests.crisis.gazetteer.test_outside import ban, service  # noqa: F401  fixtures

pytestmark = pytest.mark.django_db
STREET = replace(place(label="12 rue oberkampf 75011"), exactness="street", radius_m=800, source="gazetteer")


def test_a_street_becomes_an_address_once_the_geocoder_answers(ban):  # noqa: F811
    offer = boris_opens(active_crisis(), place=STREET)
    assert improve_points(at=now()) == 1
    offer.place.refresh_from_db()
    assert (offer.place.exactness, offer.place.source, offer.place.lat) == ("address", "ban", 48.86402)
    assert improve_points(at=now()) == 0
    assert len(ban.asked) == 1


def test_a_pin_its_owner_placed_is_never_moved(ban):  # noqa: F811
    boris_opens(active_crisis(), place=place(label="12 rue oberkampf 75011"))
    assert improve_points(at=now()) == 0
    assert ban.asked == []


def test_a_drills_addresses_are_asked_of_nobody(ban):  # noqa: F811
    boris_opens(active_crisis(is_drill=True), place=STREET)
    assert improve_points(at=now()) == 0
    assert ban.asked == []


def test_with_no_geocoder_named_nothing_is_asked(service):  # noqa: F811
    boris_opens(active_crisis(), place=STREET)
    assert improve_points(at=now()) == 0
    assert service.asked == []
