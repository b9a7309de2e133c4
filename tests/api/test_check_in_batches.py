"""Check-ins that waited for a network, by the thousand in one call: each is answered by itself."""

import uuid

import pytest

from accounts.journal.models import Entry
from crisis.checkin.api import batch
from crisis.checkin.models import CheckIn, UnknownPlace
from crisis.shelter.models import Need
from tests import cast
from tests.api.client import Program
from tests.api.test_problems import is_problem

pytestmark = pytest.mark.django_db


def item(name: str = "Amira", **changes) -> dict:
    return {"id": str(uuid.uuid4()), "status": "safe", "given_name": name, "audience": "named"} | changes


def post(crisis, *items) -> list[dict]:
    answer = Program().post(f"/crises/{crisis.slug}/check-ins/batch", {"items": list(items)}, key=False)
    assert answer.status_code == 200, answer.json()
    return answer.json()["items"]


def test_each_is_answered_in_its_place_and_one_that_is_wrong_stops_no_other():
    crisis = cast.active_crisis()
    items = [item(), item("!"), item(status="dead"), item("Boris"), item(life="x"), {"status": "safe"}, "x"]
    answers = post(crisis, *items)
    assert [each["status"] for each in answers] == [201, 400, 400, 201, 400, 400, 400]
    assert [each["id"] for each in answers[:5]] == [each["id"] for each in items[:5]]
    assert answers[1]["problem"]["errors"][0]["pointer"] == "/given_name" and not answers[1]["check_in"]
    names = [CheckIn.objects.get(public_id=answers[n]["check_in"]["id"]).given_name for n in (0, 3)]
    assert names == ["Amira", "Boris"] and CheckIn.objects.count() == 2


def test_a_thousand_are_one_entry_and_sent_again_they_change_nothing():
    crisis = cast.active_crisis()
    items = [item() for _each in range(1_000)]
    first, again = post(crisis, *items), post(crisis, *items)
    assert {each["status"] for each in first} == {201} and {each["status"] for each in again} == {200}
    assert [each["check_in"] for each in first] == [each["check_in"] for each in again]
    assert CheckIn.objects.count() == 1_000
    assert Entry.objects.filter(kind="CheckInsRecorded").count() == 1
    changed = post(crisis, items[0] | {"message": "Other"})
    assert (changed[0]["status"], changed[0]["problem"]["code"]) == (422, "key_reused")


def test_the_id_of_an_item_is_the_key_of_a_single_one():
    crisis, one = cast.active_crisis(), item()
    told = post(crisis, one)[0]["check_in"]
    body = {name: value for name, value in one.items() if name != "id"}
    single = Program().post(f"/crises/{crisis.slug}/check-ins", body, key=one["id"])
    assert (single.status_code, single.json()) == (200, told)


@pytest.mark.parametrize("counted", [5, "5", None, "00000000-0000-0000-0000-000000000005"])
def test_an_id_that_others_would_use_too_is_refused(counted):
    crisis = cast.active_crisis()
    told = Program().post(f"/crises/{crisis.slug}/check-ins/batch", {"items": [item(id=counted)]}).json()
    assert told["items"][0]["status"] == 400 and not CheckIn.objects.exists()


def test_who_needs_help_among_them_gets_a_need():
    crisis = cast.active_crisis()
    place = {"lat": 48.87, "lon": 2.36}
    answers = post(crisis, item(), item(status="need_help", place=place), item(status="need_help"))
    assert [each["status"] for each in answers] == [201, 201, 400]
    assert answers[1]["check_in"]["need_token"] and Need.objects.count() == 1


def test_of_those_who_need_help_as_many_as_one_call_bears_are_taken_and_the_others_by_the_next(monkeypatch):
    monkeypatch.setattr(batch, "MOST_ONE_BY_ONE", 3)
    crisis, place = cast.active_crisis(), {"lat": 48.87, "lon": 2.36}
    far = [item(status="need_help", place={"lat": -48.87, "lon": 2.36}) for _each in range(4)]
    items = [item(status="need_help", place=place) for _each in range(4)]
    items += [item(voice="other", said_by="Boris", group=[]), *[item() for _each in range(20)], *far]
    first = post(crisis, *items)
    assert [each["status"] for each in first[5:25]] == [201] * 20, "whoever is safe waits for nothing"
    waits = [each["problem"]["code"] for each in first if each["status"] == 503]
    assert waits == ["busy"] * 6 and first[4]["status"] == 503, "help first, in any order"
    for _call in range(40):  # by a gateway that sends all of it again and again, refused ones too
        post(crisis, *items)
        if Need.objects.count() == 4:
            break
    answers = post(crisis, *items[:25]) and post(crisis, *items[:25])
    assert {each["status"] for each in answers} == {200}
    assert Need.objects.count() == 4 and CheckIn.objects.count() == 25


def test_places_in_words_beyond_fifty_addresses_are_not_looked_up_and_nobody_is_lost(monkeypatch):
    """A thousand of them took a minute and a half of a core, for one anonymous request."""
    looked_up = []
    monkeypatch.setattr(batch, "place_of", lambda crisis, said: looked_up.append(said["place"]["text"]))
    crisis, words = cast.active_crisis(), [f"{number:03} {'rue ' * 49}"[:199] for number in range(20)]
    told = {"contact": "amira@example.org", "place": {"text": "Amira, au bar"}}
    lost = [item(status="need_help", place={"text": each}, unplaced=False) for each in reversed(words)]
    answers = post(
        crisis, *[item(place={"text": each}, unplaced=True) for each in words], *lost, item(**told)
    )
    assert looked_up == [each.strip() for each in words[:10]]
    assert {each["status"] for each in answers} == {201} and not Need.objects.exists()
    assert (
        UnknownPlace.objects.count() == 20 and UnknownPlace.objects.filter(words=words[19].strip()).exists()
    )


def test_an_address_of_many_is_looked_up_once():
    crisis, place = cast.active_crisis(), {"text": "12 rue Oberkampf Paris"}
    answers = post(crisis, *[item(place=place) for _each in range(99)])
    assert {each["check_in"]["place"]["label"] for each in answers} == {"Rue Oberkampf, 75011 Paris"}


def test_more_than_a_thousand_none_and_no_list_are_refused():
    crisis = cast.active_crisis()
    for items in ([item()] * 1_001, [], {}, None):
        path = f"/crises/{crisis.slug}/check-ins/batch"
        is_problem(Program().post(path, {"items": items}, key=False), 400, "invalid")
    assert not CheckIn.objects.exists()
