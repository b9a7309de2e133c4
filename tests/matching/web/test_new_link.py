"""My link fell into wrong hands: a new one for its owner, nothing behind the old ones."""

import pytest
from django.test import Client

from accounts.links.actions import issue_manage_link
from accounts.reach.models import Message
from crisis.search.actions.following import add_relative
from crisis.search.drafts import FollowDraft
from tests import cast
from tests.api.client import by_link
from tests.matching.web.test_own_pages import Owner

pytestmark = pytest.mark.django_db


@pytest.fixture
def boris():
    return Owner(cast.boris_opens(cast.active_crisis(), origin=cast.VOUCHED))


def opens(path: str) -> int:
    return Client().get(path).status_code


def test_the_old_links_die_and_the_new_one_is_shown_and_sent(boris):
    stolen = Owner(boris.posted)
    assert "My link fell into wrong hands" in boris.sees()
    answer = boris.client.post(f"{boris.path}new-link/", follow=True)
    new = answer.request["PATH_INFO"]
    assert answer.status_code == 200 and new in answer.content.decode()
    assert new != boris.path and opens(new) == 200
    assert [opens(old) for old in (boris.path, stolen.path)] == [404, 404]
    assert new in Message.objects.latest("pk").text


def test_a_contact_that_never_answered_is_told_nothing():
    boris = Owner(cast.boris_opens(cast.active_crisis(), origin=cast.WEB))
    before = Message.objects.count()
    assert boris.client.post(f"{boris.path}new-link/").status_code == 302
    assert Message.objects.count() == before


def test_looking_changes_nothing(boris):
    assert boris.client.get(f"{boris.path}new-link/").status_code == 302
    assert opens(boris.path) == 200


def test_by_api(boris):
    told = by_link(boris.token).post("/own/new-link").json()
    assert by_link(boris.token).get("/own").status_code == 401
    assert by_link(told["manage_token"]).get("/own").status_code == 200
    assert told["url"].endswith(f"/m/{told['manage_token']}/")


def test_relatives_keep_the_link_they_were_sent():
    search = cast.esma_searches(cast.active_crisis())
    sister = FollowDraft(contact="salima@example.org", relation="sister", language="en")
    add_relative(search=search, draft=sister, origin=cast.WEB, at=cast.now())
    relative = search.followers.exclude(person=search.owner).get().person
    about = {"subject_kind": "search", "subject": search.public_id, "crisis_id": search.crisis_id}
    theirs, esmas = [issue_manage_link(person=each, **about) for each in (relative, search.owner)]
    by_link(esmas).post("/own/new-link")
    assert by_link(esmas).get("/own").status_code == 401
    assert by_link(theirs).get("/own").status_code == 200
