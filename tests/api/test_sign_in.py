"""A person signs up by code with no page and no password, and the token they get is theirs in the API."""

import re
from uuid import uuid4

import pytest
from allauth.account.models import EmailAddress
from django.test import Client, RequestFactory

from accounts import throttle
from accounts.people.models import Person
from accounts.reach.models import Message
from crisis.activation.models import Membership
from tests import cast
from tests.api.client import Program

pytestmark = pytest.mark.django_db
AUTH = "/api/auth/app/v1/auth"


def test_a_code_by_mail_becomes_a_token_that_opens_what_is_mine():
    crisis = cast.active_crisis()
    desk, phone = f"/crises/{crisis.slug}/desk", Client(headers={"Accept-Language": "en"})
    asked = phone.post(f"{AUTH}/signup", {"email": "nadia@example.org"}, content_type="application/json")
    token = asked.json()["meta"]["session_token"]
    assert Program(session=token).get("/me/data").status_code == 401

    code = re.search(r"\b(\d{6})\b", Message.objects.latest("pk").text)[1]
    known = phone.post(
        f"{AUTH}/email/verify",
        {"key": code},
        content_type="application/json",
        headers={"X-Session-Token": token},
    )
    assert known.status_code == 200, known.content
    nadia = Program(session=known.json()["meta"].get("session_token", token))
    assert nadia.get("/me/data").json()["person"]["email"] == "nadia@example.org"

    assert nadia.get(desk).status_code == 404
    person = Person.objects.get(email="nadia@example.org")
    Membership.objects.create(crisis=crisis, person=person)
    assert nadia.get(desk).json()["slug"] == crisis.slug
    Membership.objects.update(removed_at=cast.now())
    assert nadia.get(desk).status_code == 404


def test_a_coordinator_signs_in_on_a_phone_as_the_schema_says_and_out_again():
    chen = cast.chen(email="chen@example.org")
    EmailAddress.objects.create(user=chen, email=chen.email, verified=True, primary=True)
    crisis = cast.active_crisis(chen)
    phone = Client(headers={"Accept-Language": "en"})
    asked = phone.post(f"{AUTH}/code/request", {"email": "chen@example.org"}, content_type="application/json")
    token = asked.json()["meta"]["session_token"]
    assert asked.status_code == 401
    code = re.search(r"\b(\d{6})\b", Message.objects.latest("pk").text)[1]
    told = {"content_type": "application/json", "headers": {"X-Session-Token": token}}
    known = phone.post(f"{AUTH}/code/confirm", {"code": code}, **told)
    assert known.status_code == 200, known.content
    token = known.json()["meta"]["session_token"]
    assert Program(session=token).get(f"/crises/{crisis.slug}/desk").status_code == 200
    phone.delete(f"{AUTH}/session", headers={"X-Session-Token": token})
    assert Program(session=token).get(f"/crises/{crisis.slug}/desk").status_code == 401


@pytest.mark.parametrize(
    ("url", "how"),
    [(f"{AUTH}/signup", {"content_type": "application/json"}), ("/en/account/signup/", {})],
)
def test_signing_up_tells_nobody_whether_an_address_has_an_account(url, how):
    known = cast.chen(email=f"{uuid4()}@example.org")
    EmailAddress.objects.create(user=known, email=known.email, verified=True, primary=True)

    def asked(email: str) -> tuple[int, str, list[str], str]:
        answer = Client().post(url, {"email": email}, **how)
        said = answer.json() if answer["Content-Type"].startswith("application/json") else {}
        return answer.status_code, answer.get("Location", ""), sorted(said), str(said.get("data"))

    # allauth remembers for minutes whom it wrote to
    fresh = asked(f"{uuid4()}@example.org")
    assert fresh[0] < 500 and asked(known.email) == fresh
    told = Message.objects.get(contact__value=known.email)
    assert told.subject == "Sign in" and "/en/account/login/" in told.text


@pytest.mark.parametrize(
    ("url", "how"),
    [(f"{AUTH}/signup", {"content_type": "application/json"}), ("/en/account/signup/", {})],
)
def test_a_number_typed_at_sign_up_is_kept_nowhere_so_its_owner_never_signs_in_to_a_strangers_account(
    url, how
):
    number, stalker = "+33612340001", f"{uuid4()}@example.org"
    known = cast.chen(email=None, phone="+33612340002", phone_verified=True)

    def asked(phone: str, email: str) -> tuple[int, str, str]:
        answer = Client().post(url, {"email": email, "phone": phone}, **how)
        said = answer.json() if answer["Content-Type"].startswith("application/json") else {}
        return answer.status_code, answer.get("Location", ""), str(said.get("data"))

    told = asked(number, stalker)
    assert asked(known.phone, f"{uuid4()}@example.org") == told
    assert not Person.objects.filter(phone=number).exists()
    before = Message.objects.count()
    Client().post("/en/account/login/code/", {"phone": number})
    assert Message.objects.count() == before


def test_one_mailbox_gets_few_codes_from_one_network_however_it_is_spelled_and_its_owner_still_gets_hers():
    name = uuid4().hex
    Client().post("/en/account/signup/", {"email": f"{name}@gmail.com"})

    def asked(spelling: str, network: str) -> int:
        return Client(REMOTE_ADDR=network).post("/en/account/signup/", {"email": spelling}).status_code

    codes = [asked(f"{name}+{each}@gmail.com", "127.0.0.1") for each in range(9)]
    assert codes == [302] * 4 + [429] * 5 and Message.objects.count() == 5
    assert asked(f"{name}+mine@gmail.com", "192.0.2.7") == 302


