"""Closed areas for programs: read by all, moved by the desk, followed through /changes."""

import uuid

import pytest

from accounts.links.actions import issue_manage_link
from crisis.closures.models import Closure
from crisis.shelter.actions.official import enter_shelter
from crisis.shelter.drafts import ShelterDraft
from tests import cast
from tests.api.client import Program, by_link, signed_in
from tests.api.test_journey import settle

pytestmark = pytest.mark.django_db(transaction=True)
BODY = {
    "name": "The square",
    "source": "Police",
    "place": {"lat": cast.ALIBERT[0], "lon": cast.ALIBERT[1]},
    "radius_m": 300,
}


@pytest.fixture
def paris():
    return cast.active_crisis()


@pytest.fixture
def chen(paris):
    return signed_in(paris.declared_by)


def desk(crisis, *rest) -> str:
    return "/".join(["/crises", crisis.slug, "desk/closures", *map(str, rest)])


def changes(crisis, since) -> tuple[dict, str]:
    """({(type, id): data or None}, next)."""
    told = Program().get(f"/crises/{crisis.slug}/changes?since={since}").json()
    items = {(item["type"], item["id"]): item["data"] for item in told["items"]}
    return items, told["next"]


def test_an_area_is_closed_changed_and_opened_and_everybody_can_follow(paris, chen):
    by = cast.at_the_desk(paris.declared_by)
    gym = ShelterDraft(place=cast.place(), name="Gymnase", capacity=9)
    shelter = str(enter_shelter(crisis=paris, draft=gym, origin=by, at=cast.now()).public_id)
    settle()
    _items, cursor = changes(paris, "now")
    made = chen.post(desk(paris), BODY)
    assert made.status_code == 201, made.content
    closure = made.json()["id"]
    settle()
    items, cursor = changes(paris, cursor)
    assert items["closure", closure]["area"]["type"] == "Polygon"
    assert items["shelter", shelter]["in_closed_area"] is True
    (listed,) = Program().get(f"/crises/{paris.slug}/closures").json()["items"]
    assert (listed["id"], listed["lifted_at"]) == (closure, None)

    moved = BODY | {"place": {"lat": 48.84, "lon": 2.33}, "name": "Elsewhere"}
    assert chen.send("put", desk(paris, closure), moved).json()["name"] == "Elsewhere"
    settle()
    items, cursor = changes(paris, cursor)
    assert items["shelter", shelter]["in_closed_area"] is False

    assert chen.post(desk(paris, closure, "lift")).json()["lifted_at"]
    settle()
    items, cursor = changes(paris, cursor)
    assert items["closure", closure] is None
    assert Program().get(f"/crises/{paris.slug}/closures").json()["items"] == []
    assert chen.post(desk(paris, closure, "lift")).json()["code"] == "too_late"


def own_page(posted, kind) -> dict:
    about = {"subject_kind": kind, "subject": posted.public_id, "crisis_id": posted.crisis_id}
    return by_link(issue_manage_link(person=posted.owner, **about)).get("/own").json()


def test_host_and_guest_read_what_is_closed_where_they_are(paris):
    match = cast.coming(paris)
    amira = cast.amira_asks(paris, place=cast.place())
    assert own_page(match.need, "need")["closed_here"] is None
    closure = str(cast.chen_closes(paris).public_id)
    for posted, kind, concerns in (
        (match.need, "need", "way"),
        (match.offer, "offer", "door"),
        (amira, "need", "need"),
    ):
        told = own_page(posted, kind)["closed_here"]
        assert (told["concerns"], told["areas"][0]["id"]) == (concerns, closure)


def test_a_repeat_closes_one_area(paris, chen):
    key = str(uuid.uuid4())
    answers = [chen.post(desk(paris), BODY, key=key) for _time in range(2)]
    assert [answer.status_code for answer in answers] == [201, 200]
    assert Closure.objects.count() == 1


def test_whom_an_area_would_touch_is_told_before(paris, chen):
    cast.boris_opens(paris, places=2)
    told = chen.post(desk(paris, "touched"), BODY).json()
    assert (told["doors"], told["places"]) == (1, 2) and not Closure.objects.exists()


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"place": None}, "/place"),
        ({"radius_m": 1}, "/radius_m"),
        ({"reason": "boredom"}, "/reason"),
        ({"name": ""}, "/name"),
    ],
)
def test_what_makes_no_sense_is_pointed_at(paris, chen, changes, pointer):
    for path in (desk(paris), desk(paris, "touched")):
        answer = chen.post(path, BODY | changes)
        assert answer.status_code == 400
        assert [each["pointer"] for each in answer.json()["errors"]] == [pointer]
