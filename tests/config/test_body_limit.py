"""A body is counted as it comes in, whatever it says about its length."""

import functools
import json

from asgiref.testing import ApplicationCommunicator
from django.conf import settings
from django.test import Client

from config.asgi import application
from tests.rig import loops


def in_a_loop(test):
    @functools.wraps(test)
    def run(*args, **kwargs):
        loops.run(test(*args, **kwargs))

    return run


CHUNK = b"x" * 64 * 1024


def scope(headers=(), path="/live") -> dict:
    return {
        "type": "http",
        "http_version": "1.1",
        "method": "POST",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "headers": [(b"host", b"localhost"), *headers],
        "server": ("localhost", 80),
        "client": ("127.0.0.1", 1),
        "scheme": "http",
    }


@in_a_loop
async def test_a_body_that_hides_its_length_is_cut_off_at_the_limit():
    talk = ApplicationCommunicator(application, scope())
    sent = 0
    while sent <= settings.MAX_BODY_BYTES:
        await talk.send_input({"type": "http.request", "body": CHUNK, "more_body": True})
        sent += len(CHUNK)
    assert (await talk.receive_output(5))["status"] == 413


@in_a_loop
async def test_a_body_that_declares_too_much_is_refused_before_it_is_sent():
    length = str(settings.MAX_BODY_BYTES + 1).encode()
    talk = ApplicationCommunicator(application, scope([(b"content-length", length)]))
    assert (await talk.receive_output(5))["status"] == 413


@in_a_loop
async def test_a_program_is_told_why_in_the_shape_of_every_problem():
    length = str(settings.MAX_BODY_BYTES + 1).encode()
    talk = ApplicationCommunicator(application, scope([(b"content-length", length)], "/api/v1/recover"))
    start, body = await talk.receive_output(5), await talk.receive_output(5)
    assert start["status"] == 413
    assert (b"content-type", b"application/problem+json") in start["headers"]
    assert json.loads(body["body"])["code"] == "too_large"


@in_a_loop
async def test_a_form_with_a_photo_may_be_longer_than_any_other_body():
    declared = [(b"content-length", str(settings.MAX_BODY_BYTES + 1).encode())]
    form = (b"content-type", b"multipart/form-data; boundary=x")
    talk = ApplicationCommunicator(application, scope([*declared, form]))
    await talk.send_input({"type": "http.request", "body": b"", "more_body": False})
    assert (await talk.receive_output(5))["status"] != 413


def test_under_wsgi_a_body_whose_length_nobody_tells_is_not_taken_for_none():
    parts = {"HTTP_TRANSFER_ENCODING": "chunked"}
    assert Client().post("/live", b"{}", "application/json", CONTENT_LENGTH="", **parts).status_code == 411
    assert Client().post("/live", b"{}", "application/json", **parts).status_code == 200
