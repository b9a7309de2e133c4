"""Amira's form, a few questions at a time: what is wrong is told where it was typed, and Back sends nothing twice."""

import re

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

CRISIS = "from tests import cast\nprint(cast.active_crisis().slug)"
HOW_MANY = "from crisis.shelter.models import Need\nprint(Need.objects.filter(crisis__slug='{}').count())"


@pytest.fixture
def form(file_site, page: Page) -> Page:
    page.goto(f"{file_site.url}/en/c/{file_site.python(CRISIS).strip()}/need/")
    return page


def answers(page: Page, name: str, text: str, then: str = "Next") -> None:
    page.fill(f"[name={name}]", text)
    page.get_by_role("button", name=then, exact=True).click()


def at_step(page: Page, number: int) -> None:
    expect(page.locator("[data-progress]")).to_have_text(f"Step {number} of 4")


def through(page: Page) -> None:
    answers(page, "adults", "2")
    at_step(page, 2)
    answers(page, "where", "rue Oberkampf, Paris")
    at_step(page, 3)
    page.get_by_role("button", name="Next", exact=True).click()
    at_step(page, 4)
    page.fill("[name=first_name]", "Amira")


def asked_once(page: Page, where: str) -> None:
    """A server's first place builds an index. The page waits four seconds; a busy machine needs more."""
    token = page.input_value("[name=csrfmiddlewaretoken]")
    look = {"csrfmiddlewaretoken": token, "step": "look", "group": "1", "adults": "2", "where": where}
    assert page.request.post(page.url, form=look, headers={"Referer": page.url}).status == 400


def test_a_place_nobody_knows_is_told_at_its_step_and_nothing_typed_is_lost(form):
    asked_once(form, "zzkqj plof")
    answers(form, "adults", "2")
    at_step(form, 2)
    answers(form, "where", "zzkqj plof")
    expect(form.get_by_role("alert")).to_contain_text("We do not know this place")
    at_step(form, 2)
    expect(form.locator("[name=where]")).to_have_value("zzkqj plof")
    expect(form.locator("[name=adults]")).to_have_value("2")
    answers(form, "where", "rue Oberkampf, Paris")
    at_step(form, 3)


def test_a_wrong_number_is_told_at_its_step(form):
    through(form)
    answers(form, "contact", "06 12", then="Continue")
    expect(form.get_by_role("alert")).to_contain_text("06 12 34 56 78")
    at_step(form, 4)
    expect(form.locator("[name=first_name]")).to_have_value("Amira")
    answers(form, "contact", "06 12 34 56 78", then="Continue")
    expect(form.locator("h1")).to_contain_text("Check")


def test_one_answer_is_changed_from_the_check_without_walking_through_the_others(form):
    through(form)
    form.get_by_role("button", name="Continue", exact=True).click()
    form.get_by_role("button", name=re.compile("^Change Adults")).click()
    answers(form, "adults", "3", then="Continue")
    expect(form.locator("h1")).to_contain_text("Check")
    expect(form.locator("main")).to_contain_text("3")


def test_with_no_network_for_a_moment_the_next_step_comes_all_the_same(form):
    form.route("**/need/", lambda route: route.abort())
    answers(form, "adults", "2")
    at_step(form, 2)


def test_the_browsers_back_and_a_second_send_lead_to_the_page_one_has(form, file_site):
    asked = form.url
    through(form)
    form.get_by_role("button", name="Continue", exact=True).click()
    form.get_by_role("button", name="Look for a place").click()
    form.wait_for_url("**/m/*/")
    own = form.url
    for _ in range(6):
        form.wait_for_load_state("networkidle")  # what comes by Back may lead on by itself
        form.go_back()
        if form.locator("[data-progress]").count():
            break
    at_step(form, 4)
    form.get_by_role("button", name="Continue", exact=True).click()
    form.wait_for_url(own)
    expect(form.get_by_role("status").first).to_contain_text("You sent this already")
    slug = re.search("/c/(.+)/need/", asked)[1]
    assert file_site.python(HOW_MANY.format(slug)).strip() == "1"
