"""What do you hold about me, who saw it, take it away."""

import json
import re

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client

from accounts.links.models import ManageLink
from accounts.origin import Door, Origin
from accounts.people.suspending import lift_suspension
from crisis.desk.actions import note_case
from crisis.desk.suspending import suspend_owner
from crisis.shelter.models import Hold, Need, Offer
from matching.actions.talking import say
from matching.models import Match
from matching.vocabulary import Side
from tests import cast
from tests.api.client import by_link
from tests.crisis.checkin.asks.test_pages import path_of
from tests.crisis.desk.desk_cast import signed_in as browser_of
from tests.matching.web.test_own_pages import Owner

pytestmark = pytest.mark.django_db
CANARY = "kanarienvogel"


@pytest.fixture
def crisis():
    return cast.active_crisis()


def test_a_host_reads_what_is_held_and_who_saw_the_address(crisis):
    boris = Owner(cast.coming(crisis).offer)
    page = boris.sees("mine/")
    assert "code 4812B, 3rd floor" in page and "Exact address" in page and "your guest" in page
    assert "boris@example.org" not in page and "b…@example.org" in page


def test_the_file_holds_everything_and_no_key(crisis):
    boris = Owner(cast.boris_opens(crisis, origin=cast.WEB))
    answer = boris.client.get(boris.path + "data.json")
    held = json.loads(answer.content)
    assert "attachment" in answer["Content-Disposition"]
    assert held["contacts"][0]["value"] == "boris@example.org"
    assert held["offers"][0]["place"]["entry"] == "code 4812B, 3rd floor"
    assert held["messages_to_you"] == []  # what went to an unproved contact is told to nobody who typed it


def test_an_exercises_messages_are_in_the_file_without_their_keys():
    boris = Owner(cast.boris_opens(cast.active_crisis(is_drill=True), origin=cast.WEB))
    held = json.loads(boris.client.get(boris.path + "data.json").content)
    assert "/m/…" in held["messages_to_you"][0]["text"]
    assert boris.path not in json.dumps(held)


def test_the_request_that_her_cry_for_help_opened_is_one_press_away(crisis):
    helped, safe = (
        cast.amira_is_safe(crisis, status="need_help", place=cast.place()),
        cast.amira_is_safe(crisis),
    )
    own, other = path_of(helped, "check_in"), path_of(safe, "check_in")
    held = Client().get(f"{own}mine/").content.decode()
    assert Need.objects.get().reference in held and f'action="{own}help/"' in held
    there = Client().post(f"{own}help/", follow=True).content.decode()
    assert Need.objects.get().reference in there and "Withdraw my request" in there
    assert "help/" not in Client().get(f"{other}mine/").content.decode()


def suspend(posted):
    desk = cast.at_the_desk(posted.crisis.declared_by)
    return suspend_owner(posted=posted, reason="Guests complain.", origin=desk, at=cast.now())


def test_who_was_suspended_reads_why_when_and_that_it_was_lifted(crisis):
    boris = Owner(cast.boris_opens(crisis))
    made = suspend(boris.posted)
    assert "Guests complain." in boris.sees("mine/") and "Lifted" not in boris.sees("mine/")
    desk = cast.at_the_desk(crisis.declared_by)
    lift_suspension(suspension=made, origin=desk, at=cast.now())
    assert "Lifted" in boris.sees("mine/")
    told = by_link(boris.token).get("/own/data").json()["suspensions"]
    assert [each["reason"] for each in told] == ["Guests complain."] and told[0]["lifted_at"]


def test_a_suspended_host_still_reads_takes_and_erases_their_data_from_the_closed_page(crisis):
    boris = Owner(cast.boris_opens(crisis))
    suspend(boris.posted)
    assert f"{boris.path}mine/" in boris.sees() and "4812B" not in boris.sees()
    assert "code 4812B, 3rd floor" in boris.sees("mine/") and "4812B" in boris.sees("data.json")
    assert boris.client.post(f"{boris.path}pause/").status_code == 403
    assert boris.client.post(f"{boris.path}erase/", {"sure": "erase"}).status_code == 200
    boris.posted.place.refresh_from_db()
    assert boris.posted.place.entry == ""


