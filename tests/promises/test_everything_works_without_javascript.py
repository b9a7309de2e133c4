"""Promise 7. A browser that runs no script knows only what the HTML says: it fills in forms and presses buttons.

Every page looked at this way: tests/journeys/test_every_page.py; a whole night: tests/journeys/test_one_night.py.
"""

import re

import pytest
from django.test import Client

from crisis.shelter.models import Need, Offer
from matching.models import Match
from tests import cast
from tests.crisis.shelter.web.test_asking import NEED, OFFER, hidden
from tests.matching.web.test_own_pages import both

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("form", "said", "made"), [("offer", OFFER, Offer), ("need", NEED, Need)])
def test_a_post_is_written_read_back_and_sent_by_forms_alone(form, said, made):
    path, client = f"/en/c/{cast.active_crisis().slug}/{form}/", Client()
    page = client.get(path).content.decode()
    untils = re.findall(r'name="until" value="([^"]+)"', page)
    given = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page))
    check = client.post(path, given | said | {"step": "check"} | ({"until": untils[1]} if untils else {}))
    answer = client.post(path, hidden(check.content.decode()) | {"step": "send"}, follow=True)
    assert made.objects.count() == 1 and "/m/" in answer.request["PATH_INFO"]


def test_the_handshake_is_all_buttons():
    match = cast.proposed(cast.active_crisis())
    boris, amira = both(match)
    for owner, verb, state in (
        (boris, "accept", "accepted"),
        (amira, "coming", "coming"),
        (amira, "arrived", "coming"),
        (boris, "arrived", "arrived"),
    ):
        assert _presses(owner, verb).status_code == 302
        assert Match.objects.get().state == state


def _presses(owner, verb: str):
    """Press the button the page has for it, with the fields beside it and no others."""
    form = re.search(rf'<form[^>]*action="([^"]*/{verb}/)"[^>]*>(.*?)</form>', owner.sees(), re.DOTALL)
    assert form and re.search(r"<button(?![^>]*type=\"button\")", form.group(2)), f"no button to {verb}"
    fields = re.findall(r'<input[^>]*name="(\w+)"[^>]*value="([^"]*)"', form.group(2))
    return owner.client.post(form.group(1), dict(fields))
