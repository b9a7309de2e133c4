"""One night in two browsers: Boris opens his door, Amira asks, and in the end she is inside."""

import contextlib
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.rig.processes import Site, wait_until

pytestmark = pytest.mark.browser

A_DRILL = """
from tests import cast
print(cast.active_crisis(is_drill=True, name="Exercice").slug)
"""
WAIT = 15_000


class Phone:
    """A phone in somebody's hand; `live`: it has scripts, so that news comes by itself."""

    def __init__(self, context: BrowserContext, site: Site, *, live: bool):
        self.page: Page = context.new_page()
        self.site, self.live = site, live

    def open(self, path: str) -> None:
        self.page.goto(self.site.url + path)

    def go_on(self, label: str) -> None:
        """Press Next until the last group, then the button that sends; without a script there is one page."""
        while self.live and self.page.locator("[data-next]").is_visible():
            self.page.locator("[data-next]").click()
        self.press(label)

    def press(self, label: str) -> None:
        self.page.get_by_role("button", name=label, exact=True).first.click()
        self.page.wait_for_load_state()

    def step_to(self, name: str):
        """The field called `name`, whichever group it is in."""
        field = self.page.locator(f"[name={name}]").first
        while self.live and not field.is_visible():
            self.page.locator("[data-next]").click()
        return field

    def sees(self, words: str) -> None:
        """By itself with a script; by looking again without."""
        if self.live:
            expect(self.page.locator("#live")).to_contain_text(words, timeout=WAIT)
            return

        def there() -> bool:
            self.page.reload()
            return words in self.page.locator("main").inner_text()

        wait_until(there, seconds=WAIT / 1000, what=words)

    def does_not_see(self, words: str) -> None:
        assert words not in self.page.locator("main").inner_text()


@pytest.fixture
def phones(browser: Browser, browser_context_args: dict, file_site: Site):
    """`phones(live=…)` → Boris's and Amira's, in French, each in a browser of its own."""

    with contextlib.ExitStack() as afterwards:

        def make(*, live: bool) -> tuple[Phone, Phone]:
            both = [browser.new_context(**browser_context_args, java_script_enabled=live) for _ in range(2)]
            for context in both:
                afterwards.callback(context.close)  # or their pages go on asking the server for news
            return Phone(both[0], file_site, live=live), Phone(both[1], file_site, live=live)

        yield make


@pytest.mark.parametrize("live", [True, False], ids=["live", "by reload"])
def test_from_an_open_door_to_a_guest_inside(phones: Callable, file_site: Site, live: bool):
    slug = file_site.python(A_DRILL).strip().splitlines()[-1]
    boris, amira = phones(live=live)

    boris.open(f"/en/c/{slug}/offer/")
    boris.step_to("where").fill("metro Republique")
    boris.step_to("entry").fill("code 4812B, 3rd floor")
    boris.step_to("first_name").fill("Boris")
    boris.step_to("contact").fill("boris@example.org")
    boris.go_on("Continue")
    boris.press("Open my door")
    own_page = boris.page.url
    boris.sees("Type the code we sent you")
    boris.page.get_by_role("link", name="Open the exercise mailbox").click()
    code = re.search(r"code is (\d{6})", boris.page.locator("main").inner_text()).group(1)
    boris.page.goto(own_page)
    boris.page.locator("[name=code]").fill(code)
    boris.press("Confirm")
    boris.sees("Nobody has been sent to you yet")

    amira.open(f"/en/c/{slug}/need/")
    amira.step_to("where").fill("rue Oberkampf, Paris")
    amira.step_to("first_name").fill("Amira")
    amira.go_on("Continue")
    amira.press("Look for a place")
    amira.sees("We asked a host at")
    amira.does_not_see("4812B")

    boris.sees("1 person needs your place")
    boris.does_not_see("Amira")
    boris.press("Yes, they can come")
    amira.sees("A host said yes")
    amira.does_not_see("4812B")

    amira.press("I'm coming")
    amira.sees("code 4812B, 3rd floor")
    amira.sees("metro Republique")
    boris.sees("Your guest is on the way")
    boris.sees("Amira")
    word = amira.page.locator(".big").inner_text()
    assert boris.page.locator(".big").inner_text() == word

    amira.press("I am there")
    boris.press("My guest has arrived")
    amira.sees("You are sheltered")
    boris.sees("Your guest is with you")
