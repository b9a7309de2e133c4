"""The express lane by granian's own interface: what the lane answers, and what it hands to Django, body and all."""

import asyncio
import json
from types import SimpleNamespace

import pytest
from django.core.asgi import get_asgi_application

from config.body_limit import BodyLimit
from config.rsgi import Express
from crisis.checkin.models import CheckIn
from tests import cast
from tests.rig.loops import run

pytestmark = pytest.mark.django_db(transaction=True)

SAFE = {"status": "safe", "given_name": "Amira", "family_name": "Haddad", "audience": "anyone"}


class Protocol:
    """What granian hands to an app beside the scope: a body to read, at once or in parts, and one answer."""

    def __init__(self, body: bytes):
        self.body, self.left, self.answer = body, [body[:7], body[7:]], None

    async def __call__(self) -> bytes:
        self.left = None
        return self.body

    def __aiter__(self):
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
        headers=said, client="127.0.0.1:1", server="127.0.0.1:80",
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
    assert ask("POST", path, SAFE, **{"content-length": ""})[0] == 201, "its length is not told"
    assert ask("POST", path, SAFE, query="x=1")[0] == 201
    assert ask("GET", "/live")[0] == 200
    assert CheckIn.objects.count() == 3
