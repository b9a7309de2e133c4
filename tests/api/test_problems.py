"""Every failure is application/problem+json with a stable code."""

import uuid

import pytest
from django.db import OperationalError
from psycopg.errors import DiskFull

from accounts import throttle
from accounts.links.actions import issue_api_key, issue_manage_link
from accounts.people.models import Person
from crisis.ground.api.codes import all_codes
from crisis.shelter.api import views
from crisis.shelter.models import Need, Offer
from tests import cast
from tests.api.client import Program, by_key, by_link, signed_in
from tests.api.test_journey import NEED, offer

pytestmark = pytest.mark.django_db


@pytest.fixture
def crisis():
    return cast.active_crisis()


def is_problem(answer, status: int, code: str) -> dict:
    assert answer.status_code == status, answer.content
    assert answer["Content-Type"] == "application/problem+json"
    told = answer.json()
    assert told["code"] == code and told["status"] == status and told["type"].endswith(f"/#{code}")
    return told


def test_of_a_hundred_thousand_mistakes_the_first_few_are_told(crisis):
    """Each was told by itself: ten seconds of a core for one anonymous request."""
    right = {"place": {"lat": 48.87, "lon": 2.36}, "adults": 1}
    for wrong in ({f"a{number}": 1 for number in range(2_000)}, {"languages": ["q"] * 2_000}):
        answer = Program().post(f"/crises/{crisis.slug}/needs", right | wrong)
        assert answer.status_code == 400 and len(answer.json()["errors"]) <= 20


def test_an_unknown_field_is_refused_by_name(crisis):
    told = is_problem(Program().post(f"/crises/{crisis.slug}/needs", NEED | {"adult": 2}), 400, "invalid")
    [wrong] = told["errors"]
    assert (wrong["pointer"], wrong["code"]) == ("/adult", "unknown_field")
    assert wrong["detail"].startswith("This field is not known here. Known: adults, ")


def test_a_value_that_is_none_of_the_choices_is_answered_with_them(crisis):
    body = {"status": "ok", "given_name": "Amira"}
    told = is_problem(Program().post(f"/crises/{crisis.slug}/check-ins", body), 400, "invalid")
    [wrong] = told["errors"]
    assert (
        wrong["code"] == "invalid_choice"
        and wrong["detail"] == "Not one of these: safe, need_help, not_there."
    )


def test_a_wrong_field_inside_the_place_is_pointed_at(crisis):
    body = NEED | {"place": {"lat": 123.0, "lon": 2.0}}
    told = is_problem(Program().post(f"/crises/{crisis.slug}/needs", body), 400, "invalid")
    assert [error["pointer"] for error in told["errors"]] == ["/place/lat"]


def test_what_the_rules_refuse_points_at_the_body(crisis):
    body = NEED | {"adults": 0}
    told = is_problem(Program().post(f"/crises/{crisis.slug}/needs", body), 400, "invalid")
    assert told["errors"][0]["pointer"] == "/adults"


def test_a_far_place_points_at_the_place(crisis):
    body = NEED | {"place": {"lat": 43.3, "lon": 5.4}}
    told = is_problem(Program().post(f"/crises/{crisis.slug}/needs", body), 400, "invalid")
    assert told["errors"][0]["pointer"] == "/place"


def test_an_unknown_place_says_so_and_keeps_nothing(crisis):
    body = NEED | {"place": {"text": "zzzxqw qqq"}}
    told = is_problem(Program().post(f"/crises/{crisis.slug}/needs", body), 422, "place_unknown")
    assert told["candidates"] == []
    assert not Need.objects.exists()


@pytest.mark.parametrize(
    "body",
    [
        "{",
        "[]",
        '"x"',
        '{"adults": NaN}',
        '{"adults":1,"adults":2}',
        '{"a":"\\ud800"}',
        b"\xff",
    ],
)
def test_a_body_that_is_not_the_json_we_expect(crisis, body):
    is_problem(Program().post(f"/crises/{crisis.slug}/needs", body), 400, "parse_error")


def test_a_nul_cannot_be_kept_wherever_it_comes_from(crisis):
    is_problem(Program().post(f"/crises/{crisis.slug}/needs", '{"note":"\\u0000"}'), 400, "unreadable")
    is_problem(Program().get(f"/crises/{crisis.slug}/changes?since=%00"), 400, "unreadable")
    is_problem(by_link("nonsense").get("/own?x=%00"), 400, "unreadable")


@pytest.mark.parametrize(
    "cursor", ["cD0tMQ==", "cD05OTk5OTk5OTk5OTk5OTk5OTk5OTk=", "cD14", "%ff", "bz0tMQ=="]
)
def test_a_made_up_cursor_is_refused_as_such(crisis, cursor):
    is_problem(Program().get(f"/crises?cursor={cursor}"), 400, "cursor_malformed")


