"""What the four entry pages weigh on the wire, files and all, as the real server sends them."""

import gzip
import json
import re
import urllib.request

import pytest

from tests.journeys.pages import ENTRY_PAGES

# Any backend would serve the same bytes.
pytestmark = pytest.mark.sqlite_only

KILOBYTE = 1024
PAGE_AND_STYLE, SCRIPTS = 14 * KILOBYTE, 6 * KILOBYTE
REQUESTS_BEFORE_FIRST_PAINT = 3
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
def slugs(shared_site) -> list[str]:
    return json.loads(shared_site.python(SET_UP))


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
def test_an_entry_page_arrives_on_a_bad_network(shared_site, slugs, page: str, language: str, drill: bool):
    path = f"/{language}" + page.format(slug=slugs[drill])
    page_and_style, scripts, requests = weigh(shared_site.url, path)
    assert page_and_style <= PAGE_AND_STYLE
    assert scripts <= SCRIPTS
    assert requests <= REQUESTS_BEFORE_FIRST_PAINT
