"""Esma looks for Farid, Farid says that he is safe, Chen sees that it is him: phones with and without a script."""

import contextlib
import json
import re

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.test_one_night import Phone
from tests.rig.processes import Site, wait_until

pytestmark = pytest.mark.browser

A_DRILL = """
from tests import cast
print(cast.active_crisis(is_drill=True, name="Exercice", hotline="0 800 406 005").slug)
"""
READ_IT = """
from tests import cast
from crisis.search.models import Search
from crisis.search.actions.showing import show_search
for search in Search.objects.filter(crisis__slug="{}"):
    show_search(search=search, origin=cast.at_the_desk(search.crisis.declared_by), at=cast.now())
"""
CONFIRM = """
from tests import cast
from matching.leads.actions import confirm_lead
from matching.models import Lead
for lead in Lead.objects.filter(state="proposed").select_related("search__crisis", "crisis"):
    confirm_lead(lead=lead, origin=cast.at_the_desk(lead.crisis.declared_by), at=cast.now())
    print("confirmed")
"""


@pytest.fixture
def phone(browser: Browser, browser_context_args: dict, file_site: Site):
    with contextlib.ExitStack() as afterwards:

        def make(*, live: bool) -> Phone:
            context = browser.new_context(**browser_context_args, java_script_enabled=live)
            afterwards.callback(context.close)  # or its page goes on asking the server for news
            context.set_default_timeout(15_000)
            return Phone(context, file_site, live=live)

        yield make


def press(phone: Phone, selector: str) -> None:
    """A button by what it does, in whatever language it says so."""
    phone.page.locator(selector).first.click()
    phone.page.wait_for_load_state()


def next_group(phone: Phone) -> None:
    """The page asks the server about each group before it shows the next."""
    here = phone.page.locator("[data-progress]").inner_text()
    phone.page.locator("[data-next]").click()
    expect(phone.page.locator("[data-progress]")).not_to_have_text(here)


def fill(phone: Phone, name: str, words: str) -> None:
    field = phone.page.locator(f"[name={name}]").first
    while phone.live and not field.is_visible():
        next_group(phone)
    field.fill(words)


def go_on(phone: Phone) -> None:
    while phone.live and phone.page.locator("[data-next]").is_visible():
        next_group(phone)
    press(phone, "main form button[type=submit]")


def type_the_code(phone: Phone) -> None:
    own_page = phone.page.url
    phone.page.goto(own_page + "mailbox/")
    code = re.search(r"\b(\d{6})\b", phone.page.locator("main").inner_text()).group(1)
    phone.page.goto(own_page)
    phone.page.locator("[name=code]").fill(code)
    press(phone, "form[action$='/verify/'] button")


def esma_looks(phone: Phone, slug: str, language: str, *, their_email: str = "") -> None:
    phone.open(f"/{language}/c/{slug}/search/new/")
    fill(phone, "given_name", "Farid")
    fill(phone, "family_name", "Belkacem")
    fill(phone, "where", "rue Alibert")
    if their_email:
        fill(phone, "their_email", their_email)
    fill(phone, "first_name", "Esma")
    fill(phone, "contact", "esma@example.org")
    go_on(phone)
    press(phone, "button[value=send]")
    assert "/m/" in phone.page.url
    type_the_code(phone)


def farid_is_safe(phone: Phone, slug: str, language: str, *, audience: str) -> None:
    phone.open(f"/{language}/c/{slug}/safe/")
    phone.page.locator("[name=given_name]").fill("Farid")
    phone.page.locator("[name=family_name]").fill("Belkacem")
    phone.page.locator("[name=contact]").fill("farid@example.org")
    phone.page.locator(f"[name=audience][value={audience}]").check()
    press(phone, "button[name=status][value=safe]")
    assert "/m/" in phone.page.url


def confirmed(site: Site) -> bool:
    return "confirmed" in site.python(CONFIRM)


@pytest.mark.parametrize(
    ("live", "language"), [(True, "fr"), (False, "en")], ids=["live in French", "by reload in English"]
)
def test_a_family_hears_that_somebody_is_safe_who_let_them_know(phone, file_site: Site, live, language):
    slug = file_site.python(A_DRILL).strip().splitlines()[-1]
    esma, farid = phone(live=live), phone(live=live)
    esma_looks(esma, slug, language, their_email="farid@example.org")
    page = esma.page.url
    file_site.python(READ_IT.format(slug))
    wait_until(lambda: "/search/" in _read_again(esma, page), what="the link to the public page")
    esma.does_not_see("Farid B.")

    farid_is_safe(farid, slug, language, audience="contacts")
    wait_until(lambda: confirmed(file_site), what="a lead to confirm")
    esma.sees("Farid B.")
    esma.does_not_see("farid@example.org")

    esma.page.locator("details:has(form[action$='/found/']) summary").click()
    press(esma, "form[action$='/found/'] button")
    assert esma.page.locator("form[action$='/reopen/']").count() == 1


def test_who_let_nobody_know_stays_with_the_coordinators(phone, file_site: Site):
    slug = file_site.python(A_DRILL).strip().splitlines()[-1]
    esma, farid = phone(live=True), phone(live=False)
    esma_looks(esma, slug, "en", their_email="farid@example.org")
    before = esma.page.locator("main").inner_text()
    farid_is_safe(farid, slug, "en", audience="named")
    expect(farid.page.locator("main")).to_contain_text("Nobody: you named no one.")
    wait_until(lambda: confirmed(file_site), what="a lead to confirm")
    esma.page.wait_for_timeout(2_000)
    assert esma.page.locator("main").inner_text() == before, "nothing moved"
    esma.page.reload()
    esma.does_not_see("Farid B.")
    esma.page.goto(esma.page.url + "mailbox/")
    assert "There is news" not in esma.page.locator("main").inner_text()


def test_whoever_checked_in_changes_their_mind(phone, file_site: Site):
    slug = file_site.python(A_DRILL).strip().splitlines()[-1]
    farid = phone(live=False)
    farid_is_safe(farid, slug, "fr", audience="contacts")
    farid.page.locator("a[href$='/edit/']").click()
    farid.page.locator("[name=audience][value=named]").check()
    press(farid, "button[name=status][value=not_there]")
    farid.page.locator("details:has(form[action$='/withdraw/']) summary").click()
    press(farid, "form[action$='/withdraw/'] button")
    assert farid.page.locator("form[action$='/withdraw/']").count() == 0


def _read_again(phone: Phone, page: str) -> str:
    phone.page.goto(page)
    return json.dumps(
        [link.get_attribute("href") for link in phone.page.locator("main a[href*='/search/']").all()]
    )
