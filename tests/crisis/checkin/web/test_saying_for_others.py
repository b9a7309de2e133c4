"""Five names in one form, somebody else's in another, on a phone without a script."""

import re

import pytest
from django.test import Client

from accounts.people.contact import read_contact
from accounts.reach.inviting import point_of_nobody
from crisis.checkin.actions.telling import named_token
from crisis.checkin.models import CheckIn, CheckInKey
from crisis.shelter.models import Need
from tests import cast
from tests.api.client import Program, by_link

pytestmark = pytest.mark.django_db

BORIS = {
    "given_name": "Boris",
    "family_name": "Petrov",
    "contact": "boris@example.org",
    "audience": "contacts",
}
FAMILY = "Amira\nYanis \n\nLina Haddad\nSami"
OF_AMIRA = {"other": "Amira Haddad", "their_contact": "amira@example.org"}


@pytest.fixture
def crisis():
    return cast.active_crisis()


def say(crisis, client=None, **answers):
    said = BORIS | {"status": "safe"} | answers
    return (client or Client()).post(f"/en/c/{crisis.slug}/safe/", said, follow=True)


def page(answer) -> str:
    return answer.content.decode()


def edit_of(answer) -> str:
    return answer.redirect_chain[-1][0] + "edit/"


@pytest.mark.parametrize(
    "typed",
    ["Anne-Marie Moreau, Zoé et Hugo", "Anne-Marie Moreau\nZoé & Hugo", "Anne-Marie Moreau;Zoé and Hugo,"],
)
def test_names_on_one_line_are_several_people_each_found_by_their_own(crisis, typed):
    say(crisis, group=typed)
    with_him = CheckIn.objects.filter(voice="together").order_by("pk")
    assert [each.given_name for each in with_him] == ["Anne-Marie", "Zoé", "Hugo"]
    assert len({each.family_name for each in with_him}) == 2, "Moreau, and his own for the others"


def test_groups_and_others_are_folded_away_behind_one_line_until_one_looks(crisis):
    first = page(Client().get(f"/en/c/{crisis.slug}/safe/"))
    assert first.count("<details>") == 2 and "For my family or group, or for someone else" in first
    assert "<details open>" in page(say(crisis, group="call 06 12 34 56 78"))


def test_a_family_of_five_in_one_form_and_one_page_to_change_each(crisis):
    client = Client()
    own = page(say(crisis, client, group=FAMILY))
    names = ["Boris Petrov", "Amira Petrov", "Yanis Petrov", "Lina Haddad", "Sami Petrov"]
    assert [row.full_name for row in CheckIn.objects.order_by("pk")] == names
    assert all(name in own for name in names)
    (mine,) = set(re.findall(r'action="(/en/m/[^"]+/)one/"', own))
    lina = CheckIn.objects.get(given_name="Lina")
    hers = client.post(f"{mine}one/", {"check_in": lina.public_id}, follow=True)
    assert "Others read:" in page(hers) and "Lina Haddad" in page(hers)
    edit = hers.redirect_chain[-1][0] + "edit/"
    form = page(client.get(edit))
    assert 'value="Lina"' in form and 'name="group"' not in form and 'name="contact"' not in form
    changed = {"status": "not_there", "given_name": "Lina", "family_name": "Haddad", "audience": "contacts"}
    client.post(edit, changed)
    lina.refresh_from_db()
    assert (lina.status, lina.voice, lina.said_by) == ("not_there", "together", "Boris")
    client.post(f"{mine}withdraw-all/")
    assert not CheckIn.objects.filter(life="active").exists()


def test_a_family_that_moved_on_says_so_once_and_whom_it_named_still_reads_all_of_them(crisis):
    edit = edit_of(say(crisis, group=FAMILY, named="esma@example.org", message="At the office"))
    own = page(Client().get(edit))
    assert re.search(r'name="for_all"[^>]* checked', own) and "they stay named" in own
    moved = BORIS | {"status": "safe", "message": "At Nadia's", "for_all": "on"}
    assert Client().post(edit, moved).status_code == 302
    assert {row.message for row in CheckIn.objects.all()} == {"At Nadia's"}
    assert [row.given_name for row in CheckIn.objects.order_by("pk")][:2] == ["Boris", "Amira"]
    assert CheckInKey.objects.filter(kind="named").count() == 5
    Client().post(edit, moved | {"message": "Back home", "for_all": ""})
    assert CheckIn.objects.get(message="Back home").given_name == "Boris"


def test_one_who_said_something_else_since_is_not_spoken_over_unasked(crisis):
    edit = edit_of(say(crisis, group=FAMILY))
    CheckIn.objects.filter(given_name="Sami").update(status="not_there")
    assert not re.search(r'name="for_all"[^>]* checked', page(Client().get(edit)))
    Client().post(edit, BORIS | {"status": "safe", "message": "At Nadia's"})
    assert CheckIn.objects.filter(message="At Nadia's").count() == 1


def test_a_family_that_needs_help_later_asks_for_one_place_for_all(crisis):
    edit = edit_of(say(crisis, group=FAMILY))
    helped = BORIS | {"status": "need_help", "for_all": "on", "lat": "48.8712", "lon": "2.3672"}
    Client().post(edit, helped)
    need = Need.objects.get()
    assert need.adults == 5 and {row.need for row in CheckIn.objects.all()} == {need}


