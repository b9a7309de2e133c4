"""The express lane: "I am safe" beside Django, thousands of times a second; everything else goes to Django's app.

It says yes, and "come again" when it is full. Whatever it cannot plainly say yes to (a need, a token, words for
a place, a mistake, a closed crisis) it hands to the ordinary door: the same action, which refuses as it does anywhere.
"""

import random
import re
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from types import SimpleNamespace
from typing import NamedTuple

import orjson
from csp.utils import build_policy
from django.conf import settings
from django.db import close_old_connections
from django.http.request import split_domain_port, validate_host
from django.utils import translation
from rest_framework.exceptions import APIException
from rest_framework.renderers import JSONRenderer

from accounts.errors import Refused
from accounts.idempotency.keys import random_key
from crisis.checkin.api.answers import answer_of, draft_of, pin_of
from crisis.checkin.api.batches import Asked, Batches, Busy, write
from crisis.checkin.api.plain import plain
from crisis.checkin.vocabulary import Status
from crisis.gazetteer.places import Place
from crisis.ground.api.bodies import quickly_read, strictly_read
from crisis.ground.api.problems import AGAIN_AFTER, MEDIA_TYPE, problem

MOST_BYTES = 16_384
_PATH = re.compile(r"/api/v1/crises/([-a-zA-Z0-9_]+)/check-ins")
_LANGUAGE = re.compile(rf"(?:^|;)\s*{settings.LANGUAGE_COOKIE_NAME}=([^;]*)")
_REQUEST_ID = re.compile(r"[A-Za-z0-9_.-]{1,64}")
_SOMEBODY = {"authorization", "x-session-token"}
_HEARD = ("host", "content-type", "content-encoding", "accept", "accept-language")
_LONGEST_HEARD = 512  # letters of them, together: what is longer is not kept in memory
_KEY = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[47][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
_JSON = {"application/json", "application/json; charset=utf-8", "application/json;charset=utf-8"}


class Asking(NamedTuple):
    """A request the lane may answer: what is asked, and what its answer repeats."""

    asked: Asked
    place: Place | None
    language: str
    request_id: str
    secure: bool


class Reply(NamedTuple):
    status: int
    headers: list[tuple[str, str]]
    body: bytes


class Lane:
    """ASGI in front of `app`."""

    def __init__(self, app):
        self.app, self._batches = app, None

    async def __call__(self, scope, receive, send) -> None:
        if scope["type"] != "http" or not is_check_in(scope["method"], scope["path"], scope["query_string"]):
            await self.app(scope, receive, send)
            return
        came, body = await _whole(receive)
        headers = each_once(
            (name.decode("latin-1"), value.decode("latin-1")) for name, value in scope["headers"]
        )
        plainly = body is not None and headers is not None
        reply = await self.reply(scope["path"], headers, body, scope["scheme"]) if plainly else None
        if reply is None:
            await self.app(scope, _again(came, receive), send)
            return
        named = [(name.encode(), value.encode()) for name, value in reply.headers]
        await send({"type": "http.response.start", "status": reply.status, "headers": named})
        await send({"type": "http.response.body", "body": reply.body})

    async def reply(self, path: str, headers: Mapping[str, str], body: bytes, scheme: str) -> Reply | None:
        """None: nothing was done, `app` is to answer."""
        asking = read(path, headers, body, scheme)
        if asking is None:
            return None
        if self._batches is None:
            self._batches = Batches(write, close_old_connections)
        try:
            done = await self._batches.ask(asking.asked)
        except Busy as busy:
            retry = ("retry-after", str(AGAIN_AFTER[busy.code]))
            return _replied(
                503, _problem(busy.code, asking.language), asking, ("content-type", MEDIA_TYPE), retry
            )
        if done is None:
            return None
        answer = orjson.dumps(answer_of(done, asking.place, asking.language))
        kind = ("content-type", "application/json")
        return _replied(200 if done.repeated else 201, answer, asking, kind)


def is_check_in(method: str, path: str, query: str | bytes) -> bool:
    """May the lane read it?"""
    return method == "POST" and not query and _PATH.fullmatch(path) is not None


def each_once(headers: Iterable[tuple[str, str]]) -> dict[str, str] | None:
    """By their names; None where one comes twice: proxies and Django may each mean another of the two."""
    came = list(headers)
    once = dict(came)
    return once if len(once) == len(came) else None


def read(path: str, headers: Mapping[str, str], body: bytes, scheme: str) -> Asking | None:
    """What is asked, or None: the ordinary door is to look at it."""
    language = _answered_in(headers)
    if language is None or not _SOMEBODY.isdisjoint(headers):
        return None
    try:
        ref = _key(headers.get("idempotency-key", ""))
        said = plain(quickly_read(body) or strictly_read(body))
    except (APIException, Refused, ValueError):
        return None
    if said is None or said["status"] == Status.NEED_HELP:
        return None
    place = pin_of(said, language)
    asked = Asked(_PATH.fullmatch(path)[1], draft_of(said, place, language), ref)
    return Asking(asked, place, language, _request_id(headers), _is_secure(scheme, headers))


def _answered_in(headers: Mapping[str, str]) -> str | None:
    """The language to answer in; None: Django is to look."""
    cookies = headers.get("cookie")
    chosen = _LANGUAGE.search(cookies) if cookies else None
    heard = (*map(headers.get, _HEARD), chosen[1] if chosen else None)
    return _language_of(*heard) if sum(map(len, filter(None, heard))) <= _LONGEST_HEARD else None


@lru_cache(4096)
def _language_of(host, kind, encoding, accepted, languages, chosen) -> str | None:
    """Of the headers in _HEARD and the language cookie, each None where missing; None: Django is to look."""
    plainly = accepted is None or "*/*" in accepted or "application/json" in accepted
    if not plainly or encoding is not None or (kind or "").lower() not in _JSON:
        return None
    if not validate_host(split_domain_port(host or "")[0], settings.ALLOWED_HOSTS):
        return None
    return _language(languages or "", chosen)


def _key(given: str) -> str | None:
    """As crisis.ground.api.origin reads it. Raises ValueError."""
    if _KEY.fullmatch(given):
        return given
    text = given.strip().strip('"')
    return random_key(text) if text else None


def _language(accepted: str, chosen: str | None) -> str:
    """What Django's LocaleMiddleware would choose."""
    request = SimpleNamespace(
        COOKIES={} if chosen is None else {settings.LANGUAGE_COOKIE_NAME: chosen},
        META={"HTTP_ACCEPT_LANGUAGE": accepted},
    )
    return translation.get_language_from_request(request)


def _request_id(headers: Mapping[str, str]) -> str:
    given = headers.get("x-request-id", "")
    # A name for a line of the log: nothing is guarded by it.
    return given if _REQUEST_ID.fullmatch(given) else f"{random.getrandbits(128):032x}"  # noqa: S311


def _is_secure(scheme: str, headers: Mapping[str, str]) -> bool:
    if settings.SECURE_PROXY_SSL_HEADER:
        return headers.get("x-forwarded-proto", "").split(",")[0].strip() == "https"
    return scheme == "https"


@cache
def _problem(code: str, language: str) -> bytes:
    with translation.override(language):
        return JSONRenderer().render(problem(code, 503).data)


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


def _replied(status: int, body: bytes, asking: Asking, *more: tuple[str, str]) -> Reply:
    own = (("content-length", str(len(body))), ("x-request-id", asking.request_id))
    return Reply(status, [*_always(asking.language, asking.secure), *own, *more], body)


@cache
def _always(language: str, secure: bool) -> list[tuple[str, str]]:
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
    return [*said.items()]
