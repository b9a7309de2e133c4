""" "Tell me on this phone": tapped, told by the server's push, shown, tapped, and off again; and what a refusal says.

Headless Chromium reaches no push service: its subscription stands in here, and the browser is handed the push.
"""

import json

import pytest
from playwright.sync_api import Page, expect

from tests.rig.browser import whole_browser as browser  # noqa: F401

pytestmark = pytest.mark.browser

SEED = """
from django.db import transaction
from accounts.links.actions import issue_manage_link
from tests import cast
with transaction.atomic():
    crisis = cast.active_crisis(cast.chen(), name="Push")
    offer = cast.boris_opens(crisis)
    about = {"subject_kind": "offer", "subject": offer.public_id, "crisis_id": crisis.pk}
    print(issue_manage_link(person=offer.owner, **about))
"""
DEVICES = "from accounts.push.models import PushDevice; print(PushDevice.objects.count())"
SERVICE = """() => {
  const key = document.querySelector("form[data-push]").dataset.key;
  const raw = Uint8Array.from(atob(key.replace(/-/g, "+").replace(/_/g, "/")), each => each.charCodeAt(0)).buffer;
  const given = { endpoint: "https://fcm.googleapis.com/wp/abc", options: { applicationServerKey: raw },
    getKey: name => name === "p256dh" ? raw : new Uint8Array(16).buffer };
  let subscribed = null;
  PushManager.prototype.getSubscription = async () => subscribed;
  PushManager.prototype.subscribe = async () => subscribed = given;
}"""
SHOWN = """async () => (await (await navigator.serviceWorker.ready).getNotifications())
  .map(each => [each.title, each.body, each.data.url])"""


@pytest.fixture
def own(file_site, page: Page) -> Page:
    page.goto(f"{file_site.url}/en/m/{file_site.python(SEED).strip()}/")
    page.wait_for_function("navigator.serviceWorker.ready.then(each => each.active.state === 'activated')")
    return page


def test_a_push_is_shown_without_a_name_and_a_tap_opens_the_page(own: Page, file_site):
    own.context.grant_permissions(["notifications"], origin=file_site.url)
    own.reload()
    own.evaluate(SERVICE)
    own.locator("[data-push-on]").click()
    expect(own.locator("[data-push-said]")).to_contain_text("shows you when there is news")
    assert file_site.python(DEVICES).strip() == "1"

    told = {"title": "Porte Ouverte", "body": "There is news on your page.", "url": own.url, "tag": "one"}
    hand_over(own, file_site.url, told)
    own.wait_for_function(
        "navigator.serviceWorker.ready.then(each => each.getNotifications()).then(all => all.length)"
    )
    assert own.evaluate(SHOWN) == [["Porte Ouverte", "There is news on your page.", own.url]]
    [worker] = own.context.service_workers
    opened = worker.evaluate("""async url => {
      const opened = [];
      self.clients.openWindow = async each => { opened.push(each); };
      for (const at of [url + "news/", "https://evil.example.org/"]) {
        let done;
        onPushClick({ notification: { close() {}, data: { url: at } }, waitUntil: each => { done = each; } });
        await done;
      }
      return opened;
    }""", own.url)  # fmt: skip
    assert opened == [f"{own.url}news/", "/"]

    own.locator("[data-push-off]").click()
    expect(own.locator("[data-push-said]")).to_contain_text("nothing any more")
    assert file_site.python(DEVICES).strip() == "0"


def test_whoever_refuses_reads_that_nothing_is_lost(own: Page):
    own.evaluate("Notification.requestPermission = async () => 'denied'")
    own.locator("[data-push-on]").click()
    expect(own.locator("[data-push-said]")).to_contain_text("we write to your contact as before")


def hand_over(page: Page, origin: str, told: dict) -> None:
    """As the push service would."""
    registrations: list[dict] = []
    tools = page.context.new_cdp_session(page)
    tools.on(
        "ServiceWorker.workerRegistrationUpdated", lambda event: registrations.extend(event["registrations"])
    )
    tools.send("ServiceWorker.enable")
    page.wait_for_timeout(300)
    ours = next(each for each in registrations if each["scopeURL"] == f"{origin}/")
    pushed = {"origin": origin, "registrationId": ours["registrationId"], "data": json.dumps(told)}
    tools.send("ServiceWorker.deliverPushMessage", pushed)