@pytest.mark.parametrize("limit", ["0", "-3", "abc", "1e3", "51", ""])
def test_a_limit_is_a_whole_number_in_range(crisis, limit):
    told = is_problem(Program().get(f"/crises?limit={limit}"), 400, "invalid")
    assert told["errors"] == [
        {"pointer": "/limit", "code": "out_of_range", "detail": "A whole number from 1 to 50."}
    ]


def test_a_token_of_the_wrong_kind_is_told_so(crisis):
    match = cast.proposed(crisis)
    token = issue_manage_link(
        person=match.offer.owner, subject_kind="offer", subject=match.offer.public_id, crisis_id=crisis.pk
    )
    is_problem(by_link(token).get(f"/crises/{crisis.slug}/desk"), 403, "permission_denied")
    is_problem(signed_in(crisis.declared_by).get("/own"), 403, "permission_denied")
    is_problem(by_link("nonsense").get(f"/crises/{crisis.slug}/desk"), 401, "authentication_failed")


def test_hostile_values_are_the_senders_mistake_never_ours(crisis):
    for changes in ({"adults": 10**30}, {"first_name": "x" * 10_000}, {"place": {"lat": 1e400, "lon": 0}}):
        answer = Program().post(f"/crises/{crisis.slug}/needs", NEED | changes)
        assert answer.status_code == 400, answer.content
    early = offer(until="0001-01-01T00:00:00+14:00")
    assert Program().post(f"/crises/{crisis.slug}/offers", early).status_code == 400
    assert Program().get(f"/crises/{crisis.slug}/changes?since=%00").status_code == 400
    assert Program().get(f"/crises/{crisis.slug}/shelters?cursor=%ff").status_code == 400


def test_other_methods_and_other_media_are_refused_in_the_same_shape(crisis):
    is_problem(Program().send("delete", "/crises"), 405, "method_not_allowed")
    answer = Program().client.post(f"/api/v1/crises/{crisis.slug}/needs", {"adults": 1})
    is_problem(answer, 415, "unsupported_media_type")
    is_problem(Program().get("/nothing-here"), 404, "not_there")
    is_problem(Program().get("/crises/no-such-crisis"), 404, "not_there")


def test_a_busy_database_asks_to_come_again(crisis, monkeypatch):
    def busy(*_args, **_kwargs):
        raise OperationalError("database is locked")

    monkeypatch.setattr(views, "public_doors", busy)
    answer = Program().get(f"/crises/{crisis.slug}/doors")
    is_problem(answer, 503, "busy")
    assert int(answer["Retry-After"]) > 0


def test_a_full_disk_is_not_told_as_a_busy_moment(crisis, monkeypatch):
    def full(*_args, **_kwargs):
        raise OperationalError from DiskFull()

    monkeypatch.setattr(views, "public_doors", full)
    answer = Program().get(f"/crises/{crisis.slug}/doors", **{"Accept-Language": "en"})
    assert "not saved" in is_problem(answer, 503, "storage_full")["detail"] and answer["Retry-After"] == "60"


def test_words_follow_the_language_and_codes_do_not(crisis):
    answers = [Program().get("/own", **{"Accept-Language": language}) for language in ("fr", "en")]
    assert [a.json()["code"] for a in answers] == ["not_authenticated"] * 2
    assert answers[0]["WWW-Authenticate"] == "Manage"


def test_unknown_tokens_are_refused_aloud():
    for program in (by_link("nonsense"), by_key("nonsense")):
        path = "/own" if "Manage" in program.headers["Authorization"] else "/desk/crises"
        is_problem(program.get(path), 401, "authentication_failed")


