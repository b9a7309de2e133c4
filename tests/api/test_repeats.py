"""One rule: whatever makes something takes an Idempotency-Key, and a repeat gets the same answer and makes nothing."""

import uuid

import pytest

from crisis.activation.models import Crisis
from crisis.desk.models import CaseNote
from crisis.moderation.models import Decision, Report
from crisis.shelter.models import Need, Offer, OfficialShelter
from matching.models import Match, RelayMessage
from tests import cast
from tests.api.client import signed_in
from tests.api.test_journey import NEED, _links, offer
from tests.api.test_problems import is_problem

pytestmark = pytest.mark.django_db

SHELTER = {"place": {"lat": 48.87, "lon": 2.36}, "name": "Gymnase Japy", "capacity": 200}
CRISIS = {"name": "Lyon", "what_happened": "The river rises.", "place": {"lat": 45.76, "lon": 4.84}}


def test_every_operation_that_makes_something_takes_a_key(schema):
    posts = {op["post"]["operationId"]: op["post"] for op in schema["paths"].values() if "post" in op}
    making = {name: post for name, post in posts.items() if "201" in post["responses"]}
    assert {"write_note", "decide", "propose_match", "take_in_need", "send_message"} <= set(making)
    for name, post in making.items():
        headers = [p["name"] for p in post["parameters"] if p["in"] == "header"]
        assert headers == ["Idempotency-Key"], f"{name} takes no key"
        assert {"200", "422"} <= set(post["responses"]), f"{name} doesn't say what a repeat gets"


def _note(desk, base, world):
    return (
        desk,
        f"{base}/notes/{world.need.public_id}",
        {"text": "Called back."},
        CaseNote,
        {"text": "Later."},
    )


def _decision(desk, base, world):
    body = {
        "subject_kind": "offer",
        "subject": str(world.spare.public_id),
        "act": "hold",
        "reason": "A threat.",
    }
    return desk, f"{base}/decisions", body, Decision, {"reason": "Something else."}


def _by_hand(desk, base, world):
    waiting = cast.amira_asks(world.crisis)
    body = {"offer": str(world.spare.public_id), "need": str(waiting.public_id)}
    return desk, f"{base}/matches", body, Match, {"offer": str(world.offer.public_id)}


def _divided(desk, base, world):
    friends = cast.amira_asks(world.crisis, adults=4, may_split=True)
    return desk, f"{base}/needs/{friends.public_id}/divide", {"adults": 2, "children": 0}, Need, {"adults": 1}


def _taken_in(desk, base, _world):
    return desk, f"{base}/needs", NEED, Need, {"adults": 2}


def _opened_for_a_caller(desk, base, _world):
    return desk, f"{base}/offers", offer(), Offer, {"places": 3}


def _shelter(desk, base, _world):
    return desk, f"{base}/shelters", SHELTER, OfficialShelter, {"capacity": 100}


def _crisis(desk, _base, _world):
    return desk, "/crises", CRISIS, Crisis, {"name": "Nice"}


def _message(_desk, _base, world):
    path = f"/own/matches/{world.public_id}/messages"
    return (
        _links(world)[1],
        path,
        {"text": "I am at the corner."},
        RelayMessage,
        {"text": "No, across the street."},
    )


MAKING = (_note, _decision, _by_hand, _divided, _taken_in, _opened_for_a_caller, _shelter, _crisis, _message)


@pytest.mark.parametrize("making", MAKING, ids=lambda making: making.__name__.strip("_"))
def test_the_same_key_makes_it_once(making):
    chen = cast.chen()
    crisis = cast.active_crisis(chen)
    world = cast.accepted(crisis)
    world.spare = cast.boris_opens(crisis)
    program, path, body, model, change = making(signed_in(chen), f"/crises/{crisis.slug}/desk", world)
    before, key = model.objects.count(), str(uuid.uuid4())

    first, again = (program.post(path, body, key=key) for _ in range(2))

    assert (first.status_code, again.status_code) == (201, 200), again.content
    assert first.json() == again.json()
    assert model.objects.count() == before + 1
    is_problem(program.post(path, body | change, key=key), 422, "key_reused")
    is_problem(program.post(path, body, key="seven"), 400, "key_malformed")
    assert model.objects.count() == before + 1


def test_a_repeated_report_counts_once():
    match = cast.accepted(cast.active_crisis())
    amira, key = _links(match)[1], str(uuid.uuid4())
    for _ in range(2):
        told = amira.post(f"/own/matches/{match.public_id}/report", {"reason": "false"}, key=key)
        assert told.status_code == 204, told.content
    assert Report.objects.count() == 1


def test_what_was_refused_may_be_tried_again_with_the_same_key():
    crisis = cast.active_crisis()
    match, key = cast.proposed(crisis), str(uuid.uuid4())
    amira, path = _links(match)[1], f"/own/matches/{match.public_id}/messages"
    is_problem(amira.post(path, {"text": ""}, key=key), 400, "invalid")
    cast.accept_match(match=match, origin=cast.WEB, at=cast.now())
    assert amira.post(path, {"text": "Thank you."}, key=key).status_code == 201


def test_one_programs_key_is_not_anothers():
    match = cast.accepted(cast.active_crisis())
    boris, amira = _links(match)
    key, path = str(uuid.uuid4()), f"/own/matches/{match.public_id}/messages"
    assert [program.post(path, {"text": "Hello."}, key=key).status_code for program in (boris, amira)] == [
        201,
        201,
    ]
    assert RelayMessage.objects.count() == 2
