"""Promise 6. Suspended by web or API: what is lost is an account and a door, never the right to ask."""

import pytest
from django.test import Client

from accounts.links.models import ManageLink
from crisis.desk.suspending import suspend_owner
from crisis.search.actions.notes import claim_search
from crisis.search.drafts import ClaimDraft
from crisis.search.models import Note
from crisis.shelter.models import Need
from matching.models import Match
from tests import cast
from tests.api.client import Program, by_link, signed_in
from tests.api.test_journey import NEED, settle
from tests.crisis.desk.desk_cast import signed_in as browser_of
from tests.crisis.shelter.web.test_asking import NEED as FORM
from tests.crisis.shelter.web.test_asking import hidden
from tests.matching.web.test_own_pages import Owner

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def paris():
    return cast.active_crisis()


@pytest.fixture
def dana(paris):
    """Signed in, opened a door, and is suspended for it."""
    dana = cast.dana()
    door = cast.boris_opens(paris)
    door.owner = dana
    door.save(update_fields=["owner"])
    by = cast.at_the_desk(paris.declared_by)
    suspend_owner(posted=door, reason="Guests complain.", origin=by, at=cast.now())
    dana.refresh_from_db()
    dana.door = door
    return dana


def is_matched(paris) -> None:
    """As any guest, and as a person who is not the suspended one."""
    boris = cast.boris_opens(paris)
    settle()
    match = Match.objects.get()
    assert match.offer == boris and not match.need.owner.suspended_at


def asks_by_form(client: Client, paris) -> None:
    path = f"/en/c/{paris.slug}/need/"
    check = client.post(
        path, FORM | {"step": "check", "submission_id": "6f1c9f6e-5f0e-4c1a-9d53-1f0a2b3c4d5e"}
    )
    answer = client.post(path, hidden(check.content.decode()) | {"step": "send"}, follow=True)
    assert answer.status_code == 200 and "/m/" in answer.request["PATH_INFO"]


def test_by_web_with_the_session_they_had(paris, dana):
    asks_by_form(browser_of(dana), paris)
    is_matched(paris)


def test_by_web_from_the_page_that_says_they_are_suspended(paris, dana):
    client = Client()
    shut = client.get(Owner(dana.door).path)
    assert shut.status_code == 403 and f"/en/c/{paris.slug}/need/" in shut.content.decode()
    asks_by_form(client, paris)
    is_matched(paris)


@pytest.mark.parametrize("token", ["none", "session", "door"])
def test_by_api_with_whatever_token_they_had(paris, dana, token):
    programs = {
        "none": Program,
        "session": lambda: signed_in(dana),
        "door": lambda: by_link(Owner(dana.door).token),
    }
    answer = programs[token]().post(f"/crises/{paris.slug}/needs", NEED)
    assert answer.status_code == 201, answer.content
    is_matched(paris)


def test_what_they_had_asked_before_goes_on(paris, dana):
    """Their need's link works by web and API, and they come when a door is found."""
    need = cast.amira_asks(paris)
    Need.objects.filter(pk=need.pk).update(owner=dana)
    cast.boris_opens(paris)
    settle()
    match = Match.objects.get(need=need)
    boris, guest = Owner(match.offer), Owner(Need.objects.select_related("owner").get(pk=need.pk))
    boris.presses("accept")
    assert by_link(guest.token).get("/own").status_code == 200
    assert guest.client.get(guest.path).status_code == 200
    came = by_link(guest.token).post(f"/own/matches/{match.public_id}/coming")
    assert came.status_code == 200, came.content


def test_whoever_is_sought_and_said_so_still_reads_what_happens_next(paris, dana):
    search = cast.esma_searches(paris, public=True)
    said = claim_search(
        search=search, draft=ClaimDraft(contact="d@example.org"), origin=cast.WEB, at=cast.now()
    )
    Note.objects.filter(public_id=said.subject).update(author=dana)
    ManageLink.objects.filter(subject=said.subject).update(person=dana)
    assert Client().get(f"/en/m/{said.secret}/").status_code == 200
    assert by_link(said.secret).get("/own").json()["kind"] == "search_note"


def test_by_api_a_suspended_host_s_token_opens_nothing_of_their_door(paris, dana):
    assert by_link(Owner(dana.door).token).get("/own").status_code == 401
    assert by_link(Owner(dana.door).token).post("/own/pause").status_code == 401
