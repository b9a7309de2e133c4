"""With no network: what Amira fills in is kept on her phone, said so, and sent once when the network is back."""

import json

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from tests.rig.browser import whole_browser as browser  # noqa: F401

pytestmark = pytest.mark.browser

CRISIS = "from tests import cast\nprint(cast.active_crisis(name='Offline', hotline='0 800 406 005').slug)"
CHECK_INS = """
from crisis.checkin.models import CheckIn
import json
print(json.dumps(sorted(CheckIn.objects.filter(crisis__name="Offline").values_list("given_name", flat=True))))
"""
NEEDS = "from crisis.shelter.models import Need\nprint(Need.objects.filter(crisis__name='Offline').count())"
COPIED = """async path => {
  for (let tries = 0; tries < 300; tries += 1) {
    if (await caches.match(path, { ignoreVary: true })) return;
    await new Promise(done => setTimeout(done, 100));
  }
  throw new Error(`${path} was not copied`);
}"""
REST = "navigator.serviceWorker.ready.then(known => known.active.postMessage({ rest: location.pathname }))"
AS_IF_UNANSWERED = """
outbox.all().then(async all => {
  for (const form of all) await outbox.put({ ...form, state: "waiting", body: sessionStorage.getItem(form.id) });
})"""
REMEMBERED = "outbox.all().then(all => all.forEach(form => sessionStorage.setItem(form.id, form.body)))"
STATES = "outbox.all().then(all => all.map(form => form.state).join())"
A_DAY_AGO = "outbox.all().then(all => Promise.all(all.map(form => outbox.put({ ...form, at: form.at - 25 * 3600e3 }))))"
SIGNED_IN = """
from django.test import Client
from crisis.activation.models import Crisis
coordinator = Client()
coordinator.force_login(Crisis.objects.filter(name="Offline").latest("pk").declared_by)
[(name, cookie)] = [each for each in coordinator.cookies.items() if "session" in each[0]]
print(name, cookie.value)
"""
THREE_DAYS_AGO = "outbox.all().then(([form]) => outbox.put({ ...form, since: form.since - 73 * 3600e3 }))"


@pytest.fixture(scope="module")
def slug(file_site) -> str:
    return file_site.python(CRISIS).strip()


@pytest.fixture
def phone(file_site, slug: str, page: Page) -> Page:
    """A phone that opened one form while there was a network; it has none now."""
    page.set_default_timeout(15_000)
    page.on("dialog", lambda asked: asked.accept())
    goes(page, file_site.url, slug, "safe/")
    page.evaluate(REST)  # what it does by itself five seconds later
    page.evaluate(COPIED, f"/en/c/{slug}/")
    page.context.set_offline(True)
    return page


def goes(page: Page, site: str, slug: str, where: str) -> None:
    page.goto(f"{site}/en/c/{slug}/{where}")


def says_safe(page: Page, site: str, slug: str, name: str) -> None:
    goes(page, site, slug, "safe/")
    tells(page, name)


def tells(page: Page, name: str) -> None:
    page.fill("[name=given_name]", name)
    page.fill("[name=contact]", f"{name.lower()}@example.org")
    page.locator("button[value=safe]").click()
    page.wait_for_url("**/kept/")


def asks_for_a_place(page: Page, where: str) -> None:
    page.fill("[name=adults]", "2")
    page.get_by_role("button", name="Next", exact=True).click()
    page.fill("[name=where]", where)
    for _ in range(2):
        page.get_by_role("button", name="Next", exact=True).click()
    page.fill("[name=first_name]", "Amira")
    page.get_by_role("button", name="Continue", exact=True).click()


def count(page: Page, text: str) -> None:
    expect(page.locator("[data-kept-said]")).to_have_text(text, timeout=15_000)


def network_returns(context: BrowserContext) -> None:
    context.set_offline(False)


