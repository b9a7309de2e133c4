"""Promise 5, for posts: none may tell that somebody is known here. Check-ins have a file of their own."""

import pytest
from django.test import Client

from crisis.activation import recovery
from tests import cast
from tests.api.client import Program

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("still_minute")]
PUBLIC = (
    "/en/", "/en/c/{}/", "/en/c/{}/doors/", "/en/c/{}/doors.json", "/en/c/{}/doors.svg",
    "/api/v1/crises/{}", "/api/v1/crises/{}/doors", "/api/v1/crises/{}/changes", "/api/v1/crises/{}/shelters",
)  # fmt: skip


def by_web(contact: str) -> tuple:
    answer = Client().post("/en/recover/", {"contact": contact})
    return answer.status_code, answer.get("Location"), answer.content


def by_api(contact: str) -> tuple:
    answer = Program().post("/recover", {"contact": contact})
    return answer.status_code, answer.content


@pytest.mark.parametrize("ask", [by_web, by_api])
@pytest.mark.parametrize("stranger", ["nobody@example.org", "+33612345678"])
def test_who_asks_for_a_lost_link_hears_the_same_of_the_known_and_the_unknown(monkeypatch, ask, stranger):
    monkeypatch.setattr(recovery, "start", lambda work: work())
    cast.amira_asks(cast.active_crisis(), contact="amira@example.org")
    assert ask("amira@example.org") == ask(stranger)


@pytest.mark.parametrize("path", PUBLIC)
def test_no_public_page_or_list_names_who_asked_or_opened(path):
    crisis = cast.active_crisis()
    cast.coming(crisis)
    need = cast.amira_asks(crisis, adults=9, contact="amira@example.org")
    body = Client().get(path.format(crisis.slug)).content.decode()
    for word in ("Amira", "Boris", "amira@", "boris@", need.reference, str(need.public_id)):
        assert word not in body
