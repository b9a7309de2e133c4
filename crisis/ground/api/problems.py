"""Every failure as application/problem+json (RFC 9457): {type, title, status, detail, code, errors}."""

from http import HTTPStatus

from django.conf import settings
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.core.signals import got_request_exception
from django.db import DataError, OperationalError
from django.http import Http404
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import set_rollback

from accounts.disk import is_full
from accounts.errors import Invalid, NotThere, Refused
from crisis.ground.api.codes import BUSY, CODES, STORAGE_FULL, UNREADABLE

MEDIA_TYPE = "application/problem+json"
AGAIN_AFTER = {BUSY: 2, STORAGE_FULL: 60}  # seconds
# What the engine cannot store is the sender's mistake: NUL bytes, numbers beyond 64 bits, lone surrogates.
_UNREADABLE = (DataError, OverflowError, UnicodeError, SuspiciousOperation)
# Drafts speak of `where`; the JSON says `place`.
_POINTERS = {"where": "place", "lat": "place/lat", "lon": "place/lon"}


# Refusals whose own words point at something on a page.
_SPEAKS_OF_A_PAGE = ("wrong_code",)


class Gone(Refused):
    """A cursor older than what the journal keeps."""

    code = "cursor_expired"
    status = 410


class Unreadable(Refused):
    """What the sender wrote cannot be stored anywhere: a NUL character."""

    code = UNREADABLE
    message = CODES[UNREADABLE]
    status = 400


def handle(failure: Exception, context: dict) -> Response:
    """DRF's EXCEPTION_HANDLER."""
    set_rollback()
    return _answer(failure, context)


def told(failure: Exception) -> dict:
    """The problem document of a failure, for an answer that holds many."""
    return _answer(failure, {}).data


def _answer(failure: Exception, context: dict) -> Response:
    if isinstance(failure, Http404):
        failure = NotThere()
    if isinstance(failure, PermissionDenied):
        failure = exceptions.PermissionDenied()
    if isinstance(failure, Refused):
        return _refused(failure)
    if isinstance(failure, exceptions.ValidationError):
        return problem("invalid", 400, errors=list(_flat(failure.detail)))
    if isinstance(failure, exceptions.APIException):
        return _api_exception(failure)
    if isinstance(failure, OperationalError):
        code = STORAGE_FULL if is_full(failure) else BUSY
        return problem(code, 503, headers={"Retry-After": str(AGAIN_AFTER[code])})
    if isinstance(failure, _UNREADABLE) or "NUL" in str(failure) or "null character" in str(failure):
        return problem(UNREADABLE, 400)
    return _broken(failure, context)


def problem(code: str, status: int, *, detail: str = "", errors=None, headers=None, **members) -> Response:
    """A problem document; `members` are extensions such as `candidates`."""
    body = {
        "type": f"{settings.PUBLIC_URL}/api/docs/errors/#{code}",
        "title": code.replace("_", " ").capitalize(),
        "status": status,
        "detail": str(detail or CODES.get(code, HTTPStatus(status).phrase)),
        "code": code,
    }
    if errors:
        body["errors"] = errors
    return Response(body | members, status=status, headers=headers, content_type=MEDIA_TYPE)


def _refused(refusal: Refused) -> Response:
    headers = {}
    if retry_after := getattr(refusal, "retry_after", None):
        headers["Retry-After"] = str(retry_after)
    errors = [
        {"pointer": _pointer(field), "code": "invalid", "detail": str(message)}
        for field, messages in (refusal.errors.items() if isinstance(refusal, Invalid) else ())
        for message in messages
    ]
    return problem(
        refusal.code,
        refusal.status,
        detail=CODES[refusal.code] if refusal.code in _SPEAKS_OF_A_PAGE else refusal.message,
        errors=errors,
        headers=headers,
        **getattr(refusal, "members", {}),
    )


def _pointer(field: str) -> str:
    return f"/{_POINTERS.get(field, field)}" if field else ""


def _api_exception(failure: exceptions.APIException) -> Response:
    headers = {}
    if challenge := getattr(failure, "auth_header", None):
        headers["WWW-Authenticate"] = challenge
    code = failure.get_codes() if isinstance(failure.get_codes(), str) else failure.default_code
    if isinstance(failure, exceptions.NotFound):
        code = NotThere.code
    return problem(code, failure.status_code, detail=_detail(failure, code), headers=headers)


def _detail(failure: exceptions.APIException, code: str) -> str:
    return CODES.get(code) or str(failure.detail)


def _flat(detail, pointer: str = ""):
    """A nested ValidationError as a list of {pointer (RFC 6901), code, detail}."""
    if isinstance(detail, dict):
        for name, inner in detail.items():
            yield from _flat(inner, pointer if name == "non_field_errors" else f"{pointer}/{name}")
    elif isinstance(detail, list):
        for number, inner in enumerate(detail):
            yield from _flat(inner, f"{pointer}/{number}" if isinstance(inner, dict) and inner else pointer)
    else:
        yield {"pointer": pointer, "code": detail.code, "detail": str(detail)}


def _broken(failure: Exception, context: dict) -> Response:
    got_request_exception.send(sender=type(context.get("view")), request=context["request"]._request)
    return problem("broken", 500)
