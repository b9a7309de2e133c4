"""Promise 1. Everybody at once over HTTP, by the pages and by the API, on the real server.

Threads on the actions themselves: tests/crisis/shelter/test_ledger.py, tests/matching/test_rivals.py.
"""

import json
import re
import threading
import urllib.error
import urllib.parse
import urllib.request
import uuid
from collections.abc import Callable

from tests.rig.processes import Site, wait_until

RIVALS = 4  # by each door
SET_UP = """
import json
from accounts.links.actions import issue_manage_link
from tests import cast
crisis = cast.active_crisis()
offer = cast.boris_opens(crisis, places=1)
token = issue_manage_link(person=offer.owner, subject_kind="offer", subject=offer.public_id, crisis_id=crisis.pk)
print(json.dumps({"slug": crisis.slug, "token": token}))
"""
STANDING = """
import json
from accounts.journal.models import Entry
from crisis.shelter.models import Hold, Need, Offer
from crisis.shelter.vocabulary import ACTIVE_HOLDS
from matching.models import Match
from matching.vocabulary import LIVE
print(json.dumps({
    "needs": Need.objects.count(),
    "places_left": Offer.objects.get().places_left,
    "holds": Hold.objects.filter(state__in=ACTIVE_HOLDS).count(),
    "matches": Match.objects.filter(state__in=LIVE).count(),
    "accepted": Entry.objects.filter(kind="MatchAccepted").count(),
}))
"""


class Browser:
    """A browser without scripts: cookies, and the forms it was sent."""

    def __init__(self, site: Site):
        self.site = site
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())

    def get(self, path: str) -> str:
        with self.opener.open(self.site.url + path, timeout=30) as answer:
            return answer.read().decode()

    def post(self, path: str, fields: dict) -> None:
        body = urllib.parse.urlencode(fields).encode()
        with self.opener.open(urllib.request.Request(self.site.url + path, body), timeout=30):
            pass


def program_posts(site: Site, path: str, body: dict, token: str = "") -> int:
    headers = {"Content-Type": "application/json", "Idempotency-Key": str(uuid.uuid4())}
    headers |= {"Authorization": f"Manage {token}"} if token else {}
    request = urllib.request.Request(site.url + path, json.dumps(body).encode(), headers)
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status
    except urllib.error.HTTPError as refusal:
        return refusal.code


def at_once(*moves: Callable[[], object]) -> None:
    gate = threading.Barrier(len(moves))

    def move(act: Callable[[], object]) -> None:
        gate.wait(30)
        act()

    people = [threading.Thread(target=move, args=(act,)) for act in moves]
    for each in people:
        each.start()
    for each in people:
        each.join(60)


def standing(site: Site) -> dict:
    return json.loads(site.python(STANDING))


def everybody_asks(site: Site, slug: str) -> None:
    """All are near the one door; half by page, half by program."""
    place = {"lat": 48.8649, "lon": 2.3734}
    page_fields = {"adults": 1, "children": 0, "for_whom": "me", "step": "send", **place}
    asking = f"/en/c/{slug}/need/"

    def by_page() -> Callable[[], object]:
        browser = Browser(site)
        csrf = _csrf(browser.get(asking))
        sent = page_fields | csrf | {"submission_id": uuid.uuid4(), "where": ""}
        return lambda: browser.post(asking, sent)

    def by_program() -> object:
        return program_posts(site, f"/api/v1/crises/{slug}/needs", {"place": place, "adults": 1})

    at_once(*[by_page() for _ in range(RIVALS)], *[by_program] * RIVALS)


def _csrf(page: str) -> dict[str, str]:
    found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    return {"csrfmiddlewaretoken": found.group(1)} if found else {}


def test_one_place_everybody_asks_and_the_host_says_yes_by_every_door_at_once(live_site: Site):
    told = json.loads(live_site.python(SET_UP))
    everybody_asks(live_site, told["slug"])
    wait_until(lambda: standing(live_site)["matches"], seconds=30, what="a proposal")
    asked = standing(live_site)
    assert asked == {"needs": 2 * RIVALS, "places_left": 0, "holds": 1, "matches": 1, "accepted": 0}

    path, match = _own(live_site, told["token"])

    def by_page() -> Callable[[], object]:
        browser = Browser(live_site)
        sent = {"match": match} | _csrf(browser.get(path))
        return lambda: browser.post(f"{path}accept/", sent)

    said: list[int] = []
    accept = f"/api/v1/own/matches/{match}/accept"
    by_program = lambda: said.append(program_posts(live_site, accept, {}, told["token"]))  # noqa: E731
    at_once(*[by_page() for _ in range(RIVALS)], *[by_program] * RIVALS)
    assert standing(live_site) == asked | {"accepted": 1}
    assert set(said) <= {200, 409} and said.count(200) <= 1


def _own(site: Site, token: str) -> tuple[str, str]:
    path = f"/en/m/{token}/"
    page = Browser(site).get(path)
    return path, re.search(r'name="match" value="([^"]+)"', page).group(1)
