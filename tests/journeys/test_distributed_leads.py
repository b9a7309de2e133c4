"""A lead found by a worker in another process reaches the family's page by itself, or nobody."""

import pytest
from playwright.sync_api import Browser

from tests.journeys.test_distributed_night import Client
from tests.journeys.test_looking_for_somebody import A_DRILL, confirmed, esma_looks
from tests.journeys.test_one_night import Phone
from tests.rig.processes import Site, wait_until

pytestmark = [pytest.mark.browser, pytest.mark.distributed]
FARID = {"status": "safe", "given_name": "Farid", "family_name": "Belkacem", "contact": "farid@example.org"}
LEADS = """
from matching.models import Lead
print("leads", Lead.objects.count(), Lead.objects.filter(state="confirmed").count())
"""


def test_a_lead_found_by_a_worker_reaches_the_familys_page_or_nobody(
    browser: Browser, browser_context_args: dict, live_site: Site
):
    slug = live_site.python(A_DRILL).strip().splitlines()[-1]
    esma = Phone(browser.new_context(**browser_context_args), live_site, live=True)
    esma_looks(esma, slug, "en", their_email="farid@example.org")
    before = esma.page.locator("main").inner_text()
    worker = next(process for process in live_site.processes if process.name == "worker")

    quiet = Client(live_site).call("POST", f"/crises/{slug}/check-ins", FARID | {"audience": "named"})
    wait_until(lambda: confirmed(live_site), what="the worker's lead, to confirm")
    assert "deliver" in worker.text
    esma.page.wait_for_timeout(3_000)
    assert esma.page.locator("main").inner_text() == before, "Farid told nobody"

    farid = Client(live_site)
    farid.token = quiet["manage_token"]
    farid.call("PATCH", "/own", {"audience": "contacts"})
    esma.sees("Farid B.")  # the lead stands; now he lets those who know his address know
    assert "leads 1 1" in live_site.python(LEADS)
