"""Signing in by code through allauth: through the outbox, alike for known and unknown, and into one's own account."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.core.cache import cache
from django.test import Client

from accounts import throttle
from accounts.people.contact import Contact
from accounts.people.models import Person
from accounts.reach.models import Message
from accounts.sign_in.link import issue_sign_in_link
from accounts.web.views import BACKEND
from crisis.activation.actions import invite_colleague
from crisis.activation.vocabulary import Role
from tests import cast

pytestmark = pytest.mark.django_db


def emma() -> Person:
    person = Person.objects.create_user(email="emma@example.org", pseudonym="Emma", language="en")
    EmailAddress.objects.create(user=person, email=person.email, primary=True)
    return person


def ask(client, email: str):
    return client.post("/en/account/login/code/", {"email": email})


def test_the_code_in_the_outbox_signs_in_and_verifies_the_address(client):
    person = emma()
    ask(client, person.email)
    code = re.search(r"\b(\d{6})\b", Message.objects.get().text).group(1)
    client.post("/en/account/login/code/confirm/", {"code": code})
    assert int(client.session["_auth_user_id"]) == person.pk
    assert person.contact_points.get().verified_at or EmailAddress.objects.get().verified


def test_what_is_neither_mailbox_nor_number_is_told_what_to_type(client):
    emma()
    page = client.post("/en/account/login/", {"login": "zzz"}).content.decode()
    assert (
        "Type a phone number such as 06 12 34 56 78, or an e-mail address." in page and 'value="zzz"' in page
    )
    assert client.post("/en/account/login/", {"login": "06 12 34 56 78"}).status_code == 302


def newest_code() -> str:
    return re.search(r"\b(\d{6})\b", Message.objects.latest("pk").text).group(1)


def come_back(by: dict) -> int:
    """Another day, another browser: a code and nothing else."""
    client = Client()
    client.post("/en/account/login/code/", by)
    client.post("/en/account/login/code/confirm/", {"code": newest_code()})
    return int(client.session["_auth_user_id"])


def test_the_first_coordinator_adds_an_address_and_comes_back_by_code(client):
    client.post(issue_sign_in_link())
    asked = client.get("/en/desk/").content.decode()
    assert "/en/account/email/" in asked
    client.post("/en/account/email/", {"email": "first@example.org", "action_add": ""})
    client.post("/en/account/confirm-email/", {"code": newest_code()})
    assert "/en/account/email/" not in client.get("/en/desk/").content.decode()
    assert come_back({"email": "first@example.org"}) == Person.objects.get().pk


@pytest.mark.parametrize(
    ("contact", "by"),
    [
        (Contact("email", "new@example.org"), {"email": "new@example.org"}),
        (Contact("phone", "+33612345678"), {"phone": "+33612345678"}),
    ],
)
def test_an_invited_colleague_comes_in_and_back_by_a_code_to_the_address_they_were_invited_at(contact, by):
    crisis = cast.active_crisis()
    chen = cast.at_the_desk(crisis.declared_by)
    emma = invite_colleague(
        crisis=crisis, contact=contact, pseudonym="Emma", role=Role.COORDINATOR, origin=chen, at=cast.now()
    )
    assert come_back(by) == come_back(by) == emma.pk


@pytest.mark.parametrize("by", [{"email": "emma@example.org"}, {"phone": "+33612345678"}])
def test_the_first_code_an_address_answers_ends_what_opened_the_account_before_and_no_later_one_does(by):
    verified = {"email": None} if "phone" in by else {"phone": "+33698765432", "phone_verified": True}
    person = cast.chen(**by | verified)
    EmailAddress.objects.create(user=person, email=by.get("email", "mal@example.org"), verified="phone" in by)
    before, by_link = Client(), issue_sign_in_link(person)
    before.force_login(person, backend=BACKEND)
    come_back(by)
    assert before.get("/en/me/").status_code == 302 and Client().post(by_link).status_code == 410
    person.refresh_from_db()
    assert [person.email or "", person.phone or ""] == [by.get("email", ""), by.get("phone", "")]
    assert not EmailAddress.objects.filter(email="mal@example.org").exists()
    before.force_login(person, backend=BACKEND)
    come_back(by)
    assert before.get("/en/me/").status_code == 200


def test_an_address_that_a_stranger_typed_at_sign_up_is_hers_who_answers_there(client):
    stranger = Person.objects.create_user(email="she@example.org")
    EmailAddress.objects.create(user=stranger, email=stranger.email, primary=True)
    client.post(issue_sign_in_link())
    client.post("/en/account/email/", {"email": "she@example.org", "action_add": ""})
    assert client.post("/en/account/confirm-email/", {"code": newest_code()}).status_code == 302
    assert come_back({"email": "she@example.org"}) == Person.objects.get(may_declare=True).pk


def test_whoever_works_here_lands_at_the_desk_and_finds_it_on_every_page(client):
    guest = Person.objects.create_user(email="guest@example.org", pseudonym="Guest", language="en")
    chen = cast.active_crisis(cast.chen(email="chen.at.work@example.org")).declared_by
    for person, lands in ((guest, "/en/"), (chen, "/en/desk/")):
        EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
        ask(client, person.email)
        signed_in = client.post("/en/account/login/code/confirm/", {"code": newest_code()})
        assert signed_in["Location"] == lands
        assert ('href="/en/desk/"' in client.get("/en/").content.decode()) is (lands == "/en/desk/")
        client.logout()


def test_an_unknown_address_gets_the_same_answer_and_no_message(client):
    emma()
    known, unknown = ask(client, "emma@example.org"), ask(client, "nobody@example.org")
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    assert Message.objects.count() == 1


def test_a_mail_server_that_is_down_breaks_no_page(client, settings):
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    emma()
    assert ask(client, "emma@example.org").status_code == 302


def test_nobody_has_a_password_and_no_page_or_address_gives_one():
    client, person = Client(), emma()
    client.force_login(person, backend=BACKEND)
    for path in ("change/", "set/", "reset/", "reset/done/", "reset/key/1-abc/", "reset/key/done/"):
        assert client.get(f"/en/account/password/{path}").status_code == 404
        said = {"password1": "correct horse", "password2": "correct horse", "email": person.email}
        assert client.post(f"/en/account/password/{path}", said).status_code == 404
    for room in ("auth/password/request", "auth/password/reset", "account/password/change"):
        told = client.post(f"/api/auth/browser/v1/{room}", {"email": person.email}, "application/json")
        assert (told.status_code, told.json()["code"]) == (404, "not_there")
    for room in ("auth/login", "auth/reauthenticate"):
        said = {"email": person.email, "password": "correct horse"}
        assert client.post(f"/api/auth/app/v1/{room}", said, "application/json").status_code == 404
    assert client.post("/en/account/reauthenticate/", {"password": "correct horse"}).status_code == 404
    person.refresh_from_db()
    assert not person.has_usable_password() and not Message.objects.exists()


def test_a_password_typed_where_a_code_is_asked_for_is_not_even_hashed(client, monkeypatch):
    monkeypatch.setattr("django.contrib.auth.hashers.PBKDF2PasswordHasher.encode", None)
    said = {"login": emma().email, "password": "correct horse"}
    assert client.post("/en/account/login/", said)["Location"] == "/en/account/login/code/confirm/"


@pytest.mark.parametrize("path", ["login/", "login/code/", "signup/", "email/", "phone/change/"])
def test_an_e_mail_is_called_one_thing_on_every_page_and_no_page_has_a_style_of_its_own(path):
    client = Client()
    if path in ("email/", "phone/change/"):
        client.force_login(emma(), backend=BACKEND)
    for language in ("en", "fr"):
        said = client.get(f"/{language}/account/{path}").content.decode().split("<main")[1].split("</main")[0]
        words = re.sub(r"<[^>]+>", " ", said)
        assert not re.search(r"\b(Email|Courriel|Login|Identifiant)\b", words) and "style=" not in said


def test_her_addresses_and_her_phone_are_changed_without_a_script():
    client, person = Client(), emma()
    EmailAddress.objects.filter(user=person).update(verified=True)
    client.force_login(person, backend=BACKEND)
    page = "/en/account/email/"
    client.post(page, {"email": "new@example.org", "action_add": "1"})
    client.post("/en/account/confirm-email/", {"code": newest_code()})
    client.post(page, {"email": "new@example.org", "action_primary": "1"})
    client.post(page, {"email": "emma@example.org", "action_remove": "1"})
    assert list(EmailAddress.objects.values_list("email", "primary")) == [("new@example.org", True)]
    client.post("/en/account/phone/change/", {"phone": "+33612345678", "action_add": "1"})
    client.post("/en/account/phone/verify/", {"code": newest_code()})
    person.refresh_from_db()
    assert (person.phone, person.phone_verified) == ("+33612345678", True)


def test_the_code_to_a_new_number_is_guessed_no_oftener_than_one_to_sign_in(monkeypatch):
    monkeypatch.setitem(throttle.RATES, "wrong_code", "1/day")
    cache.clear()  # allauth remembers for a minute who changed theirs
    client, person = Client(), emma()
    client.force_login(person, backend=BACKEND)
    client.post("/en/account/phone/change/", {"phone": "+33612345677", "action_add": "1"})
    answers = [client.post("/en/account/phone/verify/", {"code": code}) for code in ("x", newest_code())]
    person.refresh_from_db()
    assert [each.status_code for each in answers] == [200, 429] and person.phone is None


def test_a_number_is_added_as_it_is_spoken_and_a_slip_is_put_right_at_once():
    cache.clear()
    client, person = Client(), emma()
    client.force_login(person, backend=BACKEND)
    page = "/en/account/phone/change/"
    for slip in ("06 12", "emma@example.org"):
        assert client.post(page, {"phone": slip, "action_add": "1"}).context["form"].errors["phone"]
    for typed, number in (("06 12 34 56 99", "+33612345699"), ("+33 6 12 34 56 98", "+33612345698")):
        asked = client.post(page, {"phone": typed, "action_add": "1"})
        client.post(asked["Location"], {"code": newest_code()})
        person.refresh_from_db()
        assert person.phone == number


def test_no_code_is_asked_for_without_a_way_to_another():
    client = Client()
    asked = client.post("/en/account/login/", {"login": "nobody@example.org"}, follow=True)
    again = {"next": "/en/account/login/"}
    assert (
        "Send me a new code" in asked.content.decode()
        and 'value="/en/account/login/"' in asked.content.decode()
    )
    assert client.post("/en/account/logout/", again, follow=True).status_code == 200
    assert client.post("/en/account/login/", {"login": emma().email}).status_code == 302 and newest_code()
    client.force_login(Person.objects.get(), backend=BACKEND)
    cache.clear()
    for number in ("06 12 34 56 97", "+33612345697"):  # as typed, then as the button says it again
        asked = client.post("/en/account/phone/change/", {"phone": number}, follow=True)
    page = asked.content.decode()
    assert 'action="/en/account/phone/change/"' in page and 'name="phone" value="+33612345697"' in page


def test_who_has_just_signed_up_reads_no_number_of_theirs_and_finds_the_way_out():
    client = Client()
    asked = client.post("/en/account/signup/", {"email": "new@example.org"}, follow=True)
    page = client.post(asked.request["PATH_INFO"], {"code": newest_code()}, follow=True).content.decode()
    assert "You are signed in." in page and str(Person.objects.get().public_id)[:8] not in page
    assert 'href="/en/account/logout/"' in page


def test_who_has_numbers_tried_one_after_the_other_is_told_to_wait():
    cache.clear()
    client = Client()
    client.force_login(emma(), backend=BACKEND)
    numbers = [{"phone": f"+3361234560{each}"} for each in range(7)]
    answers = [client.post("/en/account/phone/change/", each).status_code for each in numbers]
    assert answers == 6 * [302] + [429] and Message.objects.count() == 6
