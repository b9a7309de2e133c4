"""The express lane by granian's own interface: what the lane answers, and what it hands to Django, body and all."""

import asyncio
import json
from types import SimpleNamespace
from unittest.mock import patch

import pytest
from django.core.asgi import get_asgi_application
from granian.rsgi import ProtocolClosed

from config.body_limit import BodyLimit
from config.rsgi import Express
from crisis.checkin.models import CheckIn
from tests import cast
from tests.rig.loops import run

pytestmark = pytest.mark.django_db(transaction=True)

SAFE = {"status": "safe", "given_name": "Amira", "family_name": "Haddad", "audience": "anyone"}
HELP = {"status": "need_help", "given_name": "Amira", "place": {"lat": 48.87, "lon": 2.36}}


class Headers(dict):
    """As granian's: a value that is not in ASCII is not there, its name is."""

    def items(self):
        return [(name, value) for name, value in super().items() if value.isascii()]

    def get(self, name: str, default=None):
        return dict(self.items()).get(name, default)


class Protocol:
    """What granian hands to an app beside the scope: a body to read, at once or in parts, and one answer."""

    def __init__(self, body: bytes):
        self.body, self.left, self.answer, self.begun = body, [body[:7], body[7:]], None, False

    async def __call__(self) -> bytes:
        self.left = None
        return self.body

    def __aiter__(self):
        assert not self.begun, "granian gives a body once"
        self.begun = True
        return self

    async def __anext__(self) -> bytes:
        assert self.left is not None, "granian gives a body once"
        if not self.left:
            self.left = None
            raise StopAsyncIteration
        return self.left.pop(0)

    async def client_disconnect(self) -> None:
        await asyncio.Event().wait()

    def response_bytes(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
        assert not self.left, "the body was left unread"
        self.answer = status, {name.lower(): value for name, value in headers}, body


def ask(method: str, path: str, body=b"", query: str = "", **headers: str) -> tuple[int, dict, bytes]:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    said = {
        "host": "testserver",
        "content-type": "application/json",
        "content-length": str(len(raw)),
        **headers,
    }
    scope = SimpleNamespace(
        proto="http", http_version="1.1", method=method, scheme="http", path=path, query_string=query,
        headers=Headers(said), client="127.0.0.1:1", server="127.0.0.1:80",
    )  # fmt: skip
    protocol = Protocol(raw)
    run(Express(BodyLimit(get_asgi_application())).__rsgi__(scope, protocol))
    return protocol.answer


def test_what_nobody_expected_is_a_problem_and_no_empty_answer(monkeypatch):
    monkeypatch.setattr("crisis.checkin.api.lane.read", lambda *_asked: 1 / 0)
    status, headers, body = ask("POST", "/api/v1/crises/anywhere/check-ins", SAFE)
    assert (status, headers["content-type"]) == (500, "application/problem+json")
    assert json.loads(body)["code"] == "broken"


def test_the_lane_and_django_behind_it_answer_by_the_same_interface():
    path = f"/api/v1/crises/{cast.active_crisis().slug}/check-ins"
    status, headers, body = ask("POST", path, SAFE)
    assert (status, headers["content-type"]) == (201, "application/json")
    assert CheckIn.objects.get().public_id.hex == json.loads(body)["id"].replace("-", "")
    for wrong in (SAFE | {"status": "dead"}, SAFE | {"message": "x" * 20_000}, b"{"):
        status, headers, body = ask("POST", path, wrong)
        assert (status, headers["content-type"]) == (400, "application/problem+json"), body
    untold = {"content-length": ""}
    assert ask("POST", path, SAFE, **untold)[0] == 201, "its length is not told"
    assert ask("POST", path, HELP, **untold)[0] == 201, "nor to Django, which is handed the whole of it"
    assert ask("POST", path, SAFE, query="x=1")[0] == 201
    assert ask("GET", "/live")[0] == 200
    assert CheckIn.objects.count() == 4


@pytest.mark.parametrize(
    ("name", "said", "refused"),
    [
        ("idempotency-key", "8d2f6f0e-7a55-4a63-9c1c-1f0c5c1f9a1٣", (400, "key_malformed")),
        ("authorization", "Manage é", (401, "authentication_failed")),
    ],
)
def test_a_header_whose_value_granian_drops_is_not_one_that_was_not_sent(name, said, refused):
    path = f"/api/v1/crises/{cast.active_crisis().slug}/check-ins"
    status, _headers, body = ask("POST", path, SAFE, **{name: said})
    assert (status, json.loads(body)["code"]) == refused
    assert not CheckIn.objects.exists()


def test_a_path_is_decoded_once():
    """granian has done it: what Django would not find is not found."""
    crisis = cast.active_crisis()
    slug = f"%{ord(crisis.slug[0]):x}{crisis.slug[1:]}"
    assert ask("POST", f"/api/v1/crises/{slug}/check-ins", SAFE)[0] == 404


@pytest.mark.parametrize(("length", "status"), [("0" * 5000 + "90", 413), ("", 400), ("17000", 400)])
def test_a_body_of_any_told_length_is_refused_and_breaks_nothing(length, status):
    path = f"/api/v1/crises/{cast.active_crisis().slug}/check-ins"
    body = SAFE | {"message": "x" * 17_000}
    answer = ask("POST", path, body, **{"content-length": length})
    assert answer[0] == status and (status == 413 or b"/message" in answer[2]), "what came is read"


def test_who_goes_before_all_was_sent_leaves_no_traceback(caplog):
    async def gone(_protocol):
        raise ProtocolClosed

    with patch.object(Protocol, "__call__", gone):
        assert ask("POST", f"/api/v1/crises/{cast.active_crisis().slug}/check-ins", SAFE) is None
    assert not caplog.records