def test_a_link_to_one_opens_nobody_who_was_not_said_with_them(crisis):
    client = Client()
    (mine,) = set(re.findall(r'action="(/en/m/[^"]+/)one/"', page(say(crisis, client, group=FAMILY))))
    dana = cast.amira_is_safe(crisis, given_name="Dana")
    assert client.post(f"{mine}one/", {"check_in": dana.public_id}).status_code == 404


def test_for_somebody_else_one_reads_on_ones_page_what_others_read(crisis):
    own = page(say(crisis, **OF_AMIRA))
    row = CheckIn.objects.get()
    assert (row.full_name, row.voice, row.said_by) == ("Amira Haddad", "other", "Boris")
    assert "Somebody who gives no name says that Amira Haddad is safe" in own
    assert "Your name stands there once you typed the code we sent." in own


@pytest.mark.parametrize("life", ["answered", "withdrawn"])
def test_what_has_ended_is_read_by_nobody_and_his_page_says_no_else(crisis, life):
    own = say(crisis, **OF_AMIRA).redirect_chain[-1][0]
    CheckIn.objects.update(life=life, closed_at=cast.now())
    read = page(Client().get(own))
    assert "Nobody finds it any more." in read
    assert "Others read" not in read and "Type the code we sent you" not in read


def test_without_my_name_is_without_my_name(crisis):
    say(crisis, unnamed="on", **OF_AMIRA)
    assert CheckIn.objects.get().said_by == ""


def test_somebody_else_is_never_for_anyone_to_find_and_the_form_says_why(crisis):
    answer = say(crisis, audience="anyone", **OF_AMIRA)
    assert "Only they themselves can let anyone find them by name." in page(answer)
    assert not CheckIn.objects.exists()


def test_a_family_in_need_of_help_asks_once(crisis):
    say(crisis, status="need_help", group=FAMILY, lat="48.8712", lon="2.3672")
    assert Need.objects.get().adults == 5


def test_she_reads_behind_her_own_link_what_he_says_and_answers_herself(crisis):
    say(crisis, **OF_AMIRA)
    hers = read_contact("amira@example.org")
    path = f"/en/c/{crisis.slug}/named/{named_token(crisis, hers, point_of_nobody(hers, 'en'))}/"
    told = page(Client().get(path))
    assert "Somebody who gives no name says that Amira Haddad is safe" in told
    assert CheckIn.objects.get().life == "active", "reading it changes nothing"
    (answer,) = re.findall(r'action="(/en/[^"]+/answer/[^"]+)"', told)
    own = Client().post(answer, {"status": "safe"}, follow=True)
    assert "It is said." in page(own)
    assert [row.life for row in CheckIn.objects.order_by("pk")] == ["answered", "active"]
    assert "Amira" not in page(Client().get(path))


def test_by_program_she_only_ends_it(crisis):
    path = f"/crises/{crisis.slug}"
    body = {
        "status": "safe", "given_name": "Amira", "family_name": "Haddad", "contact": "boris@example.org",
        "voice": "other", "said_by": "Boris", "their_contact": "amira@example.org",
    }  # fmt: skip
    assert Program().post(f"{path}/check-ins", body).status_code == 201
    hers = read_contact("amira@example.org")
    token = named_token(crisis, hers, point_of_nobody(hers, "en"))
    (about_me,) = Program().post(f"{path}/find/named/open", {"token": token}, key=False).json()["about_me"]
    assert (about_me["voice"], about_me["confirmed"], about_me["said_by"]) == ("other", False, "")
    ended = Program().post(
        f"{path}/find/named/answer", {"token": token, "check_in": about_me["id"]}, key=False
    )
    assert (ended.status_code, ended.json()) == (200, {"id": None, "manage_token": ""})
    assert CheckIn.objects.get().life == "answered"


def test_by_program_a_family_gets_a_token_each_and_a_repeat_the_same(crisis):
    path = f"/crises/{crisis.slug}/check-ins"
    body = (
        {"status": "safe"}
        | BORIS
        | {"group": [{"given_name": "Amira"}, {"given_name": "Lina", "family_name": "H"}]}
    )
    key = {"key": "8d2f6f0e-7a55-4a63-9c1c-1f0c5c1f9a11"}
    first, again = (Program().post(path, body, **key) for _twice in range(2))
    assert (first.status_code, again.status_code) == (201, 200) and first.json() == again.json()
    held = [by_link(one["manage_token"]).get("/own").json() for one in first.json()["group"]]
    assert [each["check_in"]["given_name"] for each in held] == ["Amira", "Lina"]
    assert [len(each["group"]) for each in held] == [2, 2]
    wrong = Program().post(path, body | {"group": [{"given_name": "call 0612345678"}]})
    assert wrong.status_code == 400 and "group" in wrong.content.decode()


def test_a_group_of_twenty_in_need_of_help_is_not_sent_back(crisis):
    group = "\n".join(f"Person {chr(65 + n)}" for n in range(20))
    say(crisis, status="need_help", group=group, lat="48.8712", lon="2.3672")
    assert Need.objects.get().adults == 20 and CheckIn.objects.count() == 21