def test_whether_a_number_has_an_account_changes_nothing_of_when_its_codes_are_used_up():
    cast.chen(email=None, phone="+33612340002", phone_verified=True)
    at = "/en/account/login/code/"
    known, unknown = (
        [Client(REMOTE_ADDR=net).post(at, {"phone": phone}).status_code for _again in range(7)]
        for net, phone in (("192.0.2.1", "+33612340002"), ("192.0.2.2", "+33612340003"))
    )
    assert known == unknown


def test_a_stranger_who_asks_for_her_codes_all_night_keeps_no_coordinator_out():
    chen = cast.chen(email=f"{uuid4()}@example.org")
    EmailAddress.objects.create(user=chen, email=chen.email, verified=True, primary=True)
    how = {"content_type": "application/json"}
    for _each in range(9):
        Client(REMOTE_ADDR="192.0.2.66").post(f"{AUTH}/code/request", {"email": chen.email}, **how)
    asked = Client(REMOTE_ADDR="192.0.2.7").post(f"{AUTH}/code/request", {"email": chen.email}, **how)
    assert asked.status_code == 401 and asked.json()["data"]["flows"]


def asked_for_a_code(**by) -> tuple[Client, str, str]:
    """Somebody's browser, where the code to them is typed, and one that is wrong."""
    at = Client(**by)
    at.post("/en/account/login/code/", {"email": "chen@example.org"})
    right = re.search(r"\b(\d{6})\b", Message.objects.latest("pk").text)[1]
    return at, right, f"{(int(right) + 1) % 10**6:06d}"


def typed(at: Client, code: str) -> int:
    return at.post("/en/account/login/code/confirm/", {"code": code}).status_code


@pytest.fixture
def chen_at_home() -> Person:
    chen = cast.chen(email="chen@example.org")
    EmailAddress.objects.create(user=chen, email=chen.email, verified=True, primary=True)
    return chen


def test_of_many_guesses_at_once_only_the_first_three_count_however_late_the_session_hears_of_them(
    chen_at_home,
):
    at, right, wrong = asked_for_a_code(REMOTE_ADDR="192.0.2.10")
    before = at.session["account_login"]
    answers = []
    for code in [wrong] * 5 + [right]:
        session = at.session
        session["account_login"] = before  # each reads what was there before the others wrote
        session.save()
        answers.append(typed(at, code))
    assert 429 not in answers[:3] and answers[3:] == [429] * 3
    assert "_auth_user_id" not in at.session
    spent = throttle.look("wrong_code_to", "sign-in:email:chen@example.org")
    assert spent.limit - spent.remaining == 3, "what was refused spends nothing of hers"


def test_wrong_codes_are_counted_by_the_day_and_by_the_mailbox_whatever_session_asks(
    chen_at_home, monkeypatch
):
    monkeypatch.setitem(throttle.RATES, "wrong_code", "3/day")
    monkeypatch.setitem(throttle.RATES, "wrong_code_to", "5/day")
    codes = [asked_for_a_code(REMOTE_ADDR="192.0.2.66") for _session in range(2)]
    for at, _right, wrong in codes:
        assert [typed(at, wrong), typed(at, wrong)].count(429) == (at is codes[1][0])
    assert typed(at, codes[1][1]) == 429
    owner, right, _wrong = asked_for_a_code(REMOTE_ADDR="192.0.2.7")
    assert typed(owner, right) == 302 and "_auth_user_id" in owner.session
    for network in ("192.0.2.67", "192.0.2.68"):
        at, right, wrong = asked_for_a_code(REMOTE_ADDR=network)
        typed(at, wrong)
    assert typed(at, right) == 429
    owner, right, _wrong = asked_for_a_code(REMOTE_ADDR="192.0.2.9")
    assert typed(owner, right) == 302 and "_auth_user_id" in owner.session, (
        "who guessed nothing is kept out by nobody"
    )


def test_a_home_with_two_hundred_networks_is_one_line():
    request = RequestFactory().get
    lines = {throttle.line_of(request("/", REMOTE_ADDR=f"2001:db8:7:{each:x}::1")) for each in range(256)}
    assert (
        lines == {"2001:db8:7::/48"}
        and throttle.line_of(request("/", REMOTE_ADDR="192.0.2.1")) == "192.0.2.1"
    )


@pytest.mark.parametrize("room", ["code/confirm", "email/verify"])
def test_a_program_guesses_no_oftener_than_a_page(room, monkeypatch):
    monkeypatch.setitem(throttle.RATES, "wrong_code", "1/day")
    chen, how = cast.chen(email=f"{uuid4()}@example.org"), {"content_type": "application/json"}
    EmailAddress.objects.create(user=chen, email=chen.email, verified=True, primary=True)
    ask, mail = (
        ("code/request", chen.email) if room == "code/confirm" else ("signup", f"{uuid4()}@example.org")
    )
    program = Client(REMOTE_ADDR="192.0.2.9")
    token = program.post(f"{AUTH}/{ask}", {"email": mail}, **how).json()["meta"]["session_token"]
    right = re.search(r"\b(\d{6})\b", Message.objects.latest("pk").text)[1]
    said, how["headers"] = {"code/confirm": "code", "email/verify": "key"}[room], {"X-Session-Token": token}
    answers = [program.post(f"{AUTH}/{room}", {said: code}, **how).status_code for code in ("000000x", right)]
    assert answers == [400, 429]
