""" "Is one of these the person you look for?": one page more where somebody is alike, and no way to list people."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts import throttle
from crisis.activation.models import Crisis
from crisis.search.actions.showing import hide_search
from crisis.search.models import Search
from tests import cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("still_minute")]
NEW, FIND, ASKED = "/en/c/paris/search/new/", "/en/c/paris/find/", "Is one of these the person you look for?"
API = "/api/v1/crises/paris"
TYPED = {
    "step": "check",
    "given_name": "Farid",
    "family_name": "Belkacem",
    "other_names": "Fafa",
    "age_min": "36",
    "age_max": "38",
    "sex": "male",
    "last_seen_at": "2026-01-13T21:20",
    "where": "12 rue Alibert 75010",
    "description": "Green coat",
    "their_phone": "",
    "their_email": "farid@example.org",
    "first_name": "Nour",
    "relation": "friend",
    "contact": "nour@example.org",
}


@pytest.fixture
def crisis() -> Crisis:
    return cast.active_crisis()


@pytest.fixture
def phone(crisis) -> Client:
    return Client()


def text_of(answer) -> str:
    return answer.content.decode()


def carried(page: str) -> dict[str, str]:
    """What the form of the page would send again."""
    form = page[page.index('id="answers"') : page.index("</form>", page.index('id="answers"'))]
    inputs = [dict(re.findall(r'(\w+)="([^"]*)"', each)) for each in re.findall(r"<input[^>]*>", form)]
    return {each["name"]: each.get("value", "") for each in inputs}


def farid_checks_in(crisis: Crisis, **said):
    about = {"given_name": "Farid", "family_name": "Belkacem", "contact": "farid@example.org"}
    return cast.amira_is_safe(crisis, **about | said)


def test_who_is_alike_is_shown_once_with_why_and_nothing_typed_is_lost(crisis, phone):
    public = cast.esma_searches(crisis, public=True)
    farid_checks_in(crisis, audience="anyone", message="At home", origin=cast.VOUCHED)
    alike = text_of(phone.post(NEW, TYPED))
    assert ASKED in alike and f"follow:{public.public_id}" in alike
    assert "the same name · the age fits · " in alike.replace("&#x27;", "'")
    assert "you know their phone number or e-mail" in alike and "At home" in alike
    again = carried(alike)
    assert {name: again[name] for name in TYPED if name != "step"} == {
        name: value for name, value in TYPED.items() if name != "step"
    }
    check = text_of(phone.post(NEW, again | {"step": "check"}))
    assert "Check before you send it" in check and ASKED not in check
    phone.post(NEW, carried(check) | {"step": "send"})
    posted = Search.objects.exclude(pk=public.pk).get()
    assert (posted.other_names, posted.age_max, posted.description) == ("Fafa", 38, "Green coat")


def test_another_name_is_compared_anew_and_one_that_nobody_has_costs_no_page(crisis, phone):
    cast.esma_searches(crisis, public=True)
    shown = TYPED | {"shown_for": "Farid Belkacem"}
    assert ASKED not in text_of(phone.post(NEW, shown))
    assert ASKED in text_of(phone.post(NEW, shown | {"given_name": "Faride"}))
    assert ASKED not in text_of(phone.post(NEW, shown | {"given_name": "Lina", "family_name": "Roux"}))


def hides(crisis: Crisis) -> None:
    farid_checks_in(crisis, audience="named")


def knows_another_contact(crisis: Crisis) -> None:
    farid_checks_in(crisis, audience="contacts", contact="else@example.org")


def in_a_hidden_search(crisis: Crisis) -> None:
    search = cast.esma_searches(crisis, public=True)
    hide_search(search=search, origin=cast.at_the_desk(crisis.declared_by), at=cast.now())


def in_an_unread_search(crisis: Crisis) -> None:
    cast.esma_searches(crisis)


WANTED = {"name": "Farid Belkacem", "age_min": 34, "sex": "male", "description": "Dark green coat"}
ASKS = (
    (FIND, WANTED | {"where": "rue Alibert", "contact": "farid@example.org"}),
    (NEW, TYPED),
    (f"{API}/find", WANTED | {"place": {"text": "rue Alibert"}, "contact": "farid@example.org"}),
    (f"{API}/searches/similar", {"given_name": "Farid", "family_name": "Belkacem"}),
)


def asked(phone: Client) -> list[tuple]:
    """The answers, without what differs by the moment; and the statements each took."""
    told = []
    for path, body in ASKS:
        kind = {"content_type": "application/json"} if path.startswith("/api/") else {}
        with CaptureQueriesContext(connection) as statements:
            answer = phone.post(path, body, **kind)
        text = re.sub(r'(csrfmiddlewaretoken|submission_id)" value="[^"]*"', r"\1", text_of(answer))
        text = re.sub(r"(Figures on this page as of: )<time.*?</time>", r"\1", text)
        said = re.sub(r"\d+", "0", " ".join(each["sql"].split("WHERE")[0] for each in statements))
        told.append((answer.status_code, text, len(statements), said))
    return told


@pytest.mark.parametrize("hidden", [hides, knows_another_contact, in_a_hidden_search, in_an_unread_search])
def test_no_page_no_field_and_no_statement_tells_that_somebody_hidden_is_there(crisis, phone, hidden):
    absent = asked(phone)
    hidden(crisis)
    assert asked(phone) == absent


def test_a_public_one_gets_other_answers_so_that_the_sameness_means_something(crisis, phone):
    absent = asked(phone)
    cast.esma_searches(crisis, public=True)
    farid_checks_in(crisis, audience="contacts")
    assert not [
        path for (path, _body), one, other in zip(ASKS, absent, asked(phone), strict=True) if one == other
    ]


@pytest.mark.parametrize(
    "alone",
    [
        {"where": "rue Alibert"},
        {"age_min": "34", "sex": "male"},
        {"description": "coat"},
        {"name": "f", "sex": "male"},
    ],
)
def test_a_place_an_age_or_a_description_alone_lists_nobody_and_says_what_to_type(crisis, phone, alone):
    cast.esma_searches(crisis, public=True)
    page = phone.post(FIND, alone)
    assert page.status_code == 400 and "Belkacem" not in text_of(page)
    assert "Type a name." in text_of(page) or "Type at least two letters" in text_of(page)
    body = {name: value for name, value in alone.items() if name != "where"} | {
        "place": {"text": "rue Alibert"}
    }
    told = phone.post(f"{API}/find", body, content_type="application/json")
    assert (told.status_code, told.json()["errors"][0]["pointer"]) == (400, "/name")


def test_looking_before_posting_is_counted_and_posting_waits_for_nothing(crisis, phone, monkeypatch):
    monkeypatch.setitem(throttle.RATES, "similar", "1/minute")
    cast.esma_searches(crisis, public=True)
    shown = [ASKED in text_of(phone.post(NEW, TYPED)) for _ in range(3)]
    assert shown == [True, False, False]
    body = {"given_name": "Farid", "family_name": "Belkacem", "contact": "nour@example.org"}
    posted = phone.post(f"{API}/searches", body, content_type="application/json")
    assert (posted.status_code, posted.json()["similar"]) == (201, [])


def test_numbers_are_not_walked_through_before_posting(crisis, phone, monkeypatch):
    monkeypatch.setitem(throttle.RATES, "look_up_contact", "2/hour")
    farid_checks_in(crisis, audience="contacts")
    assert [ASKED in text_of(phone.post(NEW, TYPED)) for _ in range(3)] == [True, True, False]


def test_a_program_asks_before_it_posts_and_reads_codes_figures_and_words(crisis, phone):
    public = cast.esma_searches(crisis, public=True)
    farid_checks_in(crisis, audience="anyone")
    body = {
        "given_name": "Farid",
        "family_name": "Belkacem",
        "age_min": 40,
        "their_contacts": ["x@example.org"],
    }
    told = phone.post(f"{API}/searches/similar", body, content_type="application/json").json()
    (search,), (person,) = told["searches"], told["people"]
    assert search["id"] == str(public.public_id)
    assert {"code": "age_apart", "figure": 6.0, "in_words": "their ages are 6 years apart"} in search[
        "reasons"
    ]
    assert person["reasons"] == [
        {"code": "name_fits", "figure": None, "in_words": "their name fits what you typed"}
    ]
    assert Search.objects.count() == 1


def test_what_was_typed_to_look_is_carried_into_the_search(crisis, phone):
    looked = text_of(
        phone.post(FIND, {"name": "Nour Roux", "age_min": "30", "where": "rue Alibert", "sex": "female"})
    )
    start = looked.index('value="begin"')
    form = looked[start : looked.index("</form>", start)]
    sent = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form))
    words = text_of(phone.post(NEW, sent | {"step": "begin"}))
    assert 'value="30"' in words and 'value="rue Alibert"' in words and 'value="female" selected' in words


def test_a_name_from_right_to_left_turns_nothing_around_it(crisis, phone):
    layla = cast.esma_searches(crisis, public=True, given_name="ليلى", family_name="حداد")
    here = f"/en/c/paris/search/{layla.public_id}/"
    assert "<bdi>ليلى حداد</bdi>" in text_of(phone.post(FIND, {"name": "Leila Haddad"}))
    for path, sentence in ((here, "Looking for {}"), (f"{here}note/", "What do you know about {}?")):
        isolated = "\N{FIRST STRONG ISOLATE}ليلى حداد\N{POP DIRECTIONAL ISOLATE}"
        assert sentence.format(isolated) in text_of(phone.get(path))
