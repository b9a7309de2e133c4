"""Chen lays two searches side by side: by page, by API, and what the families read afterwards."""

import pytest
from django.test import Client

from accounts.links.actions import issue_manage_link
from crisis.search.linking.queries import linked
from crisis.search.models import Search
from matching.leads.linked import found_elsewhere
from matching.models import Lead
from tests.api.client import by_link
from tests.cast import OBERKAMPF, active_crisis, place
from tests.matching.leads.night import deliver
from tests.matching.leads.test_linked_searches import ESMA, UNCLE, decide, family, follower

pytestmark = pytest.mark.django_db
ARABIC = {"given_name": "فريد", "family_name": "بلقاسم", "age_min": 36, "description": "معطف أخضر"}


@pytest.fixture
def crisis():
    return active_crisis()


@pytest.fixture
def desk(crisis) -> Client:
    client = Client()
    client.force_login(crisis.declared_by)
    return client


def two(crisis, **changes) -> tuple[Search, Search]:
    return family(crisis, ESMA), family(crisis, UNCLE, **changes)


def compare(one: Search, other: Search) -> str:
    return f"/en/desk/{one.crisis.slug}/searches/{one.public_id}/compare/{other.public_id}/"


def link_of(search: Search) -> str:
    about = {"subject_kind": "search", "subject": search.public_id, "crisis_id": search.crisis_id}
    return issue_manage_link(person=search.owner, **about)


def test_what_differs_is_said_in_words_and_what_only_one_says(crisis, desk):
    one, other = two(crisis, **ARABIC, sex="", place=place(OBERKAMPF, "Rue Oberkampf"))
    shown = desk.get(compare(one, other)).content.decode()

    def says(label: str) -> str:
        return shown.split(f"<h3>{label} ")[1].split("</h3>")[0]

    assert "alike, not the same" in says("Name") and "alike, not the same" in says("Age")
    assert "only one says it" in says("Woman or man") and "differs" in says("Last seen, where")
    assert "<bdi>فريد بلقاسم</bdi>" in shown and "Rue Oberkampf" in shown
    assert desk.get(compare(one, one)).status_code == 404


def test_a_code_leads_to_the_two_and_a_press_links_them_until_another_takes_it_back(crisis, desk):
    one, other = two(crisis)
    find = f"/en/desk/{crisis.slug}/searches/{one.public_id}/compare/"
    assert other.reference in desk.get(find).content.decode(), "its name is alike"
    page = compare(one, other)
    assert desk.get(find, {"q": other.reference.lower().replace("-", " ")}).url == page
    lead = Lead.objects.get()
    assert desk.get(f"/en/desk/{crisis.slug}/leads/{lead.public_id}/", follow=True).redirect_chain
    assert (
        "2 people who follow this search, or one linked with it, will be told."
        in desk.get(page).content.decode()
    )
    said = desk.post(f"{page}confirm/", follow=True).content.decode()
    assert "The two searches are linked" in said and linked(one) == [other]
    again = desk.post(f"{page}confirm/", follow=True).content.decode()
    assert "This changed a moment ago" in again
    assert other.reference in desk.get(f"/en/desk/{crisis.slug}/searches/{one.public_id}/").content.decode()
    said = desk.post(f"{page}undo/", follow=True).content.decode()
    assert "taken back by Chen" in said and linked(one) == []


def test_the_public_page_names_the_other_search_while_it_is_public(crisis, client):
    one, other = two(crisis)
    hidden = family(crisis, "aunt@example.org", public=False, given_name="Fareed")
    page = f"/en/c/{crisis.slug}/search/{one.public_id}/"
    assert "Also looked for here" not in client.get(page).content.decode()
    decide(one, other)
    decide(one, hidden)
    shown = client.get(page).content.decode()
    assert str(other.public_id) in shown and str(hidden.public_id) not in shown and "Fareed" not in shown


@pytest.mark.parametrize("tick", [True, False])
def test_a_family_chooses_whether_the_others_learn_that_they_are_found(crisis, client, tick):
    one, other = two(crisis)
    decide(one, other)
    client.post(f"/en/m/{link_of(one)}/found/", {"tell": "1"} if tick else {})
    deliver()
    one.refresh_from_db()
    assert one.state == "found" and found_elsewhere(follower(other)) is tick
    theirs = client.get(f"/en/m/{link_of(other)}/").content.decode()
    assert ("Another family says that they are found" in theirs) is tick
    assert by_link(link_of(other)).get("/own").json()["found_elsewhere"] is tick
