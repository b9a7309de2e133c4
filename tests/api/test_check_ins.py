"""The safety check over the API: the same actions as the page."""

import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.journal.sequence import sequence
from accounts.links.actions import holder_of, issue_api_key
from crisis.checkin.actions.checking_in import check_in_many
from crisis.checkin.models import CheckIn
from crisis.ground import grid
from matching.api.changes import desk_changes
from matching.api.cursors import read_cursor
from tests import cast
from tests.api.client import Program, by_key, by_link, signed_in
from tests.api.test_problems import is_problem

pytestmark = pytest.mark.django_db

SAFE = {
    "status": "safe",
    "given_name": "Amira",
    "family_name": "Haddad",
    "contact": "+33612345678",
    "named": ["boris@example.org"],
    "message": "At Leïla's",
}


def post(crisis, **changes):
    return Program().post(f"/crises/{crisis.slug}/check-ins", SAFE | changes, key=False)


def find(crisis, **asked) -> list[dict]:
    return Program().post(f"/crises/{crisis.slug}/find", asked, key=False).json()["people"]


def test_a_check_in_needs_no_account_no_key_and_no_place():
    crisis = cast.active_crisis()
    answer = post(crisis)
    assert answer.status_code == 201
    told = answer.json()
    assert holder_of(told["manage_token"]).subject == CheckIn.objects.get().public_id
    assert (told["need_token"], told["place"]) == ("", None)
    assert told["reference"] == CheckIn.objects.get().reference


def test_a_repeat_with_the_same_key_gets_the_same_token_and_200():
    crisis = cast.active_crisis()
    key = str(uuid.uuid4())
    answers = [Program().post(f"/crises/{crisis.slug}/check-ins", SAFE, key=key) for _each in range(2)]
    assert [answer.status_code for answer in answers] == [201, 200]
    assert answers[0].json() == answers[1].json()
    other = Program().post(f"/crises/{crisis.slug}/check-ins", SAFE | {"message": "Other"}, key=key)
    is_problem(other, 422, "key_reused")


def test_need_help_needs_a_place_and_hands_back_the_need_too():
    crisis = cast.active_crisis()
    is_problem(post(crisis, status="need_help"), 400, "invalid")
    is_problem(post(crisis, status="need_help", place={"text": "qwxzzz 99999"}), 422, "place_unknown")
    told = post(crisis, status="need_help", place={"lat": 48.87, "lon": 2.36}).json()
    assert holder_of(told["need_token"]).subject_kind == "need"
    assert told["place"]["lat"] == 48.87


@pytest.mark.parametrize("said", [{}, {"audience": "anyone"}, {"audience": "contacts", "contact": ""}])
def test_a_first_name_and_a_place_are_enough_to_ask_for_help(said):
    crisis = cast.active_crisis()
    body = {"status": "need_help", "given_name": "Amira", "place": {"lat": 48.87, "lon": 2.36}} | said
    told = Program().post(f"/crises/{crisis.slug}/check-ins", body, key=False)
    assert told.status_code == 201 and told.json()["need_token"]


def test_naming_nobody_is_taken_and_the_answer_says_so():
    crisis = cast.active_crisis()
    assert post(crisis, audience="named", named=[]).json()["named"] == 0
    assert post(crisis, audience="named").json()["named"] == 1


def test_a_change_keeps_whom_one_named_unless_they_are_sent():
    crisis = cast.active_crisis()
    token = post(crisis).json()["manage_token"]
    for change, left in (({"message": "x"}, 1), ({"named": []}, 0)):
        assert by_link(token).send("patch", "/own", change, key=True).status_code == 200
        assert CheckIn.objects.get().keys.filter(kind="named").count() == left


def test_unknown_words_for_a_place_keep_nobody_from_being_safe():
    crisis = cast.active_crisis()
    answer = post(crisis, place={"text": "qwxzzz 99999"})
    assert (answer.status_code, answer.json()["place"]) == (201, None)


