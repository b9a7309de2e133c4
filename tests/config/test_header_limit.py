"""What no browser of ours sends is not read: of 60,000 letters in one cookie Python reads four seconds."""

import http.cookies

import pytest
from asgiref.testing import ApplicationCommunicator
from django.test import Client

from config.asgi import application
from config.middleware import MOST_OF_A_HEADER
from tests.config.test_body_limit import in_a_loop, scope

QUOTES = 'a="' + '\\"' * MOST_OF_A_HEADER + '"'


@pytest.fixture
def cookies_read(monkeypatch):
    read = []
    monkeypatch.setattr(http.cookies, "_unquote", lambda value: read.append(value) or value)
    return read


@pytest.mark.parametrize("header", ["Cookie", "Host", "Origin", "Accept", "Accept-Language", "Referer"])
def test_a_header_longer_than_nginx_would_take_is_refused_unread(header: str, cookies_read):
    assert Client().get("/live", headers={header: QUOTES}).status_code == 431
    assert cookies_read == []


def test_so_is_an_address_and_what_is_as_long_as_a_browser_may_send_is_read():
    assert Client().get(f"/live?name={'a' * MOST_OF_A_HEADER}").status_code == 431
    assert Client().get("/live", headers={"Cookie": f"a={'a' * (MOST_OF_A_HEADER - 2)}"}).status_code == 200


def test_a_method_in_small_letters_is_none_of_ours():
    """granian lets it through; nginx does not."""
    assert [Client().generic(method, "/live").status_code for method in ("GET", "get")] == [200, 400]


@in_a_loop
async def test_a_socket_reads_no_such_cookie_either(cookies_read):
    said = [(b"origin", b"http://localhost"), (b"cookie", QUOTES.encode())]
    talk = ApplicationCommunicator(application, scope(said, "/ws/own/") | {"type": "websocket"})
    await talk.send_input({"type": "websocket.connect"})
    assert await talk.receive_output(5) == {"type": "websocket.close", "code": 1008}
    assert cookies_read == []
