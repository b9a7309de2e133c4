"""Counts a body as it comes in. Django's ASGI handler would spool any undeclared length to disk first."""

from django.conf import settings
from rest_framework.renderers import JSONRenderer

from crisis.ground.api.problems import MEDIA_TYPE, problem

LONGEST = 19  # digits of a length: Python refuses to read thousands


class _TooLarge(Exception):
    pass


def most_bytes(content_type: str) -> int:
    """How long a body of this type may be: a form that carries a file may be longer than anything else."""
    upload = content_type.lower().startswith("multipart/form-data")
    return settings.MAX_UPLOAD_BYTES if upload else settings.MAX_BODY_BYTES


class BodyLimit:
    """ASGI wrapper: 413 as soon as a body is declared, or grows, beyond what its type may have.

    Its length is told as it came: Django and DRF take a body of which none was told (a chunked one) for an empty one.
    """

    def __init__(self, app):
        self.app = app

    async def __call__(self, scope, receive, send):
        headers = dict(scope["headers"])
        most = most_bytes(headers.get(b"content-type", b"").decode("latin-1"))
        declared = headers.get(b"content-length", b"0")
        if declared.isdigit() and (len(declared) > LONGEST or int(declared) > most):
            await _refuse(scope, send)
            return
        told = [header for header in scope["headers"] if header[0] != b"content-length"]
        try:
            await self.app(scope | {"headers": told}, _counting(receive, most, told), send)
        except _TooLarge:
            await _refuse(scope, send)


def _counting(receive, most: int, headers: list):
    read = 0

    async def counted():
        nonlocal read
        message = await receive()
        read += len(message.get("body", b""))
        if read > most:
            raise _TooLarge
        if message["type"] == "http.request" and not message.get("more_body"):
            headers.append(
                (b"content-length", b"%d" % read)
            )  # Django looks at them once it has read the body
        return message

    return counted


async def _refuse(scope, send) -> None:
    body = _problem() if scope["path"].startswith("/api/") else b""
    headers = [(b"content-length", str(len(body)).encode()), (b"connection", b"close")]
    if body:
        headers.append((b"content-type", MEDIA_TYPE.encode()))
    await send({"type": "http.response.start", "status": 413, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def _problem() -> bytes:
    return JSONRenderer().render(problem("too_large", 413).data)