def test_a_suspended_account_still_reads_and_erases_its_own_and_nothing_else(crisis):
    dana, boris = cast.dana(), Owner(cast.boris_opens(crisis))
    Offer.objects.filter(pk=boris.posted.pk).update(owner=dana)
    ManageLink.objects.filter(subject=boris.posted.public_id).update(person=dana)
    boris.posted.refresh_from_db()
    suspend(boris.posted)
    client = browser_of(dana)
    assert '"/en/me/"' in boris.sees() and "Sign in" in boris.sees("mine/")
    assert "code 4812B" in client.get("/en/me/").content.decode()
    assert client.get("/en/desk/").status_code == 302
    assert client.post("/en/me/erase/", {"sure": "erase"}).status_code == 200
    dana.refresh_from_db()
    assert dana.email is None and client.get("/en/me/").status_code == 302


@pytest.mark.parametrize("posts", [cast.boris_opens, cast.esma_searches, cast.amira_is_safe])
def test_everything_posted_signed_in_has_a_button_that_opens_its_page(crisis, posts):
    dana = cast.dana()
    posted = posts(crisis, origin=Origin(door=Door.WEB, actor=dana))
    client = browser_of(dana)
    [button] = re.findall(r'action="(/en/me/\w+/[^"]+)"', client.get("/en/me/").content.decode())
    assert posted.reference in client.post(button, follow=True).content.decode()


def everything() -> str:
    """Every row of every table, as text."""
    rows = []
    with connection.cursor() as cursor:
        for model in apps.get_models():
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(model._meta.db_table)}")
            rows += [str(row) for row in cursor.fetchall()]
    return "\n".join(rows)


def test_who_is_erased_leaves_no_word_behind_and_frees_what_they_held(crisis):
    chen = cast.at_the_desk(crisis.declared_by)
    cast.boris_opens(crisis)
    from matching.actions.handshake import accept_match, set_out
    from matching.actions.proposing import propose_matches

    need = cast.amira_asks(
        crisis,
        first_name=CANARY,
        contact=f"{CANARY}@example.org",
        note=CANARY,
        place=cast.place(cast.OBERKAMPF, f"12 rue {CANARY}"),
        origin=cast.WEB,
    )
    match = propose_matches(need=need, at=cast.now())
    accept_match(match=match, origin=cast.WEB, at=cast.now())
    set_out(match=match, origin=cast.WEB, at=cast.now())
    say(match=match, side=Side.GUEST, text=CANARY, origin=cast.WEB, at=cast.now())
    note_case(crisis=crisis, subject=need.public_id, text=CANARY, origin=chen, at=cast.now())
    amira = Owner(need)
    assert everything().count(CANARY) >= 6
    answer = amira.client.post(amira.path + "erase/", {"sure": "erase"})
    assert "Everything about you is erased" in answer.content.decode()
    assert CANARY not in everything()
    assert str(cast.OBERKAMPF[0]) not in str(list(type(need.place).objects.values()))
    assert Hold.objects.get().state == "released" and match.offer.places_left is not None
    assert amira.client.get(amira.path).status_code == 404


def test_erasing_asks_for_a_tick_first(crisis):
    boris = Owner(cast.boris_opens(crisis))
    boris.client.post(boris.path + "erase/")
    assert boris.client.get(boris.path + "erase/").status_code == 405
    assert "code 4812B" in boris.sees("mine/")


def test_who_posted_signed_in_signs_in_to_see_the_rest(crisis):
    dana = cast.dana()
    from dataclasses import replace

    offer = cast.boris_opens(crisis, origin=replace(cast.WEB, actor=dana))
    by_link = Owner(offer)
    assert by_link.client.get(by_link.path + "mine/").status_code == 409
    client = Client()
    assert client.get("/en/me/").status_code == 302
    client.force_login(dana, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert offer.reference in client.get("/en/me/").content.decode()
    answer = client.post(f"/en/me/offer/{offer.public_id}/")
    assert client.get(answer["Location"]).status_code == 200


def test_somebody_elses_post_is_not_mine(crisis):
    offer = cast.boris_opens(crisis)
    client = Client()
    client.force_login(cast.dana(), backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.post(f"/en/me/offer/{offer.public_id}/").status_code == 404
    assert client.get("/en/me/data.json").json()["offers"] == []


def test_a_coordinator_leaves_the_team_before_being_erased(crisis):
    client = Client()
    client.force_login(crisis.declared_by, backend="allauth.account.auth_backends.AuthenticationBackend")
    page = client.post("/en/me/erase/", {"sure": "erase"}, follow=True).content.decode()
    assert "You are on the team of a crisis" in page
    crisis.declared_by.refresh_from_db()
    assert crisis.declared_by.pseudonym == "Chen" and not Match.objects.exists()
