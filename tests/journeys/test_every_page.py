"""Every page, in a real browser: accessible, narrow enough, quiet, in one language, whole without a script."""

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.journeys.pages import areas
from tests.journeys.sweep import (
    AXE_SCRIPT,
    BY_NIGHT,
    DUMB_FORMS,
    SMALL_TARGETS,
    TOO_WIDE,
    axe_faults,
    foreign_words,
    frame_faults,
)
from tests.rig.processes import Site

pytestmark = pytest.mark.browser

BUILD = "from tests.journeys.pages import build; build()"
AREAS = ("public", "own", "desk", "api")
# Swagger UI is somebody else's page, shipped whole: its headings, colours, widths and small links are not ours to
# mend. That it asks nobody else and stays within the policy is looked at all the same.
NOT_OURS = "/api/docs/"
ASKED = (
    "is accessible by day", "is accessible by night", "fits 320 px", "has targets of 44 px", "is quiet",
    "asks nobody else", "speaks French", "speaks English", "is whole without a script",
)  # fmt: skip
PHONE = {"width": 390, "height": 844}
NO_PAGE_THERE = ("/m/unknown-link/",)


@dataclass
class Tour:
    """What was seen, by question."""

    site: Site
    scripted: Page
    plain: Page
    addresses: dict[str, list[str]]
    shut: str
    said: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    seen: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    # The ways of colouring that were readable, by day and by night.
    read: set[str] = field(default_factory=set)

    def note(self, question: str, path: str, faults: list[str]) -> None:
        self.seen[question] += [f"{path}: {fault}" for fault in faults]


@pytest.fixture(scope="module")
def tour(browser: Browser, browser_context_args: dict, file_site: Site) -> Iterator[Tour]:
    told = json.loads(file_site.python(BUILD))
    scripted = browser.new_context(**browser_context_args)
    scripted.add_init_script(AXE_SCRIPT)
    _sign_in(scripted, file_site.url + told["sign_in"])
    session = scripted.storage_state()
    plain = browser.new_context(**browser_context_args, java_script_enabled=False, storage_state=session)
    tour = Tour(
        file_site,
        scripted.new_page(),
        plain.new_page(),
        areas(told),
        f"/m/{told['links']['offer suspended']}/",
    )
    _listen(tour)
    yield tour
    scripted.close()
    plain.close()


def _sign_in(context: BrowserContext, link: str) -> None:
    page = context.new_page()
    page.goto(link)
    page.locator("main form button").click()
    page.wait_for_url("**/desk/**")
    page.close()


@pytest.mark.parametrize("area", AREAS)
def test_every_page(tour: Tour, area: str):
    """One test an area, so that two processes never visit the same page."""
    tour.seen.clear()
    for path in tour.addresses[area]:
        _visit(tour, area, path)
    faults = {question: found for question, found in tour.seen.items() if found}
    assert set(tour.seen) == set(ASKED) and not faults, "\n".join(
        f"not every page of {area} {question}:\n" + "\n".join(found) for question, found in faults.items()
    )


def _visit(tour: Tour, area: str, path: str) -> None:
    _look(tour, area, path)
    _look_without_a_script(tour, area, path)


def _look(tour: Tour, area: str, path: str) -> None:
    page = tour.scripted
    tour.asked.clear()
    page.emulate_media(color_scheme="light")
    page.set_viewport_size(PHONE)
    page.goto(_address(tour, area, path, "fr"), wait_until="load")
    for question, faults in _seen(page, path, _language(area, page, "fr"), tour.read).items():
        tour.note(question, path, faults)
    own = urlsplit(tour.site.url).netloc
    schemes = ("http", "https", "ws", "wss")
    away = [url for url in tour.asked if urlsplit(url).scheme in schemes and urlsplit(url).netloc != own]
    # A page that says "not found" or "closed" is heard by the console as well.
    refused = path in (*NO_PAGE_THERE, tour.shut)
    tour.note("is quiet", path, [] if refused else [*tour.said])
    tour.note("asks nobody else", path, away)


def _listen(tour: Tour) -> None:
    """To what the console says, policy violations among it, and to what is asked.

    What the last page still said is not this one's. (An empty page in between would cost a new process each time.)
    """
    page, said, asked = tour.scripted, tour.said, tour.asked
    page.on("framenavigated", lambda frame: frame == page.main_frame and said.clear())
    page.on("console", lambda line: line.type in ("error", "warning") and said.append(line.text[:300]))
    page.on("pageerror", lambda error: said.append(str(error)[:300]))
    page.on("request", lambda request: asked.append(request.url))
    page.on("websocket", lambda live: asked.append(live.url))


def _seen(page: Page, path: str, language: str, read: set[str]) -> dict[str, list[str]]:
    if path == NOT_OURS:
        return {}
    seen = {
        "speaks French": frame_faults(page, language) + foreign_words(page, language),
        "has targets of 44 px": page.evaluate(SMALL_TARGETS),
        "is accessible by day": axe_faults(page, read),
    }
    page.emulate_media(color_scheme="dark")
    seen["is accessible by night"] = axe_faults(page, read, BY_NIGHT)
    page.set_viewport_size({"width": 320, "height": 700})
    return seen | {"fits 320 px": page.evaluate(TOO_WIDE)}


def _look_without_a_script(tour: Tour, area: str, path: str) -> None:
    page = tour.plain
    answer = page.goto(_address(tour, area, path, "en"), wait_until="domcontentloaded")
    expected = 404 if path in NO_PAGE_THERE else 403 if path == tour.shut else 200
    missing = [f"answered {answer.status}"] if answer.status != expected else []
    if path != NOT_OURS:
        if len(page.locator("main").inner_text()) < 40:
            missing.append("nothing in <main>")
        missing += page.evaluate(DUMB_FORMS)
        language = _language(area, page, "en")
        faults = frame_faults(page, language) + foreign_words(page, language)
        tour.note("speaks English", path, faults)
    tour.note("is whole without a script", path, missing)


def _language(area: str, page: Page, asked: str) -> str:
    """The API's pages have one address in all languages and follow the reader's browser."""
    return asked if area != "api" else page.evaluate("document.documentElement.lang")


def _address(tour: Tour, area: str, path: str, language: str) -> str:
    return tour.site.url + ("" if area == "api" else f"/{language}") + path
