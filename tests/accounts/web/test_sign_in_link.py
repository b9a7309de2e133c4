"""Signing in by a link, and the two pages that say what this service is and does with data."""

import pytest
from django.test import Client

from accounts.sign_in.link import issue_sign_in_link
from tests import cast

pytestmark = pytest.mark.django_db


def test_looking_at_the_link_uses_nothing_up():
    path = issue_sign_in_link(cast.chen())
    for _ in range(3):  # mail scanners follow links
        assert Client().get(path).status_code == 200
    assert Client().post(path).status_code == 302


def test_the_button_signs_in_once():
    path, client = issue_sign_in_link(cast.chen()), Client()
    assert client.post(path).status_code == 302
    assert client.get("/en/me/").status_code == 200
    answer = Client().post(path.replace("/fr/", "/en/"))
    assert answer.status_code == 410 and "used already" in answer.content.decode()


def test_who_is_suspended_does_not_come_in():
    chen = cast.chen(suspended_at=cast.now())
    client = Client()
    assert client.post(issue_sign_in_link(chen)).status_code == 410
    assert client.get("/en/me/").status_code == 302


def test_an_unknown_link_looks_like_a_used_one():
    assert Client().get("/en/sign-in/nothing/").status_code == 200
    assert Client().post("/en/sign-in/nothing/").status_code == 410


def test_the_privacy_page_names_who_is_asked_outside(settings):
    def page() -> str:
        return Client().get("/en/privacy/").content.decode()

    assert "nobody outside is asked" in page() and "loads anything from anybody else" in page()
    settings.GEOCODERS, settings.MAP_TILE_URL = ["ban"], "https://tiles.example.org/{z}/{x}/{y}.png"
    assert "looked up with ban" in page() and "tiles.example.org" in page()


def test_the_service_says_what_is_not_checked():
    assert "Not checked: who people are" in Client().get("/en/about/").content.decode()
