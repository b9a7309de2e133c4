"""One field finds everything of this crisis, and nothing of another."""

import pytest
from django.urls import reverse
from django.utils import translation

from crisis.desk.search import alike, search
from crisis.search.why_words import reasons
from crisis.shelter.actions.official import enter_shelter
from crisis.shelter.drafts import ShelterDraft
from tests import cast
from tests.crisis.desk.desk_cast import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def paris():
    return cast.active_crisis()


def test_amira_is_found_by_code_as_heard_by_name_by_street_and_by_contact(paris):
    amira = cast.amira_asks(paris, contact="06 12 34 56 78")
    heard = amira.reference.replace("-", " ").lower()
    for text in (heard, "amir", "oberkampf", "+33 6 12 34 56 78", "0612345678"):
        assert search(paris, text).needs == [amira], text


def test_half_a_code_is_enough(paris):
    amira = cast.amira_asks(paris)
    for half in amira.reference.lower().split("-"):
        assert search(paris, half).needs == [amira]


def test_a_part_of_a_contact_finds_nobody(paris):
    cast.boris_opens(paris)
    assert search(paris, "boris@example.org").offers and not search(paris, "boris@example").offers


def test_an_official_shelter_is_found_by_its_name(paris):
    draft = ShelterDraft(place=cast.place(), name="Gymnase Japy", capacity=200)
    enter_shelter(crisis=paris, draft=draft, origin=cast.at_the_desk(paris.declared_by), at=cast.now())
    assert [shelter.name for shelter in search(paris, "japy").shelters] == ["Gymnase Japy"]


def test_nothing_of_another_crisis_is_found(paris):
    lyon = cast.active_crisis(cast.chen(), name="Lyon")
    amira = cast.amira_asks(lyon)
    assert not search(paris, amira.reference) and not search(paris, "Amira")


def test_one_letter_finds_nothing_and_the_page_says_why(paris):
    cast.amira_asks(paris)
    page = signed_in(paris.declared_by).get(reverse("desk_search", args=[paris.slug]), {"q": "a"})
    assert not page.context["found"] and "at least two letters" in page.content.decode()


def test_the_results_show_no_address(paris):
    cast.boris_opens(paris)
    page = signed_in(paris.declared_by).get(reverse("desk_search", args=[paris.slug]), {"q": "boris"})
    assert "Alibert" not in page.content.decode() and "Boris" in page.content.decode()


def test_who_is_sought_is_found_by_code_by_name_as_heard_and_by_whoever_asks(paris):
    search_for = cast.esma_searches(
        paris, given_name="Zoé", family_name="Testarossa", contact="06 12 34 56 78"
    )
    for text in (
        search_for.reference.lower(),
        "zoe",
        "TESTAROSSA zoé",
        "testar",
        "Testarosa",
        "esma",
        "0612345678",
    ):
        assert search(paris, text).searches == [search_for], text
    assert not search(paris, "Boris").searches


def test_a_check_in_is_found_by_code_by_name_and_by_its_contact(paris):
    amira = cast.amira_is_safe(
        paris, given_name="Amíra", family_name="El Haddad", contact="amira@example.org"
    )
    for text in (amira.reference, amira.reference[:4], "haddad amira", "Hadad", "amira@example.org"):
        assert search(paris, text).check_ins == [amira], text


def test_the_page_of_results_leads_to_the_search_and_to_the_check_in(paris):
    sought = cast.esma_searches(paris, family_name="Haddad")
    amira = cast.amira_is_safe(paris)
    page = signed_in(paris.declared_by).get(reverse("desk_search", args=[paris.slug]), {"q": "haddad"})
    said = page.content.decode()
    assert reverse("desk_one_search", args=[paris.slug, sought.public_id]) in said
    assert reverse("desk_check_in", args=[paris.slug, amira.public_id]) in said


def test_the_list_of_check_ins_shows_who_needs_help_first_and_finds_by_name(paris):
    helped = cast.amira_is_safe(paris, status="need_help", family_name="Diallo", place=cast.place())
    cast.amira_is_safe(paris, contact="other@example.org", at=cast.now())
    chen, path = signed_in(paris.declared_by), reverse("desk_check_ins", args=[paris.slug])
    assert chen.get(path).context["rows"][0]["said"] == helped
    assert [each["said"] for each in chen.get(path, {"q": "diállo"}).context["rows"]] == [helped]


def test_each_person_found_says_why(paris):
    """By what was typed: a code, a phone, who asks, half a name, or another spelling of it."""
    sought = cast.esma_searches(paris, given_name="Zoé", family_name="Testarossa", contact="06 12 34 56 78")

    def why(text: str) -> list[str]:
        return reasons(search(paris, text).searches[0].reasons)

    with translation.override("en"):
        assert why(sought.reference) == why(sought.reference[:4]) == ["by the code"]
        assert why("0612345678") == ["by the phone number or e-mail"]
        assert why("esma") == ["by the first name of whoever asks"]
        assert why("testar") == ["the name begins so"]
        assert why("Testarosa Zoé") == [
            "1 name is the same",
            "1 name sounds the same",
            "the names are in another order",
        ]
    page = signed_in(paris.declared_by).get(reverse("desk_search", args=[paris.slug]), {"q": "testar"})
    assert "the name begins so" in page.content.decode()


def test_whom_a_caller_looks_for_is_compared_with_hidden_searches_and_every_check_in(paris):
    unread = cast.esma_searches(paris)
    cast.amira_is_safe(
        paris, audience="named", given_name="Farid", family_name="Belkacem", place=cast.place()
    )
    found = alike(paris, cast.search_draft(family_name="Belkassem", age_min=40, last_seen_at=cast.now()))
    assert [row.public_id for row in found.searches] == [unread.public_id]
    codes = [[str(code) for code, _figure in row.reasons] for row in (*found.searches, *found.check_ins)]
    assert {"age_apart", "metres_apart", "same_description"} <= set(codes[0])
    assert {"metres_apart", "hours_before"} & set(codes[1])
    typed = {"step": "check", "given_name": "Farid", "family_name": "Belkacem", "first_name": "Nour"}
    typed |= {"contact": "nour@example.org"}
    page = (
        signed_in(paris.declared_by)
        .post(reverse("desk_intake_search", args=[paris.slug]), typed)
        .content.decode()
    )
    assert unread.reference in page and "Do not tell the caller of a check-in" in page
