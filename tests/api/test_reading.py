"""Lists in pages, doors by cell, and what changed since."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.journal.models import Entry
from accounts.journal.sequence import sequence
from crisis.shelter.actions.offers import withdraw_offer
from crisis.shelter.actions.official import change_shelter, enter_shelter
from crisis.shelter.drafts import ShelterDraft
from matching.actions.arriving import confirm_arrival
from matching.actions.handshake import cancel_match
from matching.vocabulary import Side
from tests import cast
from tests.api.client import Program, signed_in
from tests.api.test_journey import _links

pytestmark = pytest.mark.django_db
LATER = timedelta(minutes=11)


@pytest.fixture
def crisis():
    return cast.active_crisis()


def gym(crisis, name="Gymnase Japy", **changes):
    draft = ShelterDraft(place=cast.place(label=name), name=name, capacity=200, **changes)
    origin = cast.at_the_desk(crisis.declared_by)
    return enter_shelter(crisis=crisis, draft=draft, origin=origin, at=cast.now())


def changes(crisis, since="", program=None, path="changes"):
    sequence()
    return (program or Program()).get(f"/crises/{crisis.slug}/{path}?since={since}").json()


def test_a_list_comes_in_pages_that_link_to_each_other(crisis):
    for number in range(5):
        gym(crisis, name=f"Gym {number}")
    first = Program().get(f"/crises/{crisis.slug}/shelters?limit=3")
    assert 'rel="next"' in first["Link"]
    second = Program().get(first.json()["next"])
    names = [row["name"] for page in (first, second) for row in page.json()["items"]]
    assert names == [f"Gym {number}" for number in range(5)]
    assert second.json()["next"] is None


def test_no_page_is_longer_than_fifty(crisis):
    for number in range(52):
        gym(crisis, name=f"Gym {number:02}")
    assert len(Program().get(f"/crises/{crisis.slug}/shelters").json()["items"]) == 50


def test_an_unchanged_list_costs_no_body(crisis):
    first = Program().get(f"/crises/{crisis.slug}/shelters")
    again = Program().get(f"/crises/{crisis.slug}/shelters", **{"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_doors_are_told_by_cell_and_never_fewer_than_three(crisis):
    before = cast.now() - LATER
    for _door in range(2):
        cast.boris_opens(crisis, at=before, contact=cast.anothers())
    assert Program().get(f"/crises/{crisis.slug}/doors").json() == {"cells": []}
    cast.boris_opens(crisis, at=before, contact=cast.anothers(), pets=True)
    cell = Program().get(f"/crises/{crisis.slug}/doors").json()["cells"][0]
    assert cell["doors"] == "3-5" and set(cell) == {"cell", "lat", "lon", "doors", "places"}
    assert Program().get(f"/crises/{crisis.slug}/doors?tag=pets").json()["cells"][0]["doors"] == "0-2"
    assert Program().get(f"/crises/{crisis.slug}/doors?tag=address").status_code == 400


def test_changes_go_on_where_they_stopped(crisis):
    shelter = gym(crisis)
    start = changes(crisis)
    assert [item["type"] for item in start["items"]] == ["crisis", "shelter"]
    assert changes(crisis, start["next"])["items"] == []
    draft = ShelterDraft(place=cast.place(), name=shelter.name, capacity=200, occupied=150)
    origin = cast.at_the_desk(crisis.declared_by)
    change_shelter(shelter=shelter, draft=draft, origin=origin, at=cast.now())
    [item] = changes(crisis, start["next"])["items"]
    assert (item["id"], item["deleted"], item["data"]["occupied"]) == (str(shelter.public_id), False, 150)


def test_what_is_gone_leaves_a_tombstone(crisis):
    shelter = gym(crisis)
    start = changes(crisis, "now")
    draft = ShelterDraft(place=cast.place(), name=shelter.name, capacity=200, state="closed")
    origin = cast.at_the_desk(crisis.declared_by)
    change_shelter(shelter=shelter, draft=draft, origin=origin, at=cast.now())
    [item] = changes(crisis, start["next"])["items"]
    assert item == {"type": "shelter", "id": str(shelter.public_id), "deleted": True, "data": None}


def test_pages_of_changes_lose_nothing(crisis):
    made = [str(gym(crisis, name=f"Gym {number}").public_id) for number in range(5)]
    sequence()
    seen, since, more = [], "", True
    while more:
        page = Program().get(f"/crises/{crisis.slug}/changes?since={since}&limit=2").json()
        seen += [item["id"] for item in page["items"] if item["type"] == "shelter"]
        since, more = page["next"], page["has_more"]
    assert seen == made


def test_the_public_learns_of_a_door_ten_minutes_later_and_not_where(crisis):
    since = changes(crisis, "now")["next"]
    cast.boris_opens(crisis)
    assert changes(crisis, since)["items"] == []
    Entry.objects.filter(kind="OfferOpened").update(happened_at=cast.now() - LATER)
    [item] = changes(crisis, since)["items"]
    assert item == {"type": "doors", "id": str(crisis.public_id), "deleted": False, "data": {"cells": []}}


def test_a_door_nobody_may_know_of_yet_does_not_hold_up_a_shelter(crisis):
    since = changes(crisis, "now")["next"]
    cast.boris_opens(crisis)
    gym(crisis)
    assert [item["type"] for item in changes(crisis, since)["items"]] == ["shelter"]


def test_the_guests_own_stream_tells_of_her_match_and_its_end(crisis):
    match = cast.accepted(crisis)
    _boris, amira = _links(match)
    start = changes(crisis, program=amira)
    told = {item["type"]: item for item in start["items"]}
    assert set(told) == {"need", "match"} and told["match"]["data"]["address"] is None
    cancel_match(match=match, side=Side.HOST, origin=cast.WEB, at=cast.now())
    need, ended = changes(crisis, start["next"], program=amira)["items"]
    assert (ended["type"], ended["id"], ended["deleted"]) == ("match", str(match.public_id), True)
    assert (need["type"], need["data"]["state"]) == ("need", "waiting")


def test_whoever_keeps_a_copy_of_their_own_post_hears_each_state_it_comes_to_by_a_match(crisis):
    match = cast.coming(crisis)
    boris, amira = _links(match)
    since = {each: changes(crisis, program=each)["next"] for each in (boris, amira)}
    for side in (Side.HOST, Side.GUEST):
        confirm_arrival(match=match, side=side, origin=cast.WEB, at=cast.now())
    for each, kind in ((boris, "offer"), (amira, "need")):
        told = {item["type"]: item["data"] for item in changes(crisis, since[each], program=each)["items"]}
        assert told[kind] == each.get("/own").json()[kind]
    assert told["need"]["state"] == "sheltered"


def test_the_desk_hears_of_everything_without_an_address(crisis):
    match = cast.accepted(crisis)
    withdraw_offer(offer=match.offer, origin=cast.WEB, at=cast.now())
    told = changes(crisis, program=signed_in(crisis.declared_by), path="desk/changes")
    assert {"crisis", "offer", "need", "match"} <= {item["type"] for item in told["items"]}
    assert "Alibert" not in str(told)


def test_a_cursor_older_than_what_is_kept_is_gone(crisis):
    since = changes(crisis)["next"]
    gym(crisis)
    sequence()
    Entry.objects.update(written_at=timezone.now() - timedelta(days=400))
    answer = Program().get(f"/crises/{crisis.slug}/changes?since={since}")
    assert (answer.status_code, answer.json()["code"]) == (410, "cursor_expired")


def test_somebody_elses_cursor_is_refused(crisis):
    for cursor in ("abc", "MS4x", "!!!", "Mi4xLjE", "9" * 300):
        answer = Program().get(f"/crises/{crisis.slug}/changes?since={cursor}")
        assert (answer.status_code, answer.json()["code"]) == (400, "cursor_malformed")