@pytest.mark.parametrize("status", ["believed_dead", "dead", "deceased", "SAFE", None, 3, "\u0000"])
def test_no_other_status_is_taken(status):
    crisis = cast.active_crisis()
    assert post(crisis, status=status).status_code == 400
    assert not CheckIn.objects.exists()


@pytest.mark.parametrize("field", ["life", "owner", "held_at", "confirmed", "public_id", "crisis"])
def test_what_is_not_theirs_to_say_is_refused(field):
    path = f"/crises/{cast.active_crisis().slug}/check-ins"
    answer = Program().post(path, SAFE | {field: "x"}, key=False)
    is_problem(answer, 400, "invalid")
    assert answer.json()["errors"][0]["code"] == "unknown_field"


def test_errors_point_at_their_fields():
    crisis = cast.active_crisis()
    wrong = post(crisis, given_name="!", contact="nobody", audience="contacts")
    assert {error["pointer"] for error in wrong.json()["errors"]} == {"/given_name", "/contact"}


def test_who_looks_finds_as_the_author_chose():
    crisis = cast.active_crisis()
    cast.amira_is_safe(crisis, audience="anyone", message="At Leïla's", place=cast.place(), say_where=True)
    (searched,) = find(crisis, name="HADDAD, amira")
    assert (searched["name"], searched["status"], searched["confirmed"]) == ("Amira H.", "safe", True)
    assert (searched["message"], searched["district"]) == ("", "")
    (known,) = find(crisis, name="Amira", contact="Amira@Example.org")
    assert (known["message"], known["district"]) == ("At Leïla's", "Paris 10")


def test_looking_up_is_throttled_and_answers_are_kept_by_no_cache():
    crisis = cast.active_crisis()
    path = f"/crises/{crisis.slug}/find"
    first = Program().post(path, {"name": "Amira Haddad"}, key=False)
    assert first["Cache-Control"] == "no-store"
    told = [Program().post(path, {"name": "Amira Haddad"}, key=False).status_code for _each in range(35)]
    assert told[-1] == 429


def test_checking_in_is_never_throttled():
    crisis = cast.active_crisis()
    assert {post(crisis, contact="", audience="named").status_code for _each in range(150)} == {201}


def test_the_desk_hears_of_a_crowd_in_one_line():
    crisis = cast.active_crisis()
    drafts = [cast.check_in_draft(contact="", audience="anyone", place=cast.place()) for _each in range(40)]
    check_in_many(crisis=crisis, drafts=drafts, origin=cast.WEB, at=cast.now())
    cast.amira_is_safe(crisis)
    sequence()
    changes = signed_in(crisis.declared_by).get(f"/crises/{crisis.slug}/desk/changes").json()["items"]
    heard = [item for item in changes if item["type"].startswith("check_in")]
    assert [item["type"] for item in heard] == ["check_in", "check_ins"]
    assert heard[1]["data"] == {
        "cells": {grid.cell(*cast.ALIBERT): 40}, "statuses": {"safe": 40}, "expired": 0
    }  # fmt: skip


def test_the_desk_reads_changes_in_as_many_queries_for_ten_check_ins_as_for_two():
    crisis = cast.active_crisis()
    asked = []
    for people in (2, 8):
        for _each in range(people):
            cast.amira_is_safe(crisis)
        sequence()
        with CaptureQueriesContext(connection) as queries:
            desk_changes(crisis, read_cursor(""), 100)
        asked.append(len(queries))
    assert asked[0] == asked[1]


def test_a_key_needs_the_scope():
    chen = cast.chen()
    crisis = cast.active_crisis(chen)
    wrong = by_key(issue_api_key(person=chen, name="a", scopes=["offers:read"], crisis_id=crisis.pk))
    right = by_key(issue_api_key(person=chen, name="b", scopes=["check_ins:write"], crisis_id=crisis.pk))
    path = f"/crises/{crisis.slug}/check-ins"
    assert [program.post(path, SAFE).status_code for program in (wrong, right)] == [403, 201]
