"""Closed areas for programs: read by all, moved by the desk, followed through /changes."""

import uuid
from datetime import timedelta

import pytest

from accounts.journal.models import Entry
from accounts.links.actions import issue_manage_link
from crisis.closures.actions import lift_closure
from crisis.closures.models import Closure
from crisis.livemap import streams
from crisis.shelter.actions.official import enter_shelter
from crisis.shelter.drafts import ShelterDraft
from matching.actions.morning import ask_how_it_went, say_how_it_went
from matching.vocabulary import Side
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

    moved = BODY | {"place": {"lat": 48.84, "lon": 2.33}, "name": "Elsewhere", "version": listed["version"]}
    told = chen.send("put", desk(paris, closure), moved).json()
    assert (told["name"], told["version"]) == ("Elsewhere", 2)
    settle()
    items, cursor = changes(paris, cursor)
    assert items["shelter", shelter]["in_closed_area"] is False

    assert chen.post(desk(paris, closure, "lift")).json()["lifted_at"]
    settle()
    items, cursor = changes(paris, cursor)
    assert items["closure", closure] is None
    assert Program().get(f"/crises/{paris.slug}/closures").json()["items"] == []
    assert chen.post(desk(paris, closure, "lift")).json()["code"] == "too_late"


def test_what_a_colleague_changed_is_not_overwritten(paris, chen):
    closure = cast.chen_closes(paris)
    assert chen.send("put", desk(paris, closure.public_id), BODY).status_code == 400, "without a version"
    assert chen.send("put", desk(paris, closure.public_id), BODY | {"version": 1}).status_code == 200
    late = chen.send("put", desk(paris, closure.public_id), BODY | {"version": 1, "radius_m": 50})
    assert (late.status_code, late.json()["code"]) == (409, "too_late")
    closure.refresh_from_db()
    assert closure.radius_m == BODY["radius_m"]


def own_link(posted, kind):
    about = {"subject_kind": kind, "subject": posted.public_id, "crisis_id": posted.crisis_id}
    return by_link(issue_manage_link(person=posted.owner, **about))


def test_who_waits_hears_that_their_area_closed_and_that_it_is_open_again(paris):
    amira = cast.amira_asks(paris)
    settle()
    own, path = own_link(amira, "need"), f"/crises/{paris.slug}/changes"
    cursor = own.get(f"{path}?since=now").json()["next"]
    closure = cast.chen_closes(paris, cast.OBERKAMPF)
    settle()
    told = own.get(f"{path}?since={cursor}").json()
    assert [(item["type"], item["id"]) for item in told["items"]] == [("need", str(amira.public_id))]
    lift_closure(closure=closure, origin=cast.at_the_desk(paris.declared_by), at=cast.now())
    settle()
    again = own.get(f"{path}?since={told['next']}").json()
    assert [(item["type"], item["id"]) for item in again["items"]] == [("need", str(amira.public_id))]
    entries = Entry.objects.filter(kind="CaseClosed")
    assert f"need:{amira.public_id}" in streams.told(entries), "so does the open page"


def test_how_it_went_is_heard_by_whoever_said_it_and_not_by_the_other(paris):
    match = cast.arrived(paris)
    settle()
    guest, host = own_link(match.need, "need"), own_link(match.offer, "offer")
    path = f"/crises/{paris.slug}/changes"
    ask_how_it_went(crisis=paris, at=cast.now(), set_out_before=cast.now() + timedelta(minutes=1))
    settle()
    before = {own: own.get(f"{path}?since=now").json()["next"] for own in (guest, host)}
    say_how_it_went(match=match, side=Side.GUEST, answer="fine", origin=cast.WEB, at=cast.now())
    settle()
    told = {own: own.get(f"{path}?since={cursor}").json() for own, cursor in before.items()}
    assert [item["type"] for item in told[guest]["items"]] == ["match"]
    assert (told[host]["items"], told[host]["next"]) == ([], before[host])
    heard = streams.told(Entry.objects.filter(kind="HowItWentAnswered"))
    assert list(heard) == [f"need:{match.need.public_id}"]


def own_page(posted, kind) -> dict:
    return own_link(posted, kind).get("/own").json()


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
