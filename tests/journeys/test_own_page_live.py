"""Boris's own page brings itself up to date, and never throws away what he types."""

import json

import pytest
from playwright.sync_api import expect

from tests.crisis.livemap.test_sockets import SET_UP

pytestmark = pytest.mark.browser

PAUSE = (
    "from crisis.shelter.models import Offer; from crisis.shelter.actions.offers import pause_offer\n"
    "from tests import cast\n"
    "pause_offer(offer=Offer.objects.get(public_id='{}'), origin=cast.WEB, at=cast.now())"
)


@pytest.fixture
def boriss_page(file_site, page):
    told = json.loads(file_site.python(SET_UP))
    with page.expect_websocket() as opening:
        page.goto(f"{file_site.url}/en/m/{told['token']}/")
    opening.value.wait_for_event("framereceived")
    return page, file_site, told


def test_his_page_shows_what_another_process_changed(boriss_page):
    page, site, told = boriss_page
    page.evaluate("document.body.dataset.same = 'yes'")
    before = page.inner_text("#live")
    site.python(PAUSE.format(told["offer"]))
    expect(page.locator("#live")).not_to_have_text(before, timeout=3_000)
    expect(page.locator("#live")).to_contain_text("aused", timeout=3_000)
    assert page.evaluate("document.body.dataset.same") == "yes", "brought up to date, not loaded anew"


def test_half_typed_words_survive_the_news(boriss_page):
    page, site, told = boriss_page
    page.evaluate(
        "() => { const input = document.createElement('input'); input.id = 'half';"
        " document.getElementById('live').append(input); }"
    )
    page.fill("#half", "I will be th")
    site.python(PAUSE.format(told["offer"]))
    expect(page.locator("[data-live-news]")).to_be_visible(timeout=4_000)
    assert page.input_value("#half") == "I will be th"
