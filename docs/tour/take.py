"""Takes the README's pictures from a running server: python docs/tour/take.py http://localhost:8000 SIGN_IN_LINK

SIGN_IN_LINK is what `manage.py sign_in_link` prints. Needs Chromium; run it while the exercise plays,
after half past midnight by its clock: then families look and leads come up.
"""

import os
import re
import shutil
import sys
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

HERE = Path(__file__).parent
PHONE = {"width": 390, "height": 760}
DESK = {"width": 1280, "height": 800}


def step_through(page: Page, fields: dict[str, str], send: str) -> None:
    for name, value in fields.items():
        while not page.locator(f"[name={name}]").first.is_visible():
            page.locator("[data-next]").click()
        page.locator(f"[name={name}]").first.fill(value)
    while page.locator("[data-next]").is_visible():
        page.locator("[data-next]").click()
    page.get_by_role("button", name="Continue", exact=True).click()
    page.get_by_role("button", name=send, exact=True).click()


def look_for_somebody(desk: Page, phone: Page, site: str, slug: str) -> None:
    """A public search of the exercise, what a look-up of its name finds, and the leads of the desk."""
    desk.goto(f"{site}/en/desk/{slug}/searches/?state=open")
    public = desk.locator("li", has=desk.locator(".pill.open")).locator("h3 a").first
    found = public.get_attribute("href").rstrip("/").split("/")[-1]
    phone.goto(f"{site}/en/c/{slug}/search/{found}/")
    phone.screenshot(path=HERE / "search.png")
    name = phone.locator("h1").inner_text()
    phone.goto(f"{site}/en/c/{slug}/find/")
    phone.locator("[name=name]").fill(name)
    phone.get_by_role("button", name="Look", exact=True).click()
    phone.screenshot(path=HERE / "find.png")
    desk.goto(f"{site}/en/desk/{slug}/leads/")
    desk.screenshot(path=HERE / "leads.png")


def take(site: str, sign_in_link: str) -> None:
    with sync_playwright() as playwright:
        path = os.environ.get("CHROMIUM_PATH") or shutil.which("chromium")
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        desk = browser.new_page(viewport=DESK, locale="en-GB")
        desk.goto(sign_in_link)
        desk.locator("main form button").click()
        slug = desk.locator("a[href*='/queue/']").first.get_attribute("href").split("/")[3]
        desk.goto(f"{site}/en/desk/{slug}/")
        desk.wait_for_timeout(4000)
        desk.screenshot(path=HERE / "map.png")

        host = browser.new_context(viewport=PHONE, locale="en-GB").new_page()
        host.goto(f"{site}/en/c/{slug}/")
        host.screenshot(path=HERE / "crisis.png")
        host.goto(f"{site}/en/c/{slug}/offer/")
        fields = {"where": "rue Oberkampf 75011", "first_name": "Boris", "contact": "boris@example.org"}
        step_through(host, fields, "Open my door")
        own_page = host.url
        host.get_by_role("link", name="Open the exercise mailbox").click()
        code = re.search(r"code is (\d{6})", host.locator("main").inner_text()).group(1)
        host.goto(own_page)
        host.locator("[name=code]").fill(code)
        host.get_by_role("button", name="Confirm", exact=True).click()
        host.wait_for_timeout(3000)
        host.screenshot(path=HERE / "host.png")

        guest = browser.new_context(viewport=PHONE, locale="en-GB").new_page()
        guest.goto(f"{site}/en/c/{slug}/need/")
        step_through(guest, {"where": "metro Oberkampf"}, "Look for a place")
        guest.wait_for_timeout(2500)
        guest.screenshot(path=HERE / "need.png")

        look_for_somebody(desk, guest, site, slug)

        desk.goto(f"{site}/api/docs/")
        desk.wait_for_timeout(2500)
        desk.screenshot(path=HERE / "api.png")
        browser.close()


if __name__ == "__main__":
    take(sys.argv[1].rstrip("/"), sys.argv[2])
