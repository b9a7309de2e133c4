"""Chen watches the map while other processes open doors. A real browser, the real server."""

import json

import pytest
from playwright.sync_api import expect

from tests.crisis.livemap.test_sockets import OPEN_A_DOOR, SET_UP
from tests.rig.processes import wait_until

pytestmark = pytest.mark.browser

NEWS_MS = 3_000  # a message, at most a second of gathering, one round of requests


@pytest.fixture
def chens_map(file_site, context, page):
    told = json.loads(file_site.python(SET_UP))
    context.add_cookies([{"name": "sessionid", "value": told["chen"], "url": file_site.url}])
    page.set_viewport_size({"width": 1280, "height": 800})
    foreign = []
    page.on("request", lambda asked: asked.url.startswith(file_site.url) or foreign.append(asked.url))
    page.goto(f"{file_site.url}/en/desk/{told['slug']}/")
    page.wait_for_selector(".mark")
    page.wait_for_selector("[data-live-state].matched")
    yield page, file_site, told
    assert [url for url in foreign if not url.startswith(("ws:", "data:", "blob:"))] == []


def shown(page) -> int:
    return int(page.inner_text("[data-count=doors]"))


def test_the_map_moves_while_another_process_opens_doors(chens_map):
    page, site, told = chens_map
    before = shown(page)
    site.python(OPEN_A_DOOR.format(**told))
    expect(page.locator("[data-count=doors]")).to_have_text(str(before + 1), timeout=NEWS_MS)
    expect(page.locator(".mark text").filter(has_text="2")).to_be_visible(timeout=NEWS_MS)


def test_what_is_read_in_a_popup_stays_while_news_come(chens_map):
    page, site, told = chens_map
    page.locator(".mark").first.click()
    popup = page.locator(".leaflet-popup-content")
    expect(popup.get_by_role("link", name="See the case")).to_have_attribute(
        "href", f"/en/desk/{told['slug']}/offer/{told['offer']}/"
    )
    before = shown(page)
    site.python(
        "from crisis.activation.models import Crisis; from tests import cast\n"
        f"crisis = Crisis.objects.get(slug='{told['slug']}')\n"
        "cast.boris_opens(crisis, place=cast.place((48.85, 2.33)))"
    )
    expect(page.locator("[data-count=doors]")).to_have_text(str(before + 1), timeout=NEWS_MS)
    expect(popup).to_be_visible()


def test_the_figures_follow_the_filters(chens_map):
    page, _, _ = chens_map
    before = shown(page)
    page.locator("summary").filter(has_text="Filters").click()
    page.select_option("[data-states-of=doors]", "paused")
    expect(page.locator("[data-count=doors]")).to_have_text("0", timeout=NEWS_MS)
    page.select_option("[data-states-of=doors]", "")
    expect(page.locator("[data-count=doors]")).to_have_text(str(before), timeout=NEWS_MS)
    for minutes, words in (("45", "45 min ago"), ("65", "1 h 05 ago"), ("240", "4 h ago")):
        page.locator("[data-ago]").fill(minutes)
        expect(page.locator("[data-ago-said]")).to_have_text(words)
    expect(page.locator("[data-live-state]")).to_contain_text("As it stood at")


def test_the_list_beside_it_moves_too(chens_map):
    page, site, told = chens_map
    site.python("from crisis.activation.models import Crisis; from tests import cast\n"
                f"cast.amira_asks(Crisis.objects.get(slug='{told['slug']}'), adults=9)")  # fmt: skip
    expect(page.locator("#waiting")).to_contain_text("9 people", timeout=NEWS_MS)


def test_a_server_that_fell_is_found_again_and_nothing_is_missed(chens_map):
    page, site, told = chens_map
    before = shown(page)
    site.processes[-1].kill9()
    page.wait_for_selector("[data-live-state].waiting")
    site.python(OPEN_A_DOOR.format(**told))
    site.start_asgi()
    page.wait_for_selector("[data-live-state].matched", timeout=20_000)
    expect(page.locator("[data-count=doors]")).to_have_text(str(before + 1), timeout=8_000)


def test_a_layer_goes_and_comes_with_its_box(chens_map):
    page, _, _ = chens_map
    page.uncheck("[data-layer=doors]")
    wait_until(lambda: page.locator(".mark").count() == 0, seconds=5, what="the doors to go")
    page.check("[data-layer=doors]")
    page.wait_for_selector(".mark")


def test_a_removed_colleague_loses_the_map(file_site, context, page):
    told = json.loads(file_site.python(SET_UP))
    context.add_cookies([{"name": "sessionid", "value": told["second"], "url": file_site.url}])
    page.goto(f"{file_site.url}/en/desk/{told['slug']}/")
    page.wait_for_selector("[data-live-state].matched")
    file_site.python(
        "from crisis.activation.models import Membership; from tests import cast\n"
        "from crisis.activation.actions import remove_colleague\n"
        f"members = Membership.objects.filter(crisis__slug='{told['slug']}')\n"
        "m = members.exclude(person=members.first().crisis.declared_by).get()\n"
        "remove_colleague(crisis=m.crisis, person=m.person, at=cast.now(),\n"
        "    origin=cast.at_the_desk(m.crisis.declared_by))"
    )
    page.wait_for_selector("#livemap", state="detached", timeout=8_000)


def test_anybody_may_open_the_map_of_areas_and_finds_no_door_on_it(file_site, page):
    told = json.loads(file_site.python(SET_UP))
    page.goto(f"{file_site.url}/en/c/{told['slug']}/doors/")
    assert page.locator(".leaflet-container").count() == 0
    with page.expect_response("**/doors.json*") as answer:
        page.click("[data-show-map]")
    page.wait_for_selector(".leaflet-container")
    assert answer.value.json()["cells"] == []
    assert told["offer"] not in page.content()