def test_the_session_cookie_opens_nothing(crisis):
    program = Program()
    program.client.force_login(
        crisis.declared_by, backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    is_problem(program.get("/desk/crises"), 401, "not_authenticated")


def test_a_suspended_person_is_nobody(crisis):
    chen = crisis.declared_by
    program = signed_in(chen)
    assert program.get(f"/crises/{crisis.slug}/desk").status_code == 200
    Person.objects.filter(pk=chen.pk).update(suspended_at=cast.now())
    is_problem(program.get(f"/crises/{crisis.slug}/desk"), 401, "not_authenticated")
    assert program.post(f"/crises/{crisis.slug}/needs", NEED).status_code == 201


def test_a_key_does_what_its_scopes_say_in_its_own_crisis(crisis):
    chen = crisis.declared_by
    other = cast.active_crisis(chen, name="Lyon")
    key = by_key(issue_api_key(person=chen, name="feed", scopes=["desk:read"], crisis_id=crisis.pk))
    assert key.get(f"/crises/{crisis.slug}/desk/needs").status_code == 200
    is_problem(key.get(f"/crises/{other.slug}/desk/needs"), 404, "not_there")
    is_problem(key.post(f"/crises/{crisis.slug}/desk/needs", NEED), 403, "permission_denied")
    is_problem(key.post(f"/crises/{crisis.slug}/offers", offer()), 403, "permission_denied")
    stand_down = key.post(f"/crises/{crisis.slug}/desk/stand-down", {"closing_message": "x"})
    assert stand_down.status_code == 403


def test_an_offer_posted_by_a_key_does_not_belong_to_the_keys_person(crisis):
    token = issue_api_key(
        person=crisis.declared_by, name="feed", scopes=["offers:write"], crisis_id=crisis.pk
    )
    assert by_key(token).post(f"/crises/{crisis.slug}/offers", offer()).status_code == 201
    assert Offer.objects.get().owner != crisis.declared_by


# -- The same request again ------------------------------------------------------------------------------------
def test_the_same_key_gives_the_same_answer_and_changes_nothing(crisis):
    key, body = str(uuid.uuid4()), offer()
    first = Program().post(f"/crises/{crisis.slug}/offers", body, key=key)
    again = Program().post(f"/crises/{crisis.slug}/offers", body, key=key)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert Offer.objects.count() == 1


def test_the_same_key_with_another_body_is_refused(crisis):
    key = str(uuid.uuid4())
    Program().post(f"/crises/{crisis.slug}/offers", offer(), key=key)
    other = Program().post(f"/crises/{crisis.slug}/offers", offer(places=3), key=key)
    is_problem(other, 422, "key_reused")


def test_an_offer_needs_a_key_and_a_need_never_does(crisis):
    is_problem(Program().post(f"/crises/{crisis.slug}/offers", offer(), key=False), 400, "key_missing")
    for key in ("abc", str(uuid.UUID(int=0)), str(uuid.uuid1())):
        is_problem(Program().post(f"/crises/{crisis.slug}/offers", offer(), key=key), 400, "key_malformed")
    drawn = "019283a4-7c2e-7d11-8a52-0c7f5b1e9d04"  # version 7
    assert Program().post(f"/crises/{crisis.slug}/offers", offer(), key=drawn).status_code == 201
    assert Program().post(f"/crises/{crisis.slug}/needs", NEED, key=False).status_code == 201


# -- How much is left ------------------------------------------------------------------------------------------
def test_every_answer_says_how_much_is_left(crisis):
    answer = Program().get("/crises")
    assert answer["RateLimit-Policy"].startswith('"default";q=')
    assert answer["RateLimit"].startswith('"default";r=')
    assert answer["X-Request-ID"]
    assert Program().get("/crises", **{"X-Request-ID": "abc-1"})["X-Request-ID"] == "abc-1"


def test_too_many_is_a_problem_with_a_time_and_a_need_is_never_too_many(crisis, monkeypatch):
    monkeypatch.setitem(throttle.RATES, "api_read", "1/minute")
    monkeypatch.setitem(throttle.RATES, "api_write", "1/minute")
    program = Program()
    program.client.defaults["REMOTE_ADDR"] = "192.0.2.77"
    program.get("/crises")
    answer = program.get("/crises")
    is_problem(answer, 429, "too_many")
    assert int(answer["Retry-After"]) > 0
    posts = [program.post(f"/crises/{crisis.slug}/needs", NEED).status_code for _ in range(3)]
    assert posts == [201, 201, 201]


def test_the_letter_case_of_a_token_buys_no_more_tries(crisis, monkeypatch):
    monkeypatch.setitem(throttle.RATES, "verify", "3/minute")
    door = cast.boris_opens(crisis)
    token = issue_manage_link(
        person=door.owner, subject_kind="offer", subject=door.public_id, crisis_id=crisis.pk
    )
    spelt = [f"Manage {token.upper()}", f"manage {token}", f"MANAGE  {token.title()}", f"Manage {token}"]
    answers = []
    for number, authorization in enumerate(spelt):
        program = Program(authorization)
        program.client.defaults["REMOTE_ADDR"] = f"198.51.100.{number}"
        answers.append(program.post("/own/verify", {"code": "000000"}))
    assert [answer.status_code for answer in answers[:3]] != [429] * 3
    is_problem(answers[3], 429, "too_many")
    assert answers[3]["RateLimit"] == f'"default";r=0;t={answers[3]["Retry-After"]}'


def test_many_tokens_of_one_network_share_what_it_may_post(crisis, monkeypatch):
    monkeypatch.setitem(throttle.RATES, "offer", "2/minute")
    statuses = []
    for door in [cast.boris_opens(crisis) for _ in range(3)]:
        about = {"subject_kind": "offer", "subject": door.public_id, "crisis_id": crisis.pk}
        program = by_link(issue_manage_link(person=door.owner, **about))
        program.client.defaults["REMOTE_ADDR"] = "198.51.100.77"
        statuses.append(program.post(f"/crises/{crisis.slug}/offers", offer()).status_code)
    assert statuses == [201, 201, 429]


def test_every_code_a_refusal_may_carry_is_on_the_page(client):
    page = client.get("/api/docs/errors/").content.decode()
    for code in all_codes():
        assert f'id="{code}"' in page
