"""Whoever is looked for sees it behind the link to their own phone, and ends it; nobody learns that it was them."""

import re

import pytest
from django.test import Client

from accounts.errors import TooLate
from accounts.journal.deliver import claim_due, deliver_all
from accounts.links.actions import issue_manage_link
from accounts.people.contact import read_contact
from accounts.people.models import Person
from accounts.reach.models import Message
from crisis.activation.models import Crisis
from crisis.checkin.actions import telling
from crisis.desk.models import Case
from crisis.search.actions.closing import close_search, reopen_search
from crisis.search.models import PublicSearch, Search
from crisis.search.sought import close_as_sought
from tests import cast

pytestmark = pytest.mark.django_db

FARID = "farid@example.org"


@pytest.fixture
def crisis() -> Crisis:
    return cast.active_crisis()


def searched(crisis: Crisis, **said) -> Search:
    return cast.esma_searches(crisis, public=True, their_contacts=(FARID,), **said)


def asks(crisis: Crisis, contact: str = FARID) -> str:
    """Farid asks whether somebody looks for him; the page his mailbox leads to, or ""."""
    Message.objects.all().delete()
    telling.tell_named(crisis=crisis, contact=read_contact(contact), language="en")
    sent = Message.objects.filter(contact__value=contact).first()
    if not sent:
        return ""
    short = re.search(r"/named/\w+/", sent.text).group()
    return Client().get(f"/en{short}")["Location"]


def page_of(search: Search) -> str:
    about = {"subject_kind": "search", "subject": search.public_id, "crisis_id": search.crisis_id}
    return f"/en/m/{issue_manage_link(person=search.owner, **about)}/"


def test_he_reads_that_he_is_looked_for_and_ends_it_behind_his_own_mailbox(crisis):
    search = searched(crisis)
    page = asks(crisis)
    assert b"Somebody looks for you" in Client().get(page).content
    assert b"Esma" not in Client().get(page).content and b"sister" not in Client().get(page).content
    answer = Client().post(f"{page}close/{search.public_id}/", follow=True)
    assert b"It has ended" in answer.content
    search.refresh_from_db()
    assert search.state == "closed" and search.held_at and not PublicSearch.objects.exists()
    deliver_all(claim_due())
    assert Case.objects.get(closed_at=None).why == "claimed"  # the coordinators hear of it
    assert Client().post(f"{page}close/{search.public_id}/").status_code == 404  # nothing left to end


def test_opened_again_by_the_family_nothing_is_public_before_a_coordinator_spoke_with_him(crisis):
    search = searched(crisis)
    close_as_sought(search=search, person=Person.objects.create_user(), origin=cast.WEB, at=cast.now())
    reopen_search(search=search, origin=cast.WEB, at=cast.now())
    assert not PublicSearch.objects.exists()
    with pytest.raises(TooLate):
        reopen_search(search=search, origin=cast.WEB, at=cast.now())


def test_another_search_and_another_mailbox_are_not_there(crisis):
    search, other = searched(crisis), cast.esma_searches(crisis, public=True, given_name="Rachid")
    page = asks(crisis)
    assert Client().post(f"{page}close/{other.public_id}/").status_code == 404
    assert asks(crisis, "stranger@example.org") == ""
    forged = telling.named_token(crisis, read_contact("stranger@example.org"))
    path = f"/en/c/paris/named/{forged}/close/{search.public_id}/"
    assert Client().post(path).status_code == 404
    assert Search.objects.filter(state="open").count() == 2


def test_of_a_search_that_is_not_public_he_reads_a_first_name_only(crisis):
    searched(crisis, age_min=9, age_max=9)
    page = Client().get(asks(crisis)).content.decode()
    assert "Farid" in page and "Belkacem" not in page


def what_the_family_gets(search: Search) -> tuple:
    """Its page, its API, its messages, with its own names taken out."""
    Message.objects.all().delete()
    deliver_all(claim_due())
    page = page_of(search)
    token = page.split("/")[3]
    answers = [Client().get(page), Client().get("/api/v1/own", headers={"Authorization": f"Manage {token}"})]
    sent = [re.sub(r"/m/\w+", "", each.text) for each in Message.objects.order_by("pk")]
    told = []
    for answer in answers:
        text = answer.content.decode()
        for own in (token, str(search.public_id), search.reference):
            text = text.replace(own, "…")
        text = re.sub(
            r'(csrfmiddlewaretoken|submission_id)" value="[^"]*"|data-live-position="\d+"', "", text
        )
        told.append(re.sub(r"\d{4}-\d\d-\d\dT[\d:.]+|\d\d:\d\d|hour_min\S+", "", text))
    return [answer.status_code for answer in answers], told, sent


def test_the_family_gets_the_same_bytes_whether_he_or_a_coordinator_ended_it(crisis):
    his, chens = searched(crisis), searched(crisis)
    deliver_all(claim_due())
    close_search(search=chens, to="closed", origin=cast.at_the_desk(crisis.declared_by), at=cast.now())
    by_chen = what_the_family_gets(chens)
    close_as_sought(search=his, person=Person.objects.create_user(), origin=cast.WEB, at=cast.now())
    by_him = what_the_family_gets(his)
    assert by_him == by_chen and by_chen[0] == [200, 200] and len(by_chen[2]) == 1
