"""What the entry pages weigh on the wire, files and all, as the real server sends them."""

import gzip
import json
import re
import urllib.request

import pytest
from playwright.sync_api import Page, Request

from tests.journeys.pages import ENTRY_PAGES

# Any backend would serve the same bytes.
pytestmark = pytest.mark.sqlite_only

KILOBYTE = 1024
PAGE_AND_STYLE, SCRIPTS = 14 * KILOBYTE, 6 * KILOBYTE
REQUESTS_BEFORE_FIRST_PAINT = 3
FIRST_VISIT = AFTERWARDS = 20 * KILOBYTE
COPIED = """async path => {
  for (let tries = 0; tries < 300; tries += 1) {
    if (await caches.match(path, { ignoreVary: true })) return;
    await new Promise(done => setTimeout(done, 100));
  }
  throw new Error(`${path} was not copied`);
}"""
REST = "navigator.serviceWorker.ready.then(known => known.active.postMessage({ rest: location.pathname }))"
SET_UP = """
import json
from tests import cast
crisis = cast.active_crisis(name="Budgets", official_url="https://example.org/", hotline="0 800 406 005")
drill = cast.active_crisis(crisis.declared_by, name="Budgets exercice", is_drill=True)
print(json.dumps([crisis.slug, drill.slug]))
"""
STYLE = re.compile(r'<link rel="stylesheet" href="([^"]+)"')
SCRIPT = re.compile(r'<script(?=[^>]* src="([^"]+)")([^>]*)>')


@pytest.fixture(scope="module")
def slugs(file_site) -> list[str]:
    return json.loads(file_site.python(SET_UP))


def fetch(address: str) -> tuple[str, int]:
    """(text, bytes on the wire) for a browser that takes gzip.

    A page is counted as it comes. Style and script: as collectstatic compresses them for a deployment; the embedded
    server, one hop away, sends them as they are.
    """
    request = urllib.request.Request(address, headers={"Accept-Encoding": "gzip"})
    with urllib.request.urlopen(request, timeout=10) as answer:
        body = answer.read()
        if answer.headers.get("Content-Encoding") == "gzip":
            return gzip.decompress(body).decode(), len(body)
    return body.decode(), len(body) if b"<!doctype" in body[:20] else len(gzip.compress(body))


def weigh(site: str, path: str) -> tuple[int, int, int]:
    """(bytes of HTML and CSS, bytes of JavaScript, requests before the first paint)."""
    page, size = fetch(site + path)
    styles, scripts = STYLE.findall(page), SCRIPT.findall(page)
    blocking = [address for address, words in scripts if not re.search(r"\b(defer|async|module)\b", words)]
    style = sum(fetch(site + address)[1] for address in styles)
    script = sum(fetch(site + address)[1] for address, _words in scripts)
    return size + style, script, 1 + len(styles) + len(blocking)


@pytest.mark.parametrize("drill", [False, True], ids=["real", "drill"])
@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("page", ENTRY_PAGES)
def test_an_entry_page_arrives_on_a_bad_network(file_site, slugs, page: str, language: str, drill: bool):
    path = f"/{language}" + page.format(slug=slugs[drill])
    page_and_style, scripts, requests = weigh(file_site.url, path)
    assert page_and_style <= PAGE_AND_STYLE
    assert scripts <= SCRIPTS
    assert requests <= REQUESTS_BEFORE_FIRST_PAINT


def crossed(request: Request) -> int:
    """Bytes of an answer on the wire, its head too; 0 from the browser's own store."""
    sizes = request.sizes()
    return sizes["responseHeadersSize"] + sizes["responseBodySize"]


@pytest.mark.browser
def test_the_whole_check_in_page_is_light_on_a_first_visit(file_site, slugs, page: Page):
    """All there is until the service worker stands ready and the page is kept; then, at leisure, the other forms."""
    asked: list[Request] = []
    page.context.on("requestfinished", lambda request: asked.append(request))
    path = f"/fr/c/{slugs[0]}/"
    page.goto(f"{file_site.url}{path}safe/")
    page.evaluate(COPIED, f"{path}safe/")
    assert any(each.url.endswith("/sw.js") for each in asked)
    # The browser does not say how long a worker's own script was, and a headless one may not ask for the manifest.
    unsaid = fetch(f"{file_site.url}/sw.js")[1] + fetch(f"{file_site.url}/fr/manifest.webmanifest")[1]
    first = sum(crossed(each) for each in asked) + unsaid
    assert first <= FIRST_VISIT
    asked.clear()
    page.evaluate(REST)
    page.evaluate(COPIED, path)
    assert sum(crossed(each) for each in asked) <= AFTERWARDS
