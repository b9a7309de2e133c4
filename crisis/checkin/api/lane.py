"""The express lane: "I am safe" beside Django, thousands of times a second; everything else goes to Django's app.

It says yes, and "come again" when it is full. Whatever it cannot plainly say yes to (a need, a token, words for
a place, a mistake, a closed crisis) it hands to the ordinary door: the same action, which refuses as it does anywhere.
"""

import json
import os
import re
import uuid
from functools import cache, lru_cache
from types import SimpleNamespace
from typing import NamedTuple

from csp.utils import build_policy
from django.conf import settings
from django.http.request import split_domain_port, validate_host
from django.utils import translation
from rest_framework.exceptions import APIException
from rest_framework.renderers import JSONRenderer

from accounts.errors import Refused
from crisis.checkin.api.answers import answer_of, draft_of, pin_of
from crisis.checkin.api.batches import Asked, Batches, Busy, write
from crisis.checkin.api.plain import plain
from crisis.checkin.vocabulary import Status
from crisis.gazetteer.places import Place
from crisis.ground.api.bodies import strictly_read
from crisis.ground.api.codes import BUSY
from crisis.ground.api.problems import BUSY_SECONDS, MEDIA_TYPE, problem

MOST_BYTES = 16_384
_PATH = re.compile(r"/api/v1/crises/([-a-zA-Z0-9_]+)/check-ins")
_LANGUAGE = re.compile(rf"(?:^|;)\s*{settings.LANGUAGE_COOKIE_NAME}=([^;]*)")
_REQUEST_ID = re.compile(r"[A-Za-z0-9_.-]{1,64}")
_SOMEBODY = {b"authorization", b"x-session-token"}
_HEARD = (b"host", b"content-type", b"content-encoding", b"accept", b"accept-language", b"cookie")
_KEY = re.compile(rb"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_JSON = {"application/json", "application/json; charset=utf-8", "application/json;charset=utf-8"}


class Asking(NamedTuple):
    """A request the lane may answer: what is asked, and what its answer repeats."""

    asked: Asked
    place: Place | None
    language: str
    request_id: str
    secure: bool


class Lane:
    """ASGI in front of `app`."""

    def __init__(self, app):
        self.app, self._batches = app, None

    async def __call__(self, scope, receive, send) -> None:
        if scope["type"] != "http" or not _PATH.fullmatch(scope["path"]) or scope["method"] != "POST":
            await self.app(scope, receive, send)
            return
        came, body = await _whole(receive)
        asking = read(scope, body) if body is not None else None
        try:
            done = await self._ask(asking.asked) if asking else None
        except Busy:
            await _send(send, 503, _busy(asking.language), asking, retry=True)
            return
        if done is None:
            await self.app(scope, _again(came, receive), send)
            return
        answer = json.dumps(
            answer_of(done, asking.place, asking.language), ensure_ascii=False, separators=(",", ":")
        )
        await _send(send, 200 if done.repeated else 201, answer.encode(), asking)

    async def _ask(self, asked: Asked):
        if self._batches is None:
            self._batches = Batches(write)
        return await self._batches.ask(asked)


def read(scope, body: bytes) -> Asking | None:
    """What is asked, or None: the ordinary door is to look at it."""
    headers = dict(scope["headers"])
    language = _language_of(*map(headers.get, _HEARD))
    if language is None or scope["query_string"] or not _SOMEBODY.isdisjoint(headers):
        return None
    try:
        ref = _key(headers.get(b"idempotency-key", b""))
        said = plain(strictly_read(body))
    except (APIException, Refused, ValueError):
        return None
    if said is None or said["status"] == Status.NEED_HELP:
        return None
    place = pin_of(said, language)
    asked = Asked(_PATH.fullmatch(scope["path"])[1], draft_of(said, place, language), ref)
    return Asking(asked, place, language, _request_id(headers), _is_secure(scope, headers))


@lru_cache(4096)
def _language_of(host, kind, encoding, accepted, languages, cookies) -> str | None:
    """The language to answer in, from the headers in _HEARD (bytes or None); None: the ordinary door is to look."""
    host, kind, languages, cookies = (
        (each or b"").decode("latin-1") for each in (host, kind, languages, cookies)
    )
    plainly = accepted is None or b"*/*" in accepted or b"application/json" in accepted
    if not plainly or encoding is not None or kind.lower() not in _JSON:
        return None
    if not validate_host(split_domain_port(host)[0], settings.ALLOWED_HOSTS):
        return None
    return _language(languages, cookies)


def _key(given: bytes) -> str | None:
    """As crisis.ground.api.origin reads it. Raises ValueError."""
    if _KEY.fullmatch(given):
        return given.decode()
    text = given.decode("latin-1").strip().strip('"')
    return str(uuid.UUID(text)) if text else None


def _language(accepted: str, cookies: str) -> str:
    """What Django's LocaleMiddleware would choose."""
    chosen = _LANGUAGE.search(cookies)
    request = SimpleNamespace(
        COOKIES={settings.LANGUAGE_COOKIE_NAME: chosen[1]} if chosen else {},
        META={"HTTP_ACCEPT_LANGUAGE": accepted},
    )
    return translation.get_language_from_request(request)


def _request_id(headers: dict[bytes, bytes]) -> str:
    given = headers.get(b"x-request-id", b"").decode("latin-1")
    return given if _REQUEST_ID.fullmatch(given) else os.urandom(16).hex()


def _is_secure(scope, headers: dict[bytes, bytes]) -> bool:
    if settings.SECURE_PROXY_SSL_HEADER:
        return headers.get(b"x-forwarded-proto", b"").split(b",")[0].strip() == b"https"
    return scope["scheme"] == "https"


@cache
def _busy(language: str) -> bytes:
    with translation.override(language):
        return JSONRenderer().render(problem(BUSY, 503).data)


async def _whole(receive) -> tuple[list[dict], bytes | None]:
    """The messages that came, and the body; None when it is longer than any check-in, or its sender has gone."""
    came, size = [], 0
    while True:
        message = await receive()
        came.append(message)
        size += len(message.get("body", b""))
        if message["type"] != "http.request" or size > MOST_BYTES:
            return came, None
        if not message.get("more_body"):
            return came, b"".join(each.get("body", b"") for each in came)


def _again(came: list[dict], receive):
    """`receive` from the beginning."""
    left = iter(came)

    async def replayed():
        return next(left, None) or await receive()

    return replayed


async def _send(send, status: int, body: bytes, asking: Asking, *, retry: bool = False) -> None:
    kind = MEDIA_TYPE if retry else "application/json"
    headers = [
        *_always(asking.language, asking.secure),
        (b"content-type", kind.encode()),
        (b"content-length", str(len(body)).encode()),
        (b"x-request-id", asking.request_id.encode()),
    ]
    if retry:
        headers.append((b"retry-after", str(BUSY_SECONDS).encode()))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


@cache
def _always(language: str, secure: bool) -> list[tuple[bytes, bytes]]:
    """What Django's middleware says with every answer of the API; a test compares."""
    said = {
        "allow": "POST, OPTIONS",
        "vary": "Authorization, X-Session-Token, Accept-Language, Accept-Encoding",
        "content-language": language,
        "content-security-policy": build_policy(),
        "x-frame-options": settings.X_FRAME_OPTIONS,
        "x-content-type-options": "nosniff",
        "referrer-policy": settings.SECURE_REFERRER_POLICY,
        "cross-origin-opener-policy": settings.SECURE_CROSS_ORIGIN_OPENER_POLICY,
    }
    if secure and settings.SECURE_HSTS_SECONDS:
        said["strict-transport-security"] = f"max-age={settings.SECURE_HSTS_SECONDS}"
    return [(name.encode(), value.encode()) for name, value in said.items()]