def test_three_check_ins_wait_and_each_arrives_once(phone: Page, file_site, slug: str):
    """Kept pages repeat the server's id: filled in three times, the third must not push out the others."""
    says_safe(phone, file_site.url, slug, "Amira")
    expect(phone.locator("[data-kept]")).to_contain_text("Kept on this phone. Not sent yet.")
    expect(phone.locator("main")).to_contain_text("0 800 406 005")
    phone.go_back()
    tells(phone, "Amira")  # pressed again: still one
    count(phone, "Not sent yet: 1")
    phone.go_back()
    tells(phone, "Boris")  # the browser's Back: another person on the same sheet
    says_safe(phone, file_site.url, slug, "Chen")
    count(phone, "Not sent yet: 3")
    goes(phone, file_site.url, slug, "offer/")
    expect(phone.locator("[data-outbox]")).to_have_text("Waiting on this phone, not sent yet: 3")
    goes(phone, file_site.url, slug, "kept/")
    phone.evaluate(REMEMBERED)

    network_returns(phone.context)
    count(phone, "Nothing is waiting to be sent.")
    own = [link.get_attribute("href") for link in phone.locator("[data-page]").all()]
    phone.evaluate(AS_IF_UNANSWERED)  # the answers had been lost on the way: all three go out again
    phone.reload()
    count(phone, "Nothing is waiting to be sent.")
    assert [link.get_attribute("href") for link in phone.locator("[data-page]").all()] == own
    assert json.loads(file_site.python(CHECK_INS)) == ["Amira", "Boris", "Chen"]
    phone.locator("[data-page]").first.click()
    phone.wait_for_url("**/m/*/")
    expect(phone.locator("h1")).to_have_text("I am safe")
    goes(phone, file_site.url, slug, "kept/")
    phone.evaluate(A_DAY_AGO)
    phone.reload()  # whoever holds the phone the next day finds no key to Amira's page
    count(phone, "Nothing is kept on this phone.")
    phone.wait_for_function("outbox.all().then(all => !all.length)")


def test_a_new_version_copies_no_page_of_somebody_signed_in(phone: Page, file_site, slug: str):
    """It fetches with the cookies of the moment."""
    network_returns(phone.context)
    [worker], path = phone.context.service_workers, f"/en/c/{slug}/safe/"
    again = """async path => {
      await (await caches.open(CACHE)).delete(path, ANY);
      await take(path);
      return !!await caches.match(path, ANY);
    }"""
    assert worker.evaluate(again, path)
    name, value = file_site.python(SIGNED_IN).split()
    phone.context.add_cookies([{"name": name, "value": value, "url": file_site.url}])
    assert not worker.evaluate(again, path)


def test_a_need_goes_straight_out_and_one_with_a_question_comes_back_with_its_answers(
    phone: Page, file_site, slug: str
):
    for where in ("rue Oberkampf, Paris", "zzkqj plof"):
        goes(phone, file_site.url, slug, "need/")
        asks_for_a_place(phone, where)
        phone.wait_for_url("**/kept/")
    network_returns(phone.context)
    expect(phone.locator("[data-kept]")).to_contain_text("Not sent: it needs one more answer from you.")
    count(phone, "Not sent yet: 1")
    assert file_site.python(NEEDS).strip() == "1"
    phone.get_by_role("button", name="See what is asked").click()
    expect(phone.get_by_role("alert")).to_contain_text("We do not know this place")
    expect(phone.locator("[name=first_name]")).to_have_value("Amira")
    phone.fill("[name=where]", "rue Oberkampf, Paris")
    phone.get_by_role("button", name="Continue", exact=True).click()
    phone.get_by_role("button", name="Look for a place").click()
    phone.wait_for_url("**/m/*/")
    assert file_site.python(NEEDS).strip() == "2"
    goes(phone, file_site.url, slug, "kept/")
    assert phone.evaluate(STATES) == "sent"


def test_a_service_too_busy_to_answer_is_no_refusal(phone: Page, file_site, slug: str):
    network_returns(phone.context)

    def busy(route: Route) -> None:
        route.fulfill(status=503, headers={"Retry-After": "600"}, body="busy")

    phone.context.route("**/safe/", busy)
    says_safe(phone, file_site.url, slug, "Dana")
    expect(phone.locator("[data-kept]")).to_contain_text("The service was too busy to answer.")
    phone.context.unroute("**/safe/")
    phone.reload()
    assert phone.evaluate(STATES) == "waiting"  # ten minutes were asked for
    phone.context.clear_cookies()  # the form's token belongs to no cookie any more
    phone.get_by_role("button", name="Send now").click()
    count(phone, "Nothing is waiting to be sent.")
    phone.get_by_role("button", name="Delete from this phone").click()
    count(phone, "Deleted from this phone.")
    assert phone.evaluate(STATES) == ""


def test_after_three_days_it_is_not_sent_and_that_is_said(phone: Page, file_site, slug: str):
    says_safe(phone, file_site.url, slug, "Esma")
    phone.evaluate(THREE_DAYS_AGO)
    network_returns(phone.context)
    expect(phone.locator("[data-kept]")).to_contain_text(
        "Never sent: after 72 hours it may no longer be true."
    )
    assert "Esma" not in file_site.python(CHECK_INS)
    assert phone.evaluate("outbox.all().then(([form]) => form.body)") == ""
