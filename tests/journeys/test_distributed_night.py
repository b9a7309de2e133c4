"""The same night on PostgreSQL and Redis: browser, API client, Celery worker, each in a process of its own."""

import json
import re
import urllib.request
from uuid import uuid4

import pytest
from playwright.sync_api import Browser

from tests.journeys.test_one_night import Phone
from tests.rig.processes import Site, wait_until

pytestmark = [pytest.mark.browser, pytest.mark.distributed]

AN_OPEN_DRILL = """
from tests import cast
crisis = cast.active_crisis(is_drill=True, name="Exercice", profile="open")
for n in range(2):
    at = cast.place((48.8675 + n / 10000, 2.3640))
    cast.boris_opens(crisis, place=at, contact=cast.anothers(), women_only=True)
print(crisis.slug)
"""


class Client:
    """A mobile client: JSON over HTTP, and the token it was given."""

    def __init__(self, site: Site):
        self.base, self.token = site.url + "/api/v1", ""

    def call(self, method: str, path: str, body: dict | None = None) -> dict:
        headers = {"Content-Type": "application/json", "Idempotency-Key": str(uuid4())}
        if self.token:
            headers["Authorization"] = f"Manage {self.token}"
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.base + path, data=data, headers=headers, method=method)
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.loads(answer.read() or b"{}")


def test_a_door_opened_by_web_is_found_by_api_and_matched_by_a_worker(
    browser: Browser, browser_context_args: dict, live_site: Site
):
    slug = live_site.python(AN_OPEN_DRILL).strip().splitlines()[-1]
    boris, amira = (
        Phone(browser.new_context(**browser_context_args), live_site, live=True) for _ in range(2)
    )
    client = Client(live_site)
    before = client.call("GET", f"/crises/{slug}/doors")

    boris.open(f"/en/c/{slug}/offer/")
    boris.step_to("where").fill("metro Republique")
    boris.step_to("entry").fill("code 4812B")
    boris.step_to("first_name").fill("Boris")
    boris.step_to("contact").fill("boris@example.org")
    boris.go_on("Continue")
    boris.press("Open my door")
    own_page = boris.page.url
    boris.page.get_by_role("link", name="Open the exercise mailbox").click()
    code = re.search(r"code is (\d{6})", boris.page.locator("main").inner_text()).group(1)
    boris.page.goto(own_page)
    boris.page.locator("[name=code]").fill(code)
    boris.press("Confirm")

    wait_until(lambda: client.call("GET", f"/crises/{slug}/doors") != before, what="the door among the doors")
    asked = client.call(
        "POST",
        f"/crises/{slug}/needs",
        {"adults": 1, "first_name": "Amira", "place": {"text": "rue Oberkampf"}},
    )
    client.token = asked["manage_token"]
    amira.open(f"/en/m/{client.token}/")
    assert "4812B" not in json.dumps(client.call("GET", "/own"))

    boris.sees("1 person needs your place")
    boris.press("Yes, they can come")
    amira.sees("A host said yes")
    assert "4812B" not in json.dumps(client.call("GET", "/own"))
    amira.press("I'm coming")
    amira.sees("code 4812B")
    assert "4812B" in json.dumps(client.call("GET", "/own"))
    boris.sees("Amira")
    amira.press("I am there")
    boris.press("My guest has arrived")
    amira.sees("You are sheltered")
    boris.sees("Your guest is with you")
    worker = next(process for process in live_site.processes if process.name == "worker")
    assert "deliver" in worker.text
